import type { z } from 'zod';
import { failed, type Outcome } from '../../core/errors';

/** Checks the value that a process ended or answered with. @param what names it, for the failure that it is otherwise */
export function checkOutcome<T>(schema: z.ZodType<T>, outcome: Outcome<unknown>, what: string): Outcome<T> {
  if (!outcome.ok) return outcome;
  const value = schema.safeParse(outcome.value);
  if (value.success) return { ok: true, value: value.data };
  return { ok: false, error: failed('unexpected', { detail: `${what} is of another shape` }).failure };
}
