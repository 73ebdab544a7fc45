import { tarDamaged } from './tar-header';

const SPACE = 0x20;
const NEWLINE = 0x0a;

/**
 * The records of a pax header: each is its own length in decimal, a space, `key=value` and a line break.
 *
 * @throws tar-damaged
 */
export function readPax(text: Buffer, position: number): Map<string, string> {
  const records = new Map<string, string>();
  for (let at = 0; at < text.length; ) {
    const space = text.indexOf(SPACE, at);
    const digits = text.toString('latin1', at, space === -1 ? at : Math.min(space, at + 10));
    const end = at + (/^[1-9]\d{0,8}$/.test(digits) ? Number(digits) : 0);
    const record = text.subarray(space + 1, Math.max(space + 1, end - 1));
    const equals = record.indexOf('=');
    if (space === -1 || end <= space || end > text.length || text[end - 1] !== NEWLINE || equals < 1) {
      throw tarDamaged(`the attributes at byte ${position} are not of their form`);
    }
    records.set(record.toString('utf8', 0, equals), record.toString('utf8', equals + 1));
    at = end;
  }
  return records;
}
