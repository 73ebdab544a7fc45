import { type Entry, getFileNameLowLevel } from 'yauzl';
import { zipDamaged } from '../zip-damage';

const UTF8_NAME = 1 << 11;
const STRICT_UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const NOT_ASCII = /[^\0-\x7f]/;

/**
 * What an entry was called when it was packed, and what a program calls it that follows the zip's own rules alone, as
 * the portal does: UTF-8 where the entry's flag says so, else code page 437.
 *
 * The two differ where a field for Info-ZIP gives another name, and where UTF-8 was written without its flag, as
 * Debian's `zip` does: then the name is the UTF-8, since other text is hardly ever valid UTF-8 by chance.
 *
 * @throws zip-damaged
 */
export function entryNames(entry: Entry): { name: string; otherName: string | null } {
  const raw = entry.fileNameRaw;
  const byRules = nameByRules(entry, raw);
  // Strict, so that backslashes stay and can be judged.
  const byField = getFileNameLowLevel(entry.generalPurposeBitFlag, raw, entry.extraFields, true);
  const name = byField !== byRules ? byField : (unflaggedUtf8(entry, raw) ?? byRules);
  return { name, otherName: name === byRules ? null : byRules };
}

function nameByRules(entry: Entry, raw: Buffer): string {
  if ((entry.generalPurposeBitFlag & UTF8_NAME) === 0) return getFileNameLowLevel(0, raw, [], true);
  try {
    return STRICT_UTF8.decode(raw);
  } catch (error) {
    throw zipDamaged(
      `the name of an entry is not UTF-8, though it says so (${JSON.stringify(raw.toString('utf8'))})`,
      error,
    );
  }
}

function unflaggedUtf8(entry: Entry, raw: Buffer): string | null {
  if ((entry.generalPurposeBitFlag & UTF8_NAME) !== 0 || !NOT_ASCII.test(raw.toString('latin1'))) return null;
  try {
    return STRICT_UTF8.decode(raw);
  } catch {
    return null;
  }
}
