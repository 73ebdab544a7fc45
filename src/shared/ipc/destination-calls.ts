import { z } from 'zod';
import { call, token } from './call';

/** The path of a file to write, as a dialog gave it, and what the disk there can take. */
export const destinationSchema = z.object({
  token,
  path: z.string(),
  folder: z.string(),
  name: z.string(),
  /** A file of that name exists already; it is replaced only if the job says so. */
  exists: z.boolean(),
  needed: z.number(),
  free: z.number(),
  /** The longest file that this disk can hold (FAT32: 4 GiB less one byte), or null. */
  longestFile: z.number().nullable(),
  verdict: z.enum(['fits', 'disk-full', 'file-too-large', 'not-writable']),
});
export type Destination = z.output<typeof destinationSchema>;

/** Each opens the save dialog, then checks the disk behind it; null when it was closed. */
export const destinationCalls = {
  'destinations.choose': call(
    z.object({ server: z.string(), archive: z.string() }).strict(),
    destinationSchema.nullable(),
  ),
  'destinations.chooseForFile': call(z.object({ file: token }).strict(), destinationSchema.nullable()),
} as const;
