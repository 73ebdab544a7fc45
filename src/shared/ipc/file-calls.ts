import { z } from 'zod';
import { call, nothing, token } from './call';

/** A file that a person chose or dropped, recognised by its first bytes. */
export const openedFileSchema = z.object({
  token,
  name: z.string(),
  folder: z.string(),
  bytes: z.number(),
  /** Of the outermost envelope, or of the payload itself: `tspepk01`, `proxpanel-v2`, `zip` … */
  format: z.string(),
  needs: z.enum(['private-key', 'passphrase', 'database-password', 'database-password-or-license-key', 'nothing']),
  /** What the header says in clear (`licenseKey`, `tenantId`); nothing authenticates it. */
  said: z.record(z.string(), z.string()),
});
export type OpenedFile = z.output<typeof openedFileSchema>;

export const fileCalls = {
  /** Opens a dialog for an archive on this machine; null when it was closed. */
  'files.choose': call(nothing, openedFileSchema.nullable()),
  /** The file with which the operating system last started or woke Salvor, once; null when there is none. */
  'files.handed': call(nothing, openedFileSchema.nullable()),
} as const;

export const fileEvents = {
  /** The operating system has handed a file over while Salvor runs; `files.handed` gives it. */
  'files.waiting': z.object({}),
} as const;
