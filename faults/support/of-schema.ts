import * as fc from 'fast-check';
import { z } from 'zod';

/** What of JSON Schema (2020-12) zod's own translation makes use of. */
interface Shape {
  readonly type?: string | readonly string[];
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Shape[];
  readonly oneOf?: readonly Shape[];
  readonly allOf?: readonly Shape[];
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: Shape | boolean;
  readonly propertyNames?: Shape;
  readonly items?: Shape;
  readonly prefixItems?: readonly Shape[];
  readonly pattern?: string;
  readonly format?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly maxItems?: number;
  readonly minimum?: number;
  readonly maximum?: number;
}

const MOST_ITEMS = 4;

/** Values that a schema of messages takes, so that changes of them get behind its first check. */
export function ofSchema(schema: z.ZodType): fc.Arbitrary<unknown> {
  return valuesOf(z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any', reused: 'inline' }) as Shape);
}

function valuesOf(shape: Shape): fc.Arbitrary<unknown> {
  if ('const' in shape) return fc.constant(shape.const);
  if (shape.enum !== undefined) return fc.constantFrom(...shape.enum);
  const choices = shape.anyOf ?? shape.oneOf;
  if (choices !== undefined) return fc.oneof(...choices.map(valuesOf));
  if (shape.allOf !== undefined)
    return fc.tuple(...shape.allOf.map(valuesOf)).map((parts) => Object.assign({}, ...parts) as unknown);
  if (typeof shape.type === 'object') return fc.oneof(...shape.type.map((type) => valuesOf({ ...shape, type })));
  switch (shape.type) {
    case 'object':
      return objects(shape);
    case 'array':
      if (shape.prefixItems !== undefined) return fc.tuple(...shape.prefixItems.map(valuesOf));
      return fc.array(valuesOf(shape.items ?? {}), { maxLength: Math.min(MOST_ITEMS, shape.maxItems ?? MOST_ITEMS) });
    case 'string':
      return strings(shape);
    case 'integer':
      return fc.integer({
        min: Math.max(shape.minimum ?? 0, -(2 ** 31)),
        max: Math.min(shape.maximum ?? 2 ** 31 - 1, 2 ** 31 - 1),
      });
    case 'number':
      return fc.double({ min: shape.minimum ?? 0, max: shape.maximum ?? 1e12, noNaN: true });
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    default:
      return fc.jsonValue({ maxDepth: 2 });
  }
}

function objects({
  properties = {},
  required = [],
  additionalProperties,
  propertyNames,
}: Shape): fc.Arbitrary<unknown> {
  const members = fc.record(
    Object.fromEntries(Object.entries(properties).map(([name, each]) => [name, valuesOf(each)])),
    { requiredKeys: [...required] },
  );
  if (typeof additionalProperties !== 'object' || Object.keys(properties).length > 0) return members;
  const names =
    propertyNames?.enum === undefined
      ? fc.string({ maxLength: 10 })
      : fc.constantFrom(...propertyNames.enum.map(String));
  return fc.dictionary(names, valuesOf(additionalProperties), { maxKeys: MOST_ITEMS });
}

function strings({ pattern, format, minLength = 0, maxLength = 40 }: Shape): fc.Arbitrary<string> {
  if (format === 'date-time')
    return fc
      .date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true })
      .map((date) => date.toISOString());
  if (pattern !== undefined) return fc.stringMatching(new RegExp(pattern));
  return fc.string({ minLength, maxLength: Math.max(minLength, Math.min(maxLength, 40)) });
}
