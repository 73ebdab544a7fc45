import { dirname } from 'node:path';
import { requireFreeSpace } from '../../disk/destination';
import { diskTrouble } from '../../disk/disk-trouble';
import { PartFile } from '../../disk/part-file';
import type { Target } from '../target';

/** A file on this machine's disks, with its part beside it. @param overwrite whether it may replace another */
export function fileTarget(destination: string, overwrite: boolean): Target {
  return {
    scratchParent: dirname(destination),
    requireSpace: (bytes) => requireFreeSpace(destination, bytes, overwrite),
    createPart: (announce) => PartFile.create(destination, announce),
    continuePart: (path, have) =>
      PartFile.continue(path, destination, have).catch(async (cause: unknown) => {
        throw await diskTrouble(destination, 0, cause);
      }),
    place: (part) => part.place(overwrite),
  };
}
