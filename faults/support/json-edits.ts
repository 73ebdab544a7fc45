import * as fc from 'fast-check';

type Json = unknown;

/** In place of a value that is too deep to be built here. */
const DEEP = 'a very deep place';
const DEPTH = 50_000;

/** The text of a value, with a very deep array at the first place where a change asked for one. */
export function jsonText(value: Json): string {
  return JSON.stringify(value).replace(`"${DEEP}"`, '['.repeat(DEPTH) + ']'.repeat(DEPTH));
}

/** Values that a schema may not have thought of. */
const odd: fc.Arbitrary<Json> = fc.oneof(
  {
    arbitrary: fc.constantFrom<Json>(
      null,
      true,
      false,
      '',
      [],
      {},
      0,
      -1,
      1.5,
      2 ** 53,
      -(2 ** 53),
      1e308,
      '0',
      'null',
      '\u0000',
      '\u202e',
      '../../etc/passwd',
      'x'.repeat(70_000),
      DEEP,
      [[]],
      { length: 5 },
    ),
    weight: 6,
  },
  { arbitrary: fc.jsonValue({ maxDepth: 3 }), weight: 2 },
  { arbitrary: fc.string({ unit: 'binary', maxLength: 60 }), weight: 2 },
  { arbitrary: fc.integer({ min: 50, max: 300 }).map(nested), weight: 1 },
);
const names = fc.oneof(
  fc.constantFrom('__proto__', 'constructor', 'toString', 'kind', 'ok', 'error', 'path'),
  fc.string({ maxLength: 12 }),
);

/** Longer texts say more of JSON.parse than of what comes behind it. */
const LONGEST_TEXT = 48 * 1024;

type Edit = (at: Json) => Json;
const GONE = Symbol('gone');

const edit: fc.Arbitrary<Edit> = fc.oneof(
  {
    arbitrary: odd.map(
      (value): Edit =>
        () =>
          value,
    ),
    weight: 6,
  },
  { arbitrary: fc.constant<Edit>(() => GONE), weight: 3 },
  {
    arbitrary: fc.tuple(names, odd).map(
      ([name, value]): Edit =>
        (at) =>
          isObject(at) ? withMember(at, name, value) : at,
    ),
    weight: 3,
  },
  { arbitrary: fc.constant<Edit>((at) => [at]), weight: 1 },
  // An object's own `toString` may be gone by now.
  { arbitrary: fc.constant<Edit>((at) => (isObject(at) || Array.isArray(at) ? jsonText(at) : String(at))), weight: 1 },
  {
    arbitrary: fc.integer({ min: 2, max: 3000 }).map(
      (times): Edit =>
        (at) =>
          repeated(at, times),
    ),
    weight: 1,
  },
);

/** Values of a shape with one to four of their parts changed: left out, added, doubled, or of another kind. */
export function editedJson(originals: fc.Arbitrary<Json>): fc.Arbitrary<Json> {
  return fc
    .tuple(originals, fc.array(fc.tuple(fc.nat(0xffff), edit), { minLength: 1, maxLength: 4 }))
    .map(([original, edits]) => {
      let value = structuredClone(original);
      for (const [number, change] of edits) {
        const changed = replaced(value, { left: number % countOf(value) }, change);
        value = changed === GONE ? null : changed;
      }
      return value;
    });
}

/** What an earlier change made long or deep counts as one value. */
const LONGEST = 50;
const DEEPEST = 20;

/** The number of values within a value, itself among them. */
function countOf(value: Json, depth = 0): number {
  if (depth === DEEPEST) return 1;
  if (Array.isArray(value))
    return value.slice(0, LONGEST).reduce<number>((sum, each) => sum + countOf(each, depth + 1), 1);
  return isObject(value) ? Object.values(value).reduce<number>((sum, each) => sum + countOf(each, depth + 1), 1) : 1;
}

function replaced(value: Json, counter: { left: number }, change: Edit, depth = 0): Json {
  if (counter.left < 0) return value;
  counter.left -= 1;
  if (counter.left === -1) return change(value);
  if (depth === DEEPEST) return value;
  if (Array.isArray(value)) {
    return value
      .map((each, index) => (index < LONGEST ? replaced(each, counter, change, depth + 1) : (each as Json)))
      .filter((each) => each !== GONE);
  }
  if (!isObject(value)) return value;
  let copy: Record<string, Json> = {};
  for (const [name, each] of Object.entries(value)) {
    const kept = replaced(each, counter, change, depth + 1);
    if (kept !== GONE) copy = withMember(copy, name, kept);
  }
  return copy;
}

/** Also where the name is `__proto__`, which an assignment would take for something else. */
function withMember(object: Record<string, Json>, name: string, value: Json): Record<string, Json> {
  return Object.defineProperty({ ...object }, name, { value, enumerable: true, configurable: true, writable: true });
}

/** An array of its first value many times over. */
function repeated(value: Json, times: number): Json {
  if (!Array.isArray(value) || value.length === 0) return value;
  const first = value[0] as Json;
  const length = Math.min(times, Math.floor(LONGEST_TEXT / (JSON.stringify(first).length + 1)));
  return Array.from({ length }, () => first);
}

function nested(depth: number): Json {
  let value: Json = 1;
  for (let count = 0; count < depth; count += 1) value = [value];
  return value;
}

function isObject(value: Json): value is Record<string, Json> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
