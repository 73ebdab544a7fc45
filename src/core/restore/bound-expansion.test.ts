import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { toFailure } from '../errors';
import { boundExpansion } from './bound-expansion';
import { PauseGate } from './job';
import { openArchive, verifyArchive } from './open';

const folder = mkdtempSync(join(tmpdir(), 'salvor-expansion-'));
afterAll(() => rmSync(folder, { recursive: true }));

const context = () => ({ signal: new AbortController().signal, pause: new PauseGate(), report: () => undefined });
const MIB = 1024 * 1024;

describe('a gzip file that grows beyond reason', () => {
  const source = join(folder, 'bomb.gz');
  const request = { source, key: null, databasePasswords: [], scope: 'full' as const };
  // Packed twice, 300 MiB of zeros are a few kilobytes.
  beforeAll(() => writeFileSync(source, gzipSync(gzipSync(Buffer.alloc(300 * MIB)))));

  test('is opened no further than the bound, and nothing is left', async () => {
    const failure = await openArchive(
      { ...request, destination: join(folder, 'out'), overwrite: false },
      context(),
    ).catch(toFailure);
    expect(failure).toMatchObject({ code: 'expands-too-far', params: { limit: 256 * MIB } });
    expect(readdirSync(folder)).toEqual(['bomb.gz']);
  });

  test('is no more when it is verified', async () => {
    expect(await verifyArchive(request, context()).catch(toFailure)).toMatchObject({ code: 'expands-too-far' });
  });
});

describe('the bound', () => {
  const stream = (pieces: number) => ({ next: async () => (pieces-- > 0 ? new Uint8Array(MIB) : null) });
  const through = async (pieces: number, packed: number, free: number | null) => {
    const bounded = boundExpansion(stream(pieces), packed, free);
    try {
      for (let piece = await bounded.next(); piece !== null; piece = await bounded.next());
      return 'all of it';
    } catch (error) {
      return toFailure(error);
    }
  };

  test('is two hundred times the packed length, or 256 MiB', async () => {
    expect(await through(256, 100, null)).toBe('all of it');
    expect(await through(257, 100, null)).toEqual({
      code: 'expands-too-far',
      params: { packed: 100, limit: 256 * MIB },
    });
    expect(await through(400, 2 * MIB, null)).toBe('all of it');
    expect(await through(401, 2 * MIB, null)).toMatchObject({ code: 'expands-too-far', params: { limit: 400 * MIB } });
  });

  test('is the free space on the disk', async () => {
    expect(await through(3, 100, 3 * MIB)).toBe('all of it');
    expect(await through(4, 100, 3 * MIB)).toEqual({
      code: 'expands-beyond-disk',
      params: { expandsTo: 4 * MIB, free: 3 * MIB },
    });
  });
});
