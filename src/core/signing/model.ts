import { z } from 'zod';

/** A signature by an installation's key, as it is kept beside what it signs. */
export const signatureSchema = z.object({
  algorithm: z.literal('Ed25519'),
  /** 32 and 64 raw bytes, in unpadded base64url. */
  publicKey: z.string().regex(/^[A-Za-z0-9_-]{43}$/),
  value: z.string().regex(/^[A-Za-z0-9_-]{86}$/),
});
export type Signature = z.output<typeof signatureSchema>;
