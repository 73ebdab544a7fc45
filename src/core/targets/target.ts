import type { PartFile } from '../disk/part-file';

/**
 * Where a restore ends. What is not proven yet reaches none: it waits in a part file, out of which `place` brings it to
 * the target.
 */
export interface Target {
  /** A folder for scratch files, on a disk with space for the payload. */
  readonly scratchParent: string;
  /** @throws destination-exists, disk-full and others that say why the payload cannot end there */
  requireSpace(bytes: number): Promise<void>;
  /** @param announce is given the part's path before the part is made, so that it can be written down */
  createPart(announce?: (path: string) => Promise<void>): Promise<PartFile>;
  /** Continues a part that an earlier try left: its first `have` bytes stay. */
  continuePart(path: string, have: number): Promise<PartFile>;
  place(part: PartFile): Promise<void>;
}
