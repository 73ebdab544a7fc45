import { expect, test } from 'vitest';
import { failureOf } from '../../../../test-support/proof/failure';
import type { PieceReader } from '../piece-reader';
import { readGap } from './gap';
import type { ZipEntry } from './zip-directory';

const entry = { name: 'a', flags: 0 } as ZipEntry;

/** A reader that gives these pieces one after the other. */
function readerOf(first: Buffer, ...rest: Buffer[]): PieceReader {
  return { exactly: async () => first, some: async () => rest.shift() ?? Buffer.alloc(0) } as unknown as PieceReader;
}

test.each([1, 2, 3])('finds a file that is not listed where %i bytes of its signature end one read', async (cut) => {
  const signature = Buffer.from('PK\u0003\u0004');
  const [first, second, third] = [
    Buffer.alloc(24),
    Buffer.concat([Buffer.alloc(40), signature.subarray(0, cut)]),
    signature.subarray(cut),
  ];
  const gap = readGap(entry, readerOf(first, second, third), first.length + second.length + third.length);
  expect(await failureOf(() => gap)).toMatchObject({ code: 'zip-damaged' });
});
