import { failed } from '../errors';
import { type Assignment, assignmentsOf, placeOf, valueOf } from './env-text';

const NAME = 'DEV_MASTER_KEY';
/** 32 bytes as hexadecimal digits. */
const KEY = /^[0-9a-f]{64}$/i;
/** No way to write 64 digits is longer. */
const LONGEST_WRITTEN = 1024;

/**
 * VaultTerm's master key out of the text of an `.env`, as the server reads it there: the last line that sets it counts.
 * The text may be the 64 digits alone.
 *
 * @returns the 64 digits as they are written there
 * @throws master-key-missing where nothing sets it, master-key-malformed where it is not 64 hexadecimal digits
 */
export function readDevMasterKey(text: string): string {
  const alone = text.trim();
  if (KEY.test(alone)) return alone;
  const last = assignmentsOf(text).findLast(({ name }) => name === NAME);
  if (last === undefined) throw failed('master-key-missing', {});
  const value = last.written.length > LONGEST_WRITTEN ? '' : valueOf(last);
  if (!KEY.test(value)) throw failed('master-key-malformed', {});
  return value;
}

/** What a text says of the master key: nothing, this very key, or another. */
export function standingOfKey(text: string, key: string): 'missing' | 'same' | 'other' {
  const last = assignmentsOf(text).findLast(({ name }) => name === NAME);
  if (last === undefined) return 'missing';
  return last.written.length <= LONGEST_WRITTEN && valueOf(last) === key ? 'same' : 'other';
}

/** The line that the server's `.env` needs. */
export function devMasterKeyLine(key: string): string {
  return `${NAME}=${key}`;
}

/**
 * An `.env` with its line for the master key: the last one that sets it, since that counts, gets the key, and where
 * there is none a line is added at the end. Every other character stays, line ends too.
 *
 * @returns null where the text is such that a server would not read exactly that from it
 */
export function withDevMasterKey(text: string, key: string): string | null {
  const place = placeOf(text, NAME);
  const lineEnd = text.includes('\r\n') ? '\r\n' : '\n';
  const line = devMasterKeyLine(key);
  const changed =
    place === null
      ? `${text}${text === '' || text.endsWith('\n') ? '' : lineEnd}${line}${lineEnd}`
      : `${text.slice(0, place.start)}${line}${text.slice(place.end)}`;
  const expected = assignmentsOf(text);
  const at = expected.findLastIndex(({ name }) => name === NAME);
  expected.splice(at < 0 ? expected.length : at, 1, { name: NAME, written: key });
  return isSame(assignmentsOf(changed), expected) ? changed : null;
}

function isSame(some: readonly Assignment[], others: readonly Assignment[]): boolean {
  return (
    some.length === others.length &&
    some.every(({ name, written }, at) => others[at]?.name === name && others[at]?.written === written)
  );
}
