import { z } from 'zod';
import { call, done, nothing } from './call';

const job = z.string().max(64);
/**
 * What the window wants to know again of a job after it was loaded anew: places and names, and of secrets their tokens.
 */
const plan = z.string().max(1024 * 1024);

export const jobCalls = {
  /**
   * The restore or drill that runs, or that has ended and was not put away. Its latest events are sent once more behind
   * the answer, so that a window which was loaded anew catches up. `seen` tells that its end was shown before that.
   */
  'jobs.current': call(nothing, z.object({ job, plan, seen: z.boolean() }).nullable()),
  'jobs.remember': call(z.object({ job, plan }).strict(), done),
  'jobs.putAway': call(z.object({ job }).strict(), done),
} as const;
