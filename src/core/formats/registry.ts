import { failed } from '../errors';
import type { ArchiveFormat } from './format';
import { tspepk01 } from './tspepk01';
import { zip } from './zip';

/** Every format that Salvor opens. */
const FORMATS: readonly ArchiveFormat[] = [tspepk01, zip];

/** How many first bytes are enough to recognise a format, and to see whether its shortest file is there. */
export const HEAD_BYTES = Math.max(...FORMATS.map(shortest));

/** The length of an empty archive of a format, in bytes. */
function shortest(format: ArchiveFormat): number {
  return Math.max(format.magic.length, format.headerBytes + format.trailerBytes);
}

/**
 * The format of a file, by its first bytes and never by its name.
 *
 * @param head the first HEAD_BYTES bytes, or the whole of a shorter file
 * @throws unknown-format; header-cut-short where the file ends within what can only be a known header
 */
export function recognise(head: Uint8Array): ArchiveFormat {
  for (const format of FORMATS) {
    const compared = Math.min(head.length, format.magic.length);
    // One or two bytes say nothing: a file so short is of no format.
    const same = compared >= Math.min(4, format.magic.length) && head.subarray(0, compared).every((byte, at) => byte === format.magic[at]);
    if (!same) continue;
    if (head.length < shortest(format)) throw failed('header-cut-short', { have: head.length, need: shortest(format) });
    return format;
  }
  throw failed('unknown-format', {});
}
