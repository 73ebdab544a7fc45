import * as fc from 'fast-check';

/** A whole input that changes start from, and where in it the fields of its format begin. */
export interface Sample {
  readonly bytes: Buffer;
  readonly fields?: readonly number[];
}

type Edit = (bytes: Buffer, fields: readonly number[]) => Buffer;

/** Numbers that lengths, offsets and counts go wrong at. */
const TELLING = [
  0n,
  1n,
  2n,
  0x7fn,
  0x80n,
  0xffn,
  0x7fffn,
  0x8000n,
  0xffffn,
  0x7fff_ffffn,
  0x8000_0000n,
  0xffff_ffffn,
  0x20_0000_0000_0000n,
  0x7fff_ffff_ffff_ffffn,
  0xffff_ffff_ffff_ffffn,
];
/** Enough for what is quadratic to take longer than a second, and little enough for a hundred thousand times. */
const MOST_REPEATED = 48 * 1024;
const FIELD_SPAN = 64;

/**
 * Samples with one to six changes each: bits, numbers that count, pieces taken out, put in twice, put elsewhere, taken
 * from another sample, repeated often, and ends cut off. Half of the changes fall where a field of the format begins.
 *
 * @param dictionary byte strings that mean something to the format
 * @param repair makes right again what would end every parse at once, for instance a checksum; in half of the inputs
 */
export function editedBytes(
  samples: readonly Sample[],
  dictionary: readonly (string | Uint8Array)[] = [],
  repair: (bytes: Buffer) => Buffer = (bytes) => bytes,
): fc.Arbitrary<Buffer> {
  return fc
    .record({
      sample: fc.constantFrom(...samples),
      edits: fc.array(edit(samples, dictionary), { minLength: 1, maxLength: 6 }),
      repaired: fc.boolean(),
    })
    .map(({ sample, edits, repaired }) => {
      const edited = edits.reduce<Buffer>((bytes, each) => each(bytes, sample.fields ?? []), Buffer.from(sample.bytes));
      return repaired ? repair(edited) : edited;
    });
}

/** A place in bytes of any length: anywhere, or some bytes behind the beginning of a field. */
const place = fc
  .tuple(fc.nat(0xffff_ffff), fc.boolean(), fc.nat(FIELD_SPAN))
  .map(([number, atField, behind]) => (length: number, fields: readonly number[]): number => {
    if (length === 0) return 0;
    if (!atField || fields.length === 0) return number % length;
    return Math.min(length - 1, (fields[number % fields.length] ?? 0) + behind);
  });

function edit(samples: readonly Sample[], dictionary: readonly (string | Uint8Array)[]): fc.Arbitrary<Edit> {
  const flip = fc.tuple(place, fc.integer({ min: 1, max: 255 })).map(
    ([at, bits]): Edit =>
      (bytes, fields) => {
        const where = at(bytes.length, fields);
        if (bytes.length > 0) bytes[where] = (bytes[where] ?? 0) ^ bits;
        return bytes;
      },
  );
  const number = fc
    .tuple(
      place,
      fc.constantFrom(1, 2, 4, 8),
      fc.constantFrom(...TELLING),
      fc.integer({ min: -2, max: 2 }),
      fc.boolean(),
    )
    .map(
      ([at, width, value, by, big]): Edit =>
        (bytes, fields) => {
          const where = at(bytes.length, fields);
          const whole = Buffer.alloc(8);
          whole.writeBigUInt64LE(BigInt.asUintN(64, value + BigInt(by)));
          const field = whole.subarray(0, width);
          if (big) field.reverse();
          field.copy(bytes, where);
          return bytes;
        },
    );
  const move = fc.tuple(place, place, fc.nat(200), fc.constantFrom('cut', 'copy', 'over')).map(
    ([from, to, length, how]): Edit =>
      (bytes, fields) => {
        const start = from(bytes.length, fields);
        const target = to(bytes.length, fields);
        const piece = Buffer.from(bytes.subarray(start, start + length));
        if (how === 'cut') return Buffer.concat([bytes.subarray(0, start), bytes.subarray(start + length)]);
        return Buffer.concat([
          bytes.subarray(0, target),
          piece,
          bytes.subarray(how === 'copy' ? target : target + piece.length),
        ]);
      },
  );
  const splice = fc.tuple(place, place, fc.constantFrom(...samples)).map(
    ([from, to, other]): Edit =>
      (bytes, fields) => {
        return Buffer.concat([
          bytes.subarray(0, to(bytes.length, fields)),
          other.bytes.subarray(from(other.bytes.length, other.fields ?? [])),
        ]);
      },
  );
  const insert = fc.tuple(place, fc.uint8Array({ maxLength: 24 })).map(
    ([at, piece]): Edit =>
      (bytes, fields) => {
        const where = at(bytes.length, fields);
        return Buffer.concat([bytes.subarray(0, where), piece, bytes.subarray(where)]);
      },
  );
  const end = fc.tuple(place).map(
    ([at]): Edit =>
      (bytes, fields) =>
        bytes.subarray(0, at(bytes.length, fields)),
  );
  const repeat = fc.tuple(place, fc.integer({ min: 1, max: 600 }), fc.integer({ min: 2, max: MOST_REPEATED })).map(
    ([at, length, total]): Edit =>
      (bytes, fields) => {
        const where = at(bytes.length, fields);
        const piece = bytes.subarray(where, where + length);
        if (piece.length === 0) return bytes;
        const times = Math.max(1, Math.floor(total / piece.length));
        return Buffer.concat([
          bytes.subarray(0, where),
          ...Array.from({ length: times }, () => piece),
          bytes.subarray(where),
        ]);
      },
  );
  const words: fc.Arbitrary<Edit> =
    dictionary.length === 0
      ? flip
      : fc.tuple(place, fc.constantFrom(...dictionary), fc.boolean()).map(
          ([at, word, over]): Edit =>
            (bytes, fields) => {
              const where = at(bytes.length, fields);
              const piece = Buffer.from(word);
              return Buffer.concat([
                bytes.subarray(0, where),
                piece,
                bytes.subarray(over ? where + piece.length : where),
              ]);
            },
        );
  return fc.oneof(
    { arbitrary: flip, weight: 8 },
    { arbitrary: number, weight: 8 },
    { arbitrary: words, weight: dictionary.length === 0 ? 0 : 8 },
    { arbitrary: move, weight: 5 },
    { arbitrary: insert, weight: 3 },
    { arbitrary: splice, weight: 2 },
    { arbitrary: end, weight: 2 },
    { arbitrary: repeat, weight: 1 },
  );
}
