import { z } from 'zod';
import { FAILURE_CODES, FAILURE_FACTS, type FactKind, type Failure, type FailureCode } from './errors';

const kinds = {
  text: z.string(),
  'text or null': z.string().nullable(),
  number: z.number(),
  'number or null': z.number().nullable(),
  boolean: z.boolean(),
} as const;

/** The schema of each failure's facts. */
export const factSchemas = Object.fromEntries(
  Object.entries(FAILURE_FACTS).map(([code, facts]) => [
    code,
    z.object(Object.fromEntries(Object.entries(facts).map(([fact, kind]) => [fact, schemaOf(kind)]))),
  ]),
) as Record<FailureCode, z.ZodObject>;

function schemaOf(kind: FactKind): z.ZodType {
  return typeof kind === 'string' ? kinds[kind] : z.enum(kind);
}

/** Checks a failure that came from another process; an unknown code or a missing fact is refused. */
export const failureSchema = z
  .object({ code: z.enum(FAILURE_CODES), params: z.record(z.string(), z.unknown()) })
  .transform((value, context): Failure => {
    const params = factSchemas[value.code].safeParse(value.params);
    if (!params.success) {
      context.addIssue({ code: 'custom', message: `the facts of ${value.code} are not of its shape` });
      return z.NEVER;
    }
    return { code: value.code, params: params.data } as Failure;
  });

export function outcomeOf<T extends z.ZodType>(value: T) {
  return z.discriminatedUnion('ok', [
    z.object({ ok: z.literal(true), value }),
    z.object({ ok: z.literal(false), error: failureSchema }),
  ]);
}
