import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { ProofReport } from '../src/core/proof/model';
import { entriesOf } from './support/entries-of';
import { Figures } from './support/figures';
import { openBytes } from './support/opening';
import { randomOf } from './support/random';
import { isLong, times } from './support/run';
import { type SmallArchive, smallArchives } from './support/sealed';

/**
 * One bit or one end of an archive is changed, and the whole pipeline is asked to open it: no changed byte may pass
 * that the format has any means to notice.
 */

// Half a million rounds for each of ten thousand changes would take a day: the same question gets the same answer.
vi.mock('../src/core/formats/passphrase', async (original) => {
  const { passphraseKeys } = await original<typeof import('../src/core/formats/passphrase')>();
  const known = new Map<string, Promise<readonly Uint8Array[]>>();
  return {
    passphraseKeys: (...asked: Parameters<typeof passphraseKeys>) => {
      const [passphrase, salt, iterations] = asked;
      const name = `${passphrase} ${Buffer.from(salt).toString('hex')} ${iterations}`;
      const answer = known.get(name) ?? passphraseKeys(...asked);
      known.set(name, answer);
      return answer;
    },
  };
});

const ENDS = 200;
const archives = await smallArchives();
const figures = new Figures('flips');
const folder = await mkdtemp(join(tmpdir(), 'salvor-flips-'));
afterAll(async () => {
  figures.write();
  await rm(folder, { recursive: true });
});

describe.each(archives)('$format', (archive) => {
  const { bytes, headerBytes, trailerBytes, format } = archive;
  const random = randomOf(`flips ${format}`);

  test('opens as it is', async () => {
    expect(await openBytes(folder, bytes, archive.secrets)).toMatchObject({ placed: archive.plain });
  });

  test('is never accepted with a changed bit in its header or trailer', async () => {
    const all = [...range(0, headerBytes), ...range(bytes.length - trailerBytes, bytes.length)];
    // Each changed salt costs half a million rounds.
    for (const at of isLong ? all : all.filter((_, index) => index % 4 === 0)) {
      for (const bit of isLong ? range(0, 8) : [random.below(8)])
        await tryChanged(archive, 'header and tag', flipped(bytes, at, bit), at < headerBytes);
    }
  });

  test('is never accepted with a changed bit in its body', async () => {
    const body = bytes.length - headerBytes - trailerBytes;
    for (let count = 0; count < (isSealed(archive) ? times(60, 10_000) : times(30, 2_000)); count += 1) {
      await tryChanged(archive, 'body', flipped(bytes, headerBytes + random.below(body), random.below(8)), false);
    }
  });

  test('is never accepted with its end missing', async () => {
    const lengths = [
      ...range(0, Math.min(ENDS, bytes.length)),
      ...range(Math.max(ENDS, bytes.length - ENDS), bytes.length),
    ];
    for (const length of isLong
      ? lengths
      : lengths.filter((_, index) => index % 10 === 0 || index > lengths.length - 5)) {
      await tryChanged(archive, 'truncation', bytes.subarray(0, length), false);
    }
  });
});

async function tryChanged(archive: SmallArchive, kind: string, changed: Buffer, inHeader: boolean): Promise<void> {
  const observed = !changed.equals(archive.bytes);
  const ended = await openBytes(folder, changed, archive.secrets);
  const name = `${archive.format}: ${kind}`;
  if ('failure' in ended) {
    figures.count(name, ended.failure.code, observed);
    expect(ended.failure.code).not.toBe('unexpected');
    expect(ended.left).toEqual([]);
  } else {
    figures.count(name, await whyHarmless(archive, ended.placed, ended.result.proof, inHeader), observed);
  }
  expect(observed).toBe(true);
}

/** Why it may be that a change was not noticed. Fails where there is no reason. */
async function whyHarmless(
  { guarantee, plain, format }: SmallArchive,
  placed: Buffer,
  { checks, warnings }: ProofReport,
  inHeader: boolean,
): Promise<string> {
  // Where there is no seal, the result says so in every case.
  if (guarantee === 'checksums' || guarantee === 'nothing')
    expect(checks[0]).toEqual({ id: 'authenticated', outcome: 'warning' });
  if (guarantee === 'nothing')
    return warnings.some(({ code }) => code === 'sql-end-unproven')
      ? 'accepted: told that its end is unproven'
      : 'accepted: no checksum covers it';
  if (format === 'zip') expect(await entriesOf(placed)).toEqual(await entriesOf(plain));
  else expect(placed.equals(plain)).toBe(true);
  if (guarantee === 'checksums') return 'accepted: same contents';
  expect({ guarantee, inHeader }).toEqual({ guarantee: 'sealed-body', inHeader: true });
  return 'accepted: an unsealed word of the header, same contents';
}

function isSealed({ guarantee }: SmallArchive): boolean {
  return guarantee === 'sealed' || guarantee === 'sealed-body';
}

function flipped(bytes: Buffer, at: number, bit: number): Buffer {
  const changed = Buffer.from(bytes);
  changed[at] = (changed[at] ?? 0) ^ (1 << bit);
  return changed;
}

function range(from: number, to: number): number[] {
  return Array.from({ length: Math.max(0, to - from) }, (_, index) => from + index);
}
