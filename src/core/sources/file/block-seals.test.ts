import { randomBytes } from 'node:crypto';
import { mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { toFailure } from '../../errors';
import { BlockSeals } from './block-seals';
import { fileSource } from './file-source';

const folder = mkdtempSync(join(tmpdir(), 'salvor-seals-'));
afterAll(() => rmSync(folder, { recursive: true }));
const BLOCK = 512 * 1024;

/** A file whose reads are of `bytes`, as they are at that moment. */
const held = (bytes: Buffer) => ({
  size: bytes.length,
  read: async (target: Uint8Array, position: number) => bytes.copy(target, 0, position, position + target.length),
  close: async () => {},
});

function sealed(bytes: Uint8Array, pieceOf: () => number): BlockSeals {
  const seals = new BlockSeals(bytes.length);
  for (let at = 0; at < bytes.length; ) {
    const piece = bytes.subarray(at, at + pieceOf());
    seals.add(piece);
    at += piece.length;
  }
  return seals;
}

describe('what was sealed', () => {
  test.each([0, 1, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, 3 * BLOCK + 77])(
    'reads as it was, of %i bytes in pieces of any length',
    async (length) => {
      const bytes = randomBytes(length);
      for (const pieceOf of [() => BLOCK, () => 1 + Math.floor(Math.random() * 700_000), () => 4 * BLOCK]) {
        const seals = sealed(bytes, pieceOf);
        expect(seals.complete).toBe(true);
        const access = seals.guard('x', held(bytes));
        for (const [from, to] of [
          [0, length],
          [BLOCK - 10, BLOCK + 10],
          [length - 5, length + 5],
          [length, length + 1],
        ] as const) {
          const target = Buffer.alloc(Math.max(0, to - from));
          const read = await access.read(target, Math.max(0, from));
          expect(
            target.subarray(0, read).equals(bytes.subarray(Math.max(0, from), Math.max(0, from) + target.length)),
          ).toBe(true);
        }
      }
    },
  );

  test('is not complete before its last byte', () => {
    const seals = new BlockSeals(BLOCK + 5);
    seals.add(Buffer.alloc(BLOCK + 4));
    expect(seals.complete).toBe(false);
    seals.add(Buffer.alloc(1));
    expect(seals.complete).toBe(true);
  });

  test('and changed by one bit, or exchanged with another block, is refused; other blocks still read', async () => {
    const bytes = randomBytes(2 * BLOCK + 9);
    const seals = sealed(bytes, () => BLOCK);
    const changed = Buffer.from(bytes);
    changed[BLOCK + 3] = (changed[BLOCK + 3] ?? 0) ^ 1;
    const access = seals.guard('x', held(changed));
    expect(await access.read(Buffer.alloc(10), BLOCK).catch(toFailure)).toMatchObject({ code: 'file-changed' });
    expect(await access.read(Buffer.alloc(10), 5)).toBe(10);
    const exchanged = Buffer.concat([
      bytes.subarray(BLOCK, 2 * BLOCK),
      bytes.subarray(0, BLOCK),
      bytes.subarray(2 * BLOCK),
    ]);
    expect(await seals.guard('x', held(exchanged)).read(Buffer.alloc(10), 0).catch(toFailure)).toMatchObject({
      code: 'file-changed',
    });
    expect(
      await seals
        .guard('x', held(bytes.subarray(0, BLOCK + 20)))
        .read(Buffer.alloc(10), BLOCK)
        .catch(toFailure),
    ).toMatchObject({ code: 'file-changed' });
  });
});

test('a source that seals gives what it read, also where the file is written to meanwhile', async () => {
  const path = join(folder, 'archive');
  writeFileSync(path, randomBytes(3 * BLOCK));
  const source = await fileSource(path, true);
  while ((await source.next()) !== null);
  const access = source.access();
  writeSync(openSync(path, 'r+'), Buffer.from('changed'), 0, 7, BLOCK + 100);
  expect(await access.read(Buffer.alloc(100), 0)).toBe(100);
  expect(await access.read(Buffer.alloc(100), BLOCK).catch(toFailure)).toMatchObject({
    code: 'file-changed',
    params: { path },
  });
  await access.close();
  await source.close();
});
