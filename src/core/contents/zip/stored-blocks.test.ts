import { randomBytes } from 'node:crypto';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { StoredBlocks } from './stored-blocks';

/** Walks over `deflated` in pieces of the given lengths, and lets zlib unpack what the walk leaves. */
function unpack(deflated: Buffer, lengths: readonly number[]): { bytes: Buffer; state: StoredBlocks['state'] } {
  const blocks = new StoredBlocks();
  const parts: Buffer[] = [];
  let at = 0;
  for (let n = 0; at < deflated.length && blocks.state === 'stored'; n += 1) {
    // The buffer is spoilt after each piece, as a reader's is that fills it again.
    const piece = Buffer.from(deflated.subarray(at, at + (lengths[n % lengths.length] ?? 1)));
    for (const bytes of blocks.walk(piece)) parts.push(Buffer.from(bytes));
    at += blocks.used;
    blocks.window();
    piece.fill(0xaa);
  }
  if (blocks.state === 'compressed') {
    const window = blocks.window();
    parts.push(inflateRawSync(deflated.subarray(at), window.length > 0 ? { dictionary: window } : {}));
  }
  return { bytes: Buffer.concat(parts), state: blocks.state };
}

test('gives with zlib what zlib alone gives, wherever the pieces are cut', () => {
  const noise = randomBytes(100_000);
  const lengths = fc.array(fc.integer({ min: 1, max: 70_000 }), { minLength: 1, maxLength: 8 });
  const part = fc.oneof(
    fc
      .record({ from: fc.nat(99_999), length: fc.nat(60_000) })
      .map(({ from, length }) => noise.subarray(from, from + length)),
    fc.record({ sign: fc.nat(255), length: fc.nat(5000) }).map(({ sign, length }) => Buffer.alloc(length, sign)),
  );
  fc.assert(
    fc.property(fc.array(part, { maxLength: 5 }), fc.constantFrom(0, 1, 6, 9), lengths, (parts, level, cuts) => {
      const data = Buffer.concat(parts);
      expect(unpack(deflateRawSync(data, { level }), cuts).bytes.equals(data)).toBe(true);
    }),
    { numRuns: 150 },
  );
});

test('needs zlib for nothing where nothing is compressed', () => {
  const data = randomBytes(300_000);
  const { bytes, state } = unpack(deflateRawSync(data, { level: 0 }), [1]);
  expect(state).toBe('ended');
  expect(bytes.equals(data)).toBe(true);
});

test('passes over empty blocks, as a flush leaves them', () => {
  const flushed = deflateRawSync(Buffer.alloc(0), { finishFlush: constants.Z_FULL_FLUSH });
  const { bytes, state } = unpack(
    Buffer.concat([flushed, flushed, deflateRawSync(Buffer.from('end'), { level: 0 })]),
    [3],
  );
  expect([bytes.toString(), state]).toEqual(['end', 'ended']);
});

test('finds a block whose length is not sound, the final and empty one too', () => {
  expect(unpack(Buffer.from([0, 5, 0, 5, 0]), [5]).state).toBe('broken');
  expect(unpack(Buffer.from([1, 0, 0, 0, 0]), [5]).state).toBe('broken');
});
