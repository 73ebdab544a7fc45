import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { gzip } from '../src/core/formats/gzip';
import { inspectFile } from '../src/core/formats/inspect';
import { innerProver } from '../src/core/proof/inner-dumps';
import { proveContents } from '../src/core/proof/prove-contents';
import { proveTar } from '../src/core/proof/prove-tar';
import { proveZipOfFiles } from '../src/core/proof/prove-zip-of-files';
import { decipherBody } from '../src/core/restore/stream';
import { handMadeTar, paxEntry } from '../test-support/proof/hand-made-tar';
import { type HandMadeEntry, handMadeZip } from '../test-support/proof/hand-made-zip';
import { inMemory, portalEntries } from '../test-support/proof/portal-export';
import { editedBytes, type Sample } from './support/byte-edits';
import { Figures } from './support/figures';
import { testParser } from './support/fuzz';
import { smallArchives } from './support/sealed';

/** What wraps archives, and what lies around their files. */

const figures = new Figures('fuzz');
const folder = await mkdtemp(join(tmpdir(), 'salvor-fuzz-'));
afterAll(async () => {
  figures.write();
  await rm(folder, { recursive: true });
});
const archives = await smallArchives();
const asIs = { bytesOf: (bytes: Buffer) => bytes, fromBytes: (bytes: Buffer) => bytes };
const bytesOf = (samples: readonly Sample[]) => samples.map(({ bytes }) => bytes);
const proof = {
  scope: 'full' as const,
  scratchParent: folder,
  freeBytes: 2 ** 40,
  signal: new AbortController().signal,
  report: () => {},
  endsOpen: false,
};

const SQL = '--\n-- PostgreSQL database dump\n--\n\nSELECT 1;\n\n--\n-- PostgreSQL database dump complete\n--\n\n';

const heads: Sample[] = archives.map(({ bytes, headerBytes }) => ({
  bytes: bytes.subarray(0, 4096),
  fields: [0, 4, 8, headerBytes],
}));
testParser(figures, {
  ...asIs,
  name: 'envelope',
  inputs: editedBytes(heads, [
    'TSPEPK01',
    'TSPENC01',
    'TSPB\u0001',
    'TSPB\u0002',
    'PROXPANEL_ENCRYPTED_BACKUP_V2\n',
    'LICENSE_KEY=',
    'TENANT_ID=',
    '\n',
    'PGDMP',
    'PK\u0003\u0004',
    'ustar',
    '\u001f\u008b\u0008',
  ]),
  originals: bytesOf(heads),
  async give(bytes) {
    const path = join(folder, 'inspected');
    await writeFile(path, bytes);
    return (await inspectFile(path)).format;
  },
});

const zips: Sample[] = [
  handMadeZip(portalEntries().slice(1)),
  handMadeZip([
    { name: 'shop.sql', data: Buffer.from(SQL) },
    { name: 'inner.zip', data: handMadeZip([{ name: 'a.sql', data: Buffer.from('SELECT 1;') }]) },
  ]),
  handMadeZip(
    [
      { name: 'large.txt', data: Buffer.alloc(70_000, 'x'), zip64: true },
      { name: 'folder/' },
      { name: 'ünï.txt', data: Buffer.from('ü'), method: 0 },
    ],
    { zip64: true },
  ),
].map((bytes) => ({ bytes, fields: signaturesIn(bytes) }));
const zipWords = [
  'PK\u0001\u0002',
  'PK\u0003\u0004',
  'PK\u0005\u0006',
  'PK\u0006\u0006',
  'PK\u0006\u0007',
  'PK\u0007\u0008',
  '../',
  '/',
  'C:\\',
  'NUL',
  '\0',
].map((word) => Buffer.from(word, 'latin1'));
/** A zip whose records hang together, but for what one of them lies about. */
const lyingZips = fc
  .record({
    entries: fc.array(lyingEntry(), { maxLength: 5 }),
    zip: fc.record(
      {
        count: fc.integer({ min: -3, max: 3 }),
        directoryLength: fc.integer({ min: -60, max: 60 }),
        directoryStart: fc.integer({ min: -60, max: 60 }),
        comment: fc.string({ maxLength: 30 }),
        zip64: fc.boolean(),
        smallCount: fc.nat(0xffff),
      },
      { requiredKeys: [] },
    ),
    sound: fc.boolean(),
  })
  .map(({ entries, zip, sound }) => handMadeZip([...portalEntries().slice(1), ...entries], sound ? {} : zip));

for (const expected of ['portal-export', 'dump'] as const) {
  testParser(figures, {
    ...asIs,
    name: `zip-for-${expected}`,
    inputs: fc.oneof(editedBytes(zips, zipWords), lyingZips),
    originals: bytesOf(zips),
    // Of a frontend-only archive no database is asked: that one is fuzzed by itself.
    give: async (bytes) =>
      void (await proveContents('zip', inMemory(bytes), { ...proof, scope: 'frontend', expected })),
  });
}

const tars: Sample[] = [
  handMadeTar([{ name: 'shop.sql', data: 'SELECT 1;\n' }, { name: 'folder/', type: '5' }, { name: 'empty' }]),
  handMadeTar([
    paxEntry({ path: 'a/very/long/name.sql', size: '9' }),
    { name: 'short', data: 'SELECT 2;' },
    { name: '././@LongLink', type: 'L', data: 'name\0' },
    { name: 'n', data: 'x' },
  ]),
  handMadeTar([{ name: 'shop.sql.gz', data: gzipSync(SQL) }]),
].map((bytes) => ({
  bytes,
  fields: blocksOf(bytes).flatMap((at) => [at, at + 100, at + 124, at + 148, at + 156, at + 257, at + 345]),
}));
testParser(figures, {
  ...asIs,
  name: 'tar',
  inputs: editedBytes(
    tars,
    ['ustar\x0000', 'ustar  \0', '77777777777', '\u0080\0\0\0\u0001', '10 size=1\n', '99999999999 path=', '../', '\0'],
    withChecksums,
  ),
  originals: bytesOf(tars),
  give: async (bytes) => void (await proveTar(inMemory(bytes), innerProver(1, proof), proof)),
});

const zipped: Sample[] = [
  gzipSync('SELECT 1;\n'.repeat(400)),
  Buffer.concat([gzipSync('one'), gzipSync('two')]),
  gzipSync(Buffer.alloc(1_000_000)),
].map((bytes) => ({ bytes, fields: [0, bytes.length - 8] }));
testParser(figures, {
  ...asIs,
  name: 'gzip',
  inputs: editedBytes(zipped, [gzipSync(Buffer.alloc(100_000))]),
  originals: bytesOf(zipped),
  async give(bytes) {
    const [opening] = await gzip.readHeader(bytes).openings({});
    if (opening === undefined) throw new Error('gzip needs no secret');
    let rest: Buffer | null = bytes;
    const next = async () => {
      const piece = rest;
      rest = null;
      return piece;
    };
    const stream = decipherBody({ next }, 0, opening.decipher(true));
    while ((await stream.next()) !== null);
  },
});

test('leaves nothing on the disk after all that', async () => {
  expect((await readdir(folder)).filter((name) => name !== 'inspected')).toEqual([]);
});

test('starts from samples that the proofs accept as they are', async () => {
  for (const { bytes } of tars)
    expect((await proveTar(inMemory(bytes), innerProver(1, proof), proof)).facts.kind).toBe('files');
  for (const { bytes } of zips)
    expect((await proveZipOfFiles(inMemory(bytes), innerProver(1, proof), proof)).facts.kind).toBe('files');
});

function lyingEntry(): fc.Arbitrary<HandMadeEntry> {
  const name = fc.oneof(
    fc.constantFrom(
      'a.txt',
      'uploads/b.sql',
      '../c',
      '/d',
      'e/',
      'C:\\f',
      'nul',
      'A.TXT',
      'a\0b',
      'tsp.db',
      'manifest.json',
    ),
    fc.string({ maxLength: 300, unit: 'binary' }),
  );
  const number = fc.constantFrom(0, 1, 20, 0x7fff, 0xffff);
  const long = fc.constantFrom(0, 1, 100, 0x7fff_ffff, 0xffff_fffe);
  return (
    fc
      .tuple(
        name,
        fc.uint8Array({ maxLength: 400 }),
        fc.record(
          {
            method: fc.constantFrom(0, 8, 9, 12, 14, 93, 99),
            stored: fc.uint8Array({ maxLength: 100 }).map((bytes) => Buffer.from(bytes)),
            flags: number,
            crc: long,
            bytes: long,
            unixMode: fc.constantFrom(0o120777, 0o040755, 0o100644, 0, 0o140000),
            extra: fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
            zip64: fc.boolean(),
            offset: long,
            local: fc.record(
              { name, method: number, flags: number, crc: long, bytes: long, storedBytes: long },
              { requiredKeys: [] },
            ),
          },
          { requiredKeys: [] },
        ),
      )
      // At most one lie at a time would never meet two checks; most entries tell none.
      .map(([entry, data, lies]) => ({
        name: entry,
        data: Buffer.from(data),
        ...Object.fromEntries(Object.entries(lies).slice(0, 2)),
      }))
  );
}

/** Where the records of a zip begin, by their signatures. */
function signaturesIn(bytes: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf('PK'); at !== -1; at = bytes.indexOf('PK', at + 1)) found.push(at);
  return found;
}

function blocksOf(bytes: Buffer): number[] {
  return Array.from({ length: Math.floor(bytes.length / 512) }, (_, index) => index * 512);
}

/** Headers that a change has touched get their right checksum, so that the change is read at all. */
function withChecksums(bytes: Buffer): Buffer {
  for (const at of blocksOf(bytes)) {
    if (bytes.toString('latin1', at + 257, at + 262) !== 'ustar') continue;
    bytes.write('        ', at + 148);
    const sum = bytes.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    bytes.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148);
  }
  return bytes;
}
