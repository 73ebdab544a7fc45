import { z } from 'zod';
import { token } from './call';

/** A place for a file as a dialog gave it, and what the disk there can take. */
export const destinationSchema = z.object({
  token,
  path: z.string(),
  folder: z.string(),
  name: z.string(),
  /** A file of that name stands there already; it is replaced only if `restore.start` says so. */
  exists: z.boolean(),
  needed: z.number(),
  free: z.number(),
  /** The longest file that this disk can hold (FAT32: 4 GiB less one byte), or null. */
  longestFile: z.number().nullable(),
  verdict: z.enum(['fits', 'disk-full', 'file-too-large', 'not-writable']),
});
