import { failed } from '../errors';
import { exactText, utf8Text } from '../plain-text';
import { readDevMasterKey } from './dev-master-key';
import type { SecretKind } from './model';

/** Kinds that are kept as bytes, whatever they hold. */
const AS_BYTES: ReadonlySet<SecretKind> = new Set(['text', 'file']);

/** Whether a secret of this kind must be text: it is typed, pasted, or compared with what was typed. */
export function isTextKind(kind: SecretKind): boolean {
  return !AS_BYTES.has(kind);
}

/**
 * The text of a secret, each of its characters certain.
 *
 * @param path the file that it comes from, for the failure; null where it has none
 * @throws secret-not-text, before anything of it is used or kept
 */
export function secretText(bytes: Uint8Array, path: string | null = null): string {
  const text = exactText(bytes);
  if (text === null) throw failed('secret-not-text', { path, seen: 'encoding' });
  // UTF-16 without its mark, or no text at all: ASCII in two bytes each is valid UTF-8 full of zeros.
  if (text.includes('\0')) throw failed('secret-not-text', { path, seen: 'zeros' });
  return text;
}

/** The longest secret that the app's window shows, in bytes; a longer one is saved to a file. */
export const LONGEST_SHOWN = 64 * 1024;

/**
 * A kept secret as text that can be shown, printed and copied; null where it is none. Of the control characters, a text
 * has those that are white space: the others could steer a terminal, and no person typed them.
 */
export function readableText(bytes: Uint8Array, longest = Number.POSITIVE_INFINITY): string | null {
  if (bytes.length > longest) return null;
  const text = utf8Text(bytes);
  // oxlint-disable-next-line no-control-regex
  return text === null || /[\u0000-\u0008\u000e-\u001f\u007f-\u0084\u0086-\u009f]/.test(text) ? null : text;
}

/** The text of a secret's file, without the one line break that an editor puts at its end. @throws secret-not-text */
export function secretLine(bytes: Uint8Array, path: string | null = null): string {
  return secretText(bytes, path).replace(/\r?\n$/, '');
}

/**
 * A secret as it is kept, out of the file that holds it: every byte of a text or file; of anything else the text in
 * UTF-8, of an `.env` the master key alone. The caller is to wipe it.
 *
 * @throws secret-not-text; master-key-missing, master-key-malformed
 */
export function secretOfFile(kind: SecretKind, raw: Uint8Array, path: string | null = null): Uint8Array {
  if (!isTextKind(kind)) return Uint8Array.from(raw);
  return new TextEncoder().encode(
    kind === 'dev-master-key' ? readDevMasterKey(settingsText(raw)) : secretLine(raw, path),
  );
}

/**
 * The key's own line is ASCII, and remarks elsewhere in the file may be in any encoding: each byte is one character.
 */
function settingsText(raw: Uint8Array): string {
  return exactText(raw) ?? new TextDecoder('latin1').decode(raw);
}
