import { z } from 'zod';

/**
 * What custody keeps: each kind of secret that opens a backup. `text` and `file` are for whatever else must not be
 * lost with the machine.
 */
export const secretKindSchema = z.enum([
  'site-key',
  'passphrase',
  'license-key',
  'database-password',
  'dev-master-key',
  'text',
  'file',
]);
export type SecretKind = z.infer<typeof secretKindSchema>;

/** What may be told of a secret without telling the secret. */
export const secretFactsSchema = z.object({
  kind: secretKindSchema,
  /** A person's name for it. */
  label: z.string().min(1).max(200),
  /**
   * Of a site's key the fingerprint of its public half. Any other secret has none: a hash of a passphrase would let
   * anyone try guesses against it, so it gets sixteen random hexadecimal digits in the same four groups instead.
   */
  fingerprint: z.string().regex(/^[0-9a-f]{4}(?::[0-9a-f]{4}){3}$/),
});
export type SecretFacts = z.infer<typeof secretFactsSchema>;

/** These facts out of whatever holds them together with more, a secret's bytes among it. */
export function secretFactsOf({ kind, label, fingerprint }: SecretFacts): SecretFacts {
  return { kind, label, fingerprint };
}
