import type { Take } from '../contents/zip/inflate';
import type { BrowseEntry } from './model';

/** The files inside an archive that can be taken out one by one. */
export interface Files {
  readonly entries: readonly BrowseEntry[];
  /**
   * Refuses to unpack these entries where they expand beyond reason, or beyond `freeBytes`.
   *
   * @throws zip-bomb, expands-beyond-disk
   */
  requireReasonableSize(chosen: readonly number[], freeBytes: number | null): void;
  /**
   * Something that reads one entry after the other.
   *
   * @param passed is called with the bytes of the archive that were gone through
   */
  reader(signal: AbortSignal, passed: (bytes: number) => void): EntryReader;
}

export interface EntryReader {
  /**
   * Sends the unpacked bytes of an entry to `take`, each piece valid until `take` is done with it, and checks
   * whatever the archive says of them. Until it has resolved nothing of them is known to be right.
   *
   * @throws entry-damaged, zip-damaged, entry-name-hostile for what is no file, cancelled, and what `take` throws
   */
  read(entry: number, take: Take): Promise<void>;
}
