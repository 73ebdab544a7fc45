import { z } from 'zod';
import { inspectionSchema } from '../../core/formats/format-schema';
import { call, nothing, token } from './call';

/** A file that a person chose or dropped, recognised by its first bytes. */
export const openedFileSchema = inspectionSchema
  .omit({ ending: true })
  .extend({ token, name: z.string(), folder: z.string() });
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
