import { z } from 'zod';
import { call, nothing } from './call';
import { heldKeySchema } from './key-calls';

/** What the administrator's console would show, for the practice server only. */
export const practiceKitSchema = z.object({
  fingerprint: z.string(),
  folder: z.string(),
  keys: z.array(z.object({ fingerprint: z.string(), file: z.string(), current: z.boolean() })),
});
export type PracticeKit = z.output<typeof practiceKitSchema>;

export const practiceCalls = {
  'practice.kit': call(nothing, practiceKitSchema),
  'practice.useKey': call(z.object({ fingerprint: z.string() }).strict(), heldKeySchema),
} as const;
