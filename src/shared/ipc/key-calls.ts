import { z } from 'zod';
import { call, done, token } from './call';

/** A private key that the main process holds. */
export const heldKeySchema = z.object({
  token,
  fingerprint: z.string(),
  /** Where it came from: `paste`, `vault`, or a file's name. */
  source: z.string(),
  /** Of one from the vault, the label of its entry. */
  label: z.string().optional(),
});
export type HeldKey = z.output<typeof heldKeySchema>;

export const keyCalls = {
  'keys.paste': call(z.object({ text: z.string().max(4096), removeWhitespace: z.boolean() }).strict(), heldKeySchema),
  /** Opens a dialog for a key file; null when it was closed. */
  'keys.choose': call(z.object({ removeWhitespace: z.boolean() }).strict(), heldKeySchema.nullable()),
  'keys.forget': call(z.object({ key: token }).strict(), done),
} as const;
