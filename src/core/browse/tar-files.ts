import { PieceReader } from '../contents/piece-reader';
import { toPrintable } from '../contents/printable';
import { readTar } from '../contents/tar/tar-directory';
import { needsMoreSpace } from '../contents/zip/expansion';
import type { RandomAccess } from '../disk/random-access';
import { failed } from '../errors';
import type { Files } from './files';
import { toBrowseEntries } from './listed-entry';

/** The files of a tar, which has no checksums of them. @throws cut-short, tar-damaged, payload-empty, cancelled */
export async function tarFiles(payload: RandomAccess, signal: AbortSignal): Promise<Files> {
  const listed = await readTar(payload, signal);
  return {
    entries: toBrowseEntries(
      listed.map((named) => ({
        named,
        facts: { bytes: named.bytes, storedBytes: named.bytes, modified: instant(named.modified) },
      })),
    ),
    requireReasonableSize(chosen, freeBytes) {
      const expandsTo = chosen.reduce((sum, index) => sum + (listed[index]?.bytes ?? 0), 0);
      if (freeBytes !== null && needsMoreSpace(expandsTo, freeBytes))
        throw failed('expands-beyond-disk', { expandsTo, free: freeBytes });
    },
    reader(stop, passed) {
      const reader = new PieceReader(payload, passed, () => failed('cut-short', { have: payload.size, need: null }));
      return {
        async read(index, take) {
          const entry = listed[index];
          if (entry === undefined) throw failed('entry-not-found', { entry: String(index) });
          if (entry.kind === 'other')
            throw failed('entry-name-hostile', { entry: toPrintable(entry.name), reason: 'symlink' });
          if (entry.kind === 'sparse')
            throw failed('entry-method-unread', { entry: toPrintable(entry.name), method: 'tar --sparse' });
          try {
            await reader.moveTo(entry.at, entry.at + entry.bytes);
            for (let left = entry.bytes; left > 0; ) {
              if (stop.aborted) throw failed('cancelled', {});
              const piece = await reader.some(left);
              left -= piece.length;
              await take(piece);
            }
          } finally {
            await reader.settle();
          }
        },
      };
    },
  };
}

/** The latest that a date of JavaScript can be, in seconds (ECMA-262, "Time Values and Time Range"). */
const LATEST = 8.64e12;

/**
 * A tar counts seconds since 1970 in UTC. What lies beyond the years with four digits is no time that anything was
 * written.
 */
function instant(seconds: number | null): string | null {
  if (seconds === null || Math.abs(seconds) > LATEST) return null;
  const iso = new Date(seconds * 1000).toISOString();
  return /^\d{4}-/.test(iso) ? `${iso.slice(0, 19)}Z` : null;
}
