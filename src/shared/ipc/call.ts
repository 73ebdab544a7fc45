import { z } from 'zod';

/** What the window may name but never hold: a path that a dialog chose, a key, a card. Handed out by main. */
export const token = z.string().min(1).max(64);
export const nothing = z.object({}).strict();
export const done = z.null();

/** One call of the contract: what goes in and what comes back. */
export const call = <I extends z.ZodType, O extends z.ZodType>(input: I, output: O) => ({ input, output });
