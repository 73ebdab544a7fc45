import { z } from 'zod';
import { logCheckSchema, logEntrySchema } from '../../core/custody/logbook/model';
import { call, nothing } from './call';

export const logbookCalls = {
  /** Every line, oldest first, and what the check of the whole chain found. */
  'logbook.view': call(
    nothing,
    z.object({ check: logCheckSchema, entries: z.array(z.object({ line: z.number(), entry: logEntrySchema })) }),
  ),
  /** Saves the logbook with its seal where the dialog says; null when it was closed. */
  'logbook.export': call(nothing, z.object({ path: z.string() }).nullable()),
} as const;
