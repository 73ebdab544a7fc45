import { isUnpacked } from '../contents/zip/packing';
import { MOST_STREAMED_ENTRIES, StreamedEntries } from '../contents/zip/streamed-entries';
import { readZipDirectory } from '../contents/zip/zip-directory';
import type { RandomAccess } from '../disk/random-access';
import type { ProofTask } from './proof-task';

/**
 * Up to here the unpacked bytes of compressed entries are few, and the proof inflates them after the authentication:
 * that takes less than a thread that reads and decrypts the whole a second time. Beyond, it inflates on the thread.
 */
const MOST_INFLATED = { bytes: 128 * 1024 ** 2, ofArchive: 1 / 8 };

/**
 * Takes note of a zip's entries while it is authenticated, so that the proof need not read them again. Null for other
 * payloads, and where the proof looks into every entry for a dump.
 */
export function streamedEntriesOf({ kind, expected }: Pick<ProofTask, 'kind' | 'expected'>): StreamedEntries | null {
  return kind === 'zip' && expected !== 'dump' ? new StreamedEntries() : null;
}

/**
 * Whether nearly all of a zip can be checked as it streams by. Its directory is not authentic yet: it decides how the
 * proof goes about its work, and nothing about what the proof says.
 */
export async function streamsByWell(payload: RandomAccess, signal: AbortSignal): Promise<boolean> {
  try {
    const { entries } = await readZipDirectory(payload, signal);
    const inflated = entries
      .filter((entry) => isUnpacked(entry) && entry.storedBytes < entry.bytes)
      .reduce((sum, { bytes }) => sum + bytes, 0);
    const most = Math.min(MOST_INFLATED.bytes, payload.size * MOST_INFLATED.ofArchive);
    return entries.length <= MOST_STREAMED_ENTRIES && inflated <= most;
  } catch {
    // The proof says what is wrong with it, if the archive is authentic.
    return false;
  } finally {
    await payload.close();
  }
}
