import { randomBytes } from 'node:crypto';
import { failed } from '../../errors';
import { parsePrivateKey, wipe } from '../../formats/site-key';
import type { SecretKind } from '../model';
import { LONGEST_SECRET } from '../secret-file';
import { isTextKind, secretText } from '../secret-text';

const MASTER_KEY = /^[0-9a-fA-F]{64}$/;

/** Kinds in which white space at either end is never meant: they are pasted, and files end in a line break. */
const TRIMMED: ReadonlySet<SecretKind> = new Set(['site-key', 'license-key', 'dev-master-key']);

/**
 * Checks a secret before it is kept, so that a mistyped one is noticed while its original is still at hand.
 *
 * @param bytes UTF-8 of a secret that is typed or pasted; of a `text` or `file` whatever it holds
 * @returns a copy in the form in which it is kept, and of a site's key its fingerprint
 * @throws secret-not-text, key-is-public, key-has-whitespace, key-malformed, master-key-malformed, vault-secret-empty,
 *   vault-secret-too-large
 */
export function acceptedSecret(
  kind: SecretKind,
  bytes: Uint8Array,
): { secret: Uint8Array; fingerprint: string | null } {
  if (bytes.length > LONGEST_SECRET)
    throw failed('vault-secret-too-large', { bytes: bytes.length, limit: LONGEST_SECRET });
  const exact = isTextKind(kind) ? secretText(bytes) : null;
  const text = TRIMMED.has(kind) ? (exact?.trim() ?? null) : exact;
  const secret = text === null ? Uint8Array.from(bytes) : new TextEncoder().encode(text);
  if (secret.length === 0) throw failed('vault-secret-empty', {});
  if (kind === 'dev-master-key' && !MASTER_KEY.test(text ?? '')) throw failed('master-key-malformed', {});
  if (kind !== 'site-key') return { secret, fingerprint: null };
  const key = parsePrivateKey(text ?? '');
  wipe(key);
  return { secret, fingerprint: key.fingerprint };
}

/** For a secret that has no public half: sixteen random digits, which tell nothing of it. */
export function randomFingerprint(): string {
  return randomBytes(8)
    .toString('hex')
    .replace(/(.{4})(?=.)/g, '$1:');
}
