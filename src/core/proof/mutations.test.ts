import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/proof/failure';
import { handMadeZip, UTF8_FLAG } from '../../../test-support/proof/hand-made-zip';
import { inMemory, portalEntries } from '../../../test-support/proof/portal-export';
import { checkContents, layOut } from '../contents/zip/entry-contents';
import type { Take } from '../contents/zip/inflate';
import { StreamedEntries } from '../contents/zip/streamed-entries';
import { readZipDirectory } from '../contents/zip/zip-directory';
import { provePortalExport } from './prove-portal-export';

let scratchParent: string;
beforeAll(() => {
  scratchParent = mkdtempSync(join(tmpdir(), 'salvor-mutations-'));
});
afterAll(() => rmSync(scratchParent, { recursive: true }));

const signal = new AbortController().signal;
const whole = handMadeZip([
  ...portalEntries(),
  {
    name: 'uploads/minutes.txt',
    data: Buffer.from('The minutes of the last meeting were read and approved. '.repeat(50)),
  },
  { name: 'uploads/zip64.txt', data: Buffer.from('long before it was needed'), zip64: true },
  { name: 'uploads/photograph.jpg', data: randomBytes(700) },
  { name: 'uploads/stored.jpg', data: randomBytes(300), method: 0 },
  {
    name: 'uploads/film.mp4',
    data: randomBytes(500),
    flags: UTF8_FLAG | 8,
    local: { crc: 0, bytes: 0, storedBytes: 0 },
    behind: 'descriptor',
  },
]);

const prove = (bytes: Uint8Array, streamed: StreamedEntries | null = null) =>
  provePortalExport(inMemory(bytes), {
    scope: 'full',
    scratchParent,
    freeBytes: null,
    signal,
    report: () => undefined,
    streamed,
  });

/** The same proof of a zip that streamed by before. */
function proveStreamed(bytes: Uint8Array) {
  const streamed = new StreamedEntries();
  streamed.add(bytes);
  return prove(bytes, streamed);
}

/** Names and contents of a zip that has passed. */
async function contentsOf(bytes: Uint8Array): Promise<Record<string, string>> {
  const payload = inMemory(bytes);
  const directory = await readZipDirectory(payload, signal);
  const hashes = directory.entries.map((entry) => ({ entry, hash: createHash('sha256') }));
  const takers = new Map<(typeof directory.entries)[number], Take>(
    hashes.map(({ entry, hash }) => [entry, (piece) => void hash.update(piece)]),
  );
  await checkContents(payload, layOut(directory), { signal, passed: () => undefined, takers });
  return Object.fromEntries(hashes.map(({ entry, hash }) => [entry.name, hash.digest('hex')]));
}

/** A change passes only if it touched nothing that an import reads: a time, a permission, a version. */
async function expectHonest(changed: Buffer): Promise<void> {
  const report = await prove(changed).catch(() => null);
  if (report === null) {
    await failureOf(() => prove(changed));
    await failureOf(() => proveStreamed(changed));
    return;
  }
  expect(await contentsOf(changed)).toEqual(await contentsOf(whole));
  expect(await proveStreamed(changed)).toEqual(report);
}

const position = fc.nat(whole.length - 1);

test('never passes an entry whose bytes were changed, and fails only in ways that have a name', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(position, fc.integer({ min: 1, max: 255 })), { minLength: 1, maxLength: 4 }),
      async (flips) => {
        const changed = Buffer.from(whole);
        for (const [at, bits] of flips) changed[at] = (changed[at] ?? 0) ^ bits;
        await expectHonest(changed);
      },
    ),
    { numRuns: 300 },
  );
});

test('the same for pieces taken out, put in twice and put elsewhere', async () => {
  await fc.assert(
    fc.asyncProperty(
      position,
      fc.nat(200),
      position,
      fc.constantFrom('cut', 'copy', 'overwrite'),
      async (from, length, to, how) => {
        const piece = whole.subarray(from, from + length);
        const changed =
          how === 'cut'
            ? Buffer.concat([whole.subarray(0, from), whole.subarray(from + length)])
            : Buffer.concat([whole.subarray(0, to), piece, whole.subarray(how === 'copy' ? to : to + piece.length)]);
        await expectHonest(changed);
      },
    ),
    { numRuns: 200 },
  );
});

test('the same for fields of the directory that are set to their extremes', async () => {
  const directory = whole.indexOf(Buffer.from('PK\u0001\u0002', 'latin1'));
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: directory, max: whole.length - 1 }),
      fc.constantFrom(1, 2, 4),
      fc.constantFrom(0, 0xff, 0x7f, 0x80),
      async (at, length, value) => {
        const changed = Buffer.from(whole);
        changed.fill(value, at, Math.min(at + length, changed.length));
        await expectHonest(changed);
      },
    ),
    { numRuns: 300 },
  );
});

test('leaves nothing on the disk after all that', () => {
  expect(readdirSync(scratchParent)).toEqual([]);
});
