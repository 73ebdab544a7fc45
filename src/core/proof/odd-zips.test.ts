import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/proof/failure';
import {
  type HandMadeEntry,
  type HandMadeZip,
  handMadeZip,
  unicodePath,
} from '../../../test-support/proof/hand-made-zip';
import { databaseOf, frontendEntries, inMemory, portalEntries } from '../../../test-support/proof/portal-export';
import { NOTHING_INSIDE } from './inner-proof';
import { type ProofReport, proofReportSchema, verdictOf } from './model';
import { provePortalExport } from './prove-portal-export';
import { proveZipOfFiles } from './prove-zip-of-files';

let scratchParent: string;
beforeEach(() => {
  scratchParent = mkdtempSync(join(tmpdir(), 'salvor-odd-'));
});
afterEach(() => rmSync(scratchParent, { recursive: true }));

const optionsOf = (scope: 'full' | 'frontend') => ({
  scope,
  scratchParent,
  freeBytes: null,
  signal: new AbortController().signal,
  report: () => undefined,
});

async function prove(
  entries: readonly HandMadeEntry[],
  zip: HandMadeZip = {},
  scope: 'full' | 'frontend' = 'full',
): Promise<ProofReport> {
  const report = await provePortalExport(inMemory(handMadeZip(entries, zip)), optionsOf(scope));
  expect(readdirSync(scratchParent)).toEqual([]);
  return proofReportSchema.parse(report);
}

const proveFiles = async (entries: readonly HandMadeEntry[], zip: HandMadeZip = {}) =>
  proofReportSchema.parse(
    await proveZipOfFiles(inMemory(handMadeZip(entries, zip)), async () => NOTHING_INSIDE, optionsOf('full')),
  );

const sound = portalEntries();
const packed = (entry: HandMadeEntry, method: number): HandMadeEntry => ({
  ...entry,
  method,
  stored: Buffer.from('packed by some other program'),
});
const outcomeOf = (report: ProofReport, id: string) => report.checks.find((check) => check.id === id)?.outcome;

describe('files packed in other ways', () => {
  test.each([
    [12, 'bzip2'],
    [14, 'LZMA'],
  ])('an upload by method %i is not looked into, which is said', async (method, name) => {
    const report = await prove([
      ...sound,
      packed({ name: 'uploads/a.txt', data: Buffer.from('text') }, method),
      packed({ name: 'uploads/b.txt' }, method),
    ]);
    expect(report.warnings).toEqual([
      { code: 'entries-not-unpacked', params: { count: 2, example: 'uploads/a.txt', method: name } },
    ]);
    expect(report.facts.kind).toBe('portal-export');
    expect(outcomeOf(report, 'entry-contents')).toBe('warning');
  });

  test.each(['tsp.db', 'manifest.json', 'zoom.key'])(
    'nothing is said of an export whose %s cannot be looked into',
    async (name) => {
      const report = await prove(sound.map((entry) => (entry.name === name ? packed(entry, 12) : entry)));
      expect(report.facts).toEqual({ kind: 'unknown' });
      expect(verdictOf(report.warnings)).toBe('authentic-only');
      expect(report.warnings.map(({ code }) => code)).toContain('needed-file-not-unpacked');
    },
  );

  test('nor of a frontend archive', async () => {
    const report = await prove(
      frontendEntries().map((entry) => (entry.name === 'frontend.json' ? packed(entry, 14) : entry)),
      {},
      'frontend',
    );
    expect(report.facts).toEqual({ kind: 'unknown' });
    expect(verdictOf(report.warnings)).toBe('authentic-only');
  });

  test.each([
    [9, 'Deflate64'],
    [93, 'Zstandard'],
    [95, 'XZ'],
    [77, 'method 77'],
  ])('method %i is refused for a portal, which does not unpack it', async (method, name) => {
    const failure = await failureOf(() => prove([...sound, packed({ name: 'uploads/a.txt' }, method)]));
    expect(failure).toEqual({ code: 'entry-method-refused', params: { entry: 'uploads/a.txt', method: name } });
  });

  test('in a zip of files each method is taken, and said', async () => {
    const report = await proveFiles([{ name: 'a.txt', data: Buffer.from('text') }, packed({ name: 'b.txt' }, 9)]);
    expect(report.warnings).toEqual([
      { code: 'entries-not-unpacked', params: { count: 1, example: 'b.txt', method: 'Deflate64' } },
      { code: 'no-dump-inside', params: {} },
    ]);
  });

  test('still compares their headers', async () => {
    expect(
      await failureOf(() => prove([...sound, { ...packed({ name: 'uploads/a' }, 12), local: { name: 'uploads/b' } }])),
    ).toMatchObject({ code: 'entry-damaged', params: { reason: 'header' } });
  });
});

describe('what a portal takes although it is odd', () => {
  test('a file twice: the last counts, as for the portal', async () => {
    const other = databaseOf('CREATE TABLE notes (x)');
    const twice = await prove([{ name: 'tsp.db', data: other }, ...sound]);
    expect(twice.warnings).toEqual([{ code: 'names-twice', params: { count: 1, example: 'tsp.db' } }]);
    expect(outcomeOf(twice, 'entry-names')).toBe('warning');
    expect(await failureOf(() => prove([...sound, { name: 'tsp.db', data: other }]))).toMatchObject({
      code: 'database-not-of-portal',
    });
  });

  test.each<[string, HandMadeEntry[], string]>([
    ['a link', [{ name: 'uploads/link', data: Buffer.from('/etc/passwd'), unixMode: 0o120777 }], 'links-inside'],
    ['a device of Windows', [{ name: 'uploads/aux.pdf' }], 'names-not-for-windows'],
    ['a colon', [{ name: 'uploads/a:b.pdf' }], 'names-not-for-windows'],
    ['capitals', [{ name: 'uploads/FLYER.txt' }], 'case-twins'],
    ['accents written in two ways', [{ name: 'uploads/\u00e9' }, { name: 'uploads/e\u0301' }], 'case-twins'],
    ['UTF-8 without its flag', [{ name: 'uploads/réunion été.png', flags: 0 }], 'names-read-otherwise'],
    [
      'a name in a field',
      [{ name: 'uploads/r_union.png', flags: 0, extra: unicodePath('uploads/r_union.png', 'uploads/réunion.png') }],
      'names-read-otherwise',
    ],
    ['a backslash', [{ name: 'uploads\\aa_flyer.pdf' }, { name: 'uploads\\bb.svg' }], 'uploads-behind-backslash'],
    ['a control character', [{ name: 'uploads/Icon\r' }], 'names-unseen'],
  ])('%s', async (_what, entries, code) => {
    expect((await prove([...sound, ...entries])).warnings.map((warning) => warning.code)).toEqual([code]);
  });

  test('a folder twice is nothing to speak of', async () => {
    expect(
      (await prove([...sound, { name: 'uploads/sub/' }, { name: 'uploads/sub/' }, { name: 'uploads/sub/x' }])).warnings,
    ).toEqual([]);
  });

  test('something behind the end, and between the files', async () => {
    expect((await prove(sound, { after: Buffer.from('\r\n') })).warnings).toEqual([
      { code: 'bytes-after-end', params: { bytes: 2 } },
    ]);
    const padded = sound.map((entry, index) => (index < 2 ? { ...entry, behind: Buffer.alloc(5) } : entry));
    expect((await prove(padded)).warnings).toEqual([{ code: 'bytes-between-entries', params: { bytes: 10 } }]);
    expect((await proveFiles(padded, { after: Buffer.from('x') })).warnings.map(({ code }) => code)).toEqual([
      'bytes-between-entries',
      'bytes-after-end',
      'no-dump-inside',
    ]);
  });
});

describe('files that are not listed', () => {
  const hidden = handMadeZip([{ name: 'hidden', data: Buffer.from('hidden'), method: 0 }]).subarray(0, 30 + 6 + 6);

  test('are refused at the front, between the others and at the end', async () => {
    const last = sound.length - 1;
    for (const place of [0, last]) {
      const entries = sound.map((entry, index) => (index === place ? { ...entry, behind: hidden } : entry));
      expect(await failureOf(() => prove(entries))).toMatchObject({ code: 'zip-damaged' });
      expect(await failureOf(() => proveFiles(entries))).toMatchObject({ code: 'zip-damaged' });
    }
    expect(await failureOf(() => prove(sound, { prefix: hidden }))).toMatchObject({
      code: 'zip-damaged',
      params: { reason: expect.stringContaining('begins with a file') as unknown },
    });
    expect(await failureOf(() => proveFiles(sound, { prefix: hidden }))).toMatchObject({ code: 'zip-damaged' });
  });
});

test('a zip of files is held to what every zip is: no passwords, no bombs', async () => {
  const locked = { name: 'a.txt', data: Buffer.from('text'), flags: (1 << 11) | 1 };
  expect(await failureOf(() => prove([...sound, locked]))).toMatchObject({
    code: 'entry-damaged',
    params: { reason: 'encrypted' },
  });
  expect(await failureOf(() => proveFiles([locked]))).toMatchObject({
    code: 'entry-damaged',
    params: { reason: 'encrypted' },
  });
  expect(
    await failureOf(() => proveFiles([{ name: 'a', bytes: 300 * 1024 * 1024, stored: Buffer.alloc(1000) }])),
  ).toMatchObject({ code: 'zip-bomb' });
});
