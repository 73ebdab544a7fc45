import { z } from 'zod';
import { scopeSchema } from '../sources/model';

/** What an unfinished file belongs to, as it is kept; no secret is among it. */
export const leftoverFactsSchema = z.object({
  /** `fetch` comes from a server and can be resumed; `open` comes from a file and is made again sooner. */
  job: z.enum(['fetch', 'open']),
  destination: z.string(),
  /** Whether a person has said that a file of the final name is to be replaced. */
  overwrite: z.boolean(),
  server: z.object({ url: z.string(), siteId: z.string(), siteName: z.string() }).nullable(),
  archive: z.object({
    id: z.string().nullable(),
    name: z.string(),
    /** Length of the archive as the server lists it, and its SHA-256 in hex. */
    bytes: z.number().int().nonnegative(),
    sha256: z.string().nullable(),
    scope: scopeSchema,
    createdAt: z.string().nullable(),
    /** Of the private key that it needs. */
    keyFingerprint: z.string().nullable(),
  }),
});
export type LeftoverFacts = z.infer<typeof leftoverFactsSchema>;

/**
 * The archive's first bytes as they came, so that a wrong key and a changed archive are told at once when the rest
 * is fetched later. They are ciphertext, or of an archive that was never encrypted.
 */
export const keptHeadSchema = z.object({
  /** Name of the envelope; of an archive without one, that of what it is. */
  format: z.string(),
  headerBytes: z.number().int().nonnegative(),
  trailerBytes: z.number().int().nonnegative(),
  /** In base64. */
  bytes: z.base64().max(64 * 1024),
});
export type KeptHead = z.infer<typeof keptHeadSchema>;

/** A file that a restore left unfinished, as people see it. */
export const leftoverSchema = leftoverFactsSchema.extend({
  id: z.uuid(),
  /** The unfinished file itself, and how much of the plaintext is in it, in bytes. */
  part: z.string(),
  have: z.number(),
  /** ISO 8601: when it was begun, and last written. */
  begun: z.string(),
  touched: z.string(),
  /** Whether it can be resumed; else it starts again. */
  resumable: z.boolean(),
});
export type Leftover = z.infer<typeof leftoverSchema>;
