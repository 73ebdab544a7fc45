import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { failureOf } from '../../../test-support/proof/failure';
import { type HandMadeEntry, handMadeZip, unicodePath } from '../../../test-support/proof/hand-made-zip';
import {
  frontendEntries,
  inMemory,
  MANIFEST_TEXT,
  portalDatabase,
  portalEntries,
} from '../../../test-support/proof/portal-export';
import { openVector } from '../../../test-support/proof/vectors';
import { openFileAccess } from '../disk/random-access';
import { proofReportSchema } from './model';
import { type ProofOptions, provePortalExport } from './prove-portal-export';

let scratchParent: string;
beforeEach(() => {
  scratchParent = mkdtempSync(join(tmpdir(), 'salvor-prove-'));
});
afterEach(() => rmSync(scratchParent, { recursive: true }));

const prove = (bytes: Uint8Array, options: Partial<ProofOptions> = {}) =>
  provePortalExport(inMemory(bytes), {
    scope: 'full',
    scratchParent,
    freeBytes: null,
    signal: new AbortController().signal,
    report: () => undefined,
    ...options,
  });

const failureFor = (bytes: Uint8Array, options: Partial<ProofOptions> = {}) => failureOf(() => prove(bytes, options));

describe('the portal’s own exports', () => {
  test('finds in a whole-site export what was put into it', async () => {
    const payload = await openFileAccess('test-vectors/portal-full.zip');
    try {
      const report = await provePortalExport(payload, {
        scope: 'full',
        scratchParent,
        freeBytes: 1e9,
        signal: new AbortController().signal,
        report: () => undefined,
      });
      expect(proofReportSchema.parse(report)).toEqual({
        checks: [
          { id: 'entry-names', outcome: 'passed' },
          { id: 'expansion', outcome: 'passed' },
          { id: 'entry-contents', outcome: 'passed' },
          { id: 'manifest', outcome: 'passed' },
          { id: 'database', outcome: 'passed' },
          { id: 'portal-tables', outcome: 'passed' },
          { id: 'credential-key', outcome: 'passed' },
        ],
        warnings: [{ code: 'turnstile-will-be-off', params: {} }],
        entries: { count: 8, bytes: 267_112 },
        facts: {
          kind: 'portal-export',
          app: 'trusted-servants-pro',
          formatVersion: 2,
          exportedAt: '2026-11-20T03:00:00.000000Z',
          sourceHost: 'portal.example.org',
          turnstileEnabledAtExport: true,
          note: 'test data',
          databaseBytes: 32_768,
          tables: [
            { name: 'media_item', rows: 5 },
            { name: 'meeting', rows: 240 },
            { name: 'site_setting', rows: 1 },
            { name: 'user', rows: 1 },
          ],
          uploads: { count: 5, bytes: 234_000 },
          hasCredentialKey: true,
        },
      });
    } finally {
      await payload.close();
    }
  });

  test.each([
    ['empty-payload.enc', { code: 'payload-empty', params: {} }],
    [
      'hostile-traversal.enc',
      { code: 'entry-name-hostile', params: { entry: '../../etc/cron.d/x', reason: 'parent' } },
    ],
    ['hostile-absolute.enc', { code: 'entry-name-hostile', params: { entry: '/etc/passwd', reason: 'absolute' } }],
    ['hostile-bomb.enc', { code: 'zip-bomb', params: { entry: 'tsp.db', expandsTo: 314_572_800, limit: 268_435_456 } }],
    ['not-a-portal-export.enc', { code: 'entry-missing', params: { entry: 'tsp.db', elsewhere: null } }],
    ['wrong-app.enc', { code: 'manifest-other-app', params: { app: 'other' } }],
    [
      'corrupt-db.enc',
      {
        code: 'database-unsound',
        params: { reason: 'the length of a page that its header states is none that SQLite knows' },
      },
    ],
    [
      'crc-mismatch.enc',
      { code: 'entry-damaged', params: { entry: 'uploads/271db7a4cfdfdc3b96a8ae972d8cb911_audio.mp3', reason: 'crc' } },
    ],
  ])('refuses %s', async (file, failure) => {
    expect(await failureFor(openVector(file), { freeBytes: 1e12 })).toEqual(failure);
  });

  test('takes a zip that yazl wrote as a stream, with lengths after the data', async () => {
    const zip = new ZipFile();
    for (const { name, data } of portalEntries())
      zip.addReadStreamLazy(String(name), { mtime: new Date(0) }, (done) => done(null, streamOf(data)));
    zip.addEmptyDirectory('uploads/empty');
    zip.end();
    const report = await prove(await buffer(zip.outputStream));
    expect(report.entries.count).toBe(4);
    expect(report.facts).toMatchObject({
      tables: [
        { name: 'meeting', rows: 2 },
        { name: 'site_setting', rows: 1 },
        { name: 'user', rows: 1 },
      ],
      uploads: { count: 1, bytes: 400 },
    });
  });

  test('takes zip64 in the entries and in the end records', async () => {
    const entries = portalEntries().map((entry) => ({ ...entry, zip64: true }));
    expect((await prove(handMadeZip(entries, { zip64: true }))).entries.count).toBe(4);
  });

  test('takes names in code page 437, and an older manifest with little in it', async () => {
    const manifest = JSON.stringify({ app: 'trusted-servants-portal', format_version: 'one', source_host: 7 });
    const upload = {
      name: Buffer.from([...Buffer.from('uploads/r'), 0x82, ...Buffer.from('union.png')]),
      flags: 0,
      data: Buffer.from('x'),
    };
    const report = await prove(handMadeZip([...portalEntries({ manifest }), upload]));
    expect(report.warnings).toEqual([{ code: 'source-host-unknown', params: {} }]);
    expect(report.facts).toMatchObject({
      app: 'trusted-servants-portal',
      formatVersion: null,
      exportedAt: null,
      sourceHost: null,
      note: null,
    });
  });
});

describe('warnings', () => {
  test('tells of names that differ in case alone', async () => {
    const report = await prove(handMadeZip([...portalEntries(), { name: 'uploads/FLYER.txt' }]));
    expect(report.warnings).toEqual([{ code: 'case-twins', params: {} }]);
    expect(report.checks).toContainEqual({ id: 'entry-names', outcome: 'warning' });
  });
});

describe('what a portal would refuse', () => {
  test.each(['tsp.db', 'manifest.json'])('names a missing %s', async (entry) => {
    const zip = handMadeZip(portalEntries().filter(({ name }) => name !== entry));
    expect(await failureFor(zip)).toEqual({ code: 'entry-missing', params: { entry, elsewhere: null } });
  });

  test('does not take a folder, or a file with a second name, for tsp.db', async () => {
    expect(await failureFor(replaced('tsp.db', { name: 'tsp.db/', data: Buffer.alloc(0) }))).toMatchObject({
      code: 'entry-missing',
    });
    expect(await failureFor(replaced('tsp.db', { extra: unicodePath('tsp.db', 'other.db') }))).toMatchObject({
      code: 'entry-missing',
    });
  });

  test.each([
    ['{', 'it is not JSON'],
    ['[]', 'it does not say which application wrote it'],
    ['{"format_version":2}', 'it does not say which application wrote it'],
    [Buffer.from([0x22, 0xff, 0x22]), 'it is not UTF-8 text'],
    [Buffer.alloc(1024 * 1024 + 1, ' '), 'it is larger than 1 MiB'],
  ])('says why a manifest cannot be read (%#)', async (text, reason) => {
    const zip = replaced('manifest.json', { data: Buffer.from(text) });
    expect(await failureFor(zip)).toEqual({ code: 'manifest-unreadable', params: { reason } });
  });

  test('refuses another application before it reads the rest', async () => {
    const manifest = MANIFEST_TEXT.replace('trusted-servants-pro', 'other\\u001b[2J');
    const entries = portalEntries({ manifest }).map((entry) =>
      entry.name === 'tsp.db' ? { ...entry, crc: 1 } : entry,
    );
    expect(await failureFor(handMadeZip(entries))).toEqual({
      code: 'manifest-other-app',
      params: { app: 'other\\u{1b}[2J' },
    });
  });
});

describe('expansion', () => {
  test('lets a database of empty pages pass, if it fits by itself', async () => {
    const database = portalDatabase('CREATE TABLE t (x); INSERT INTO t VALUES (zeroblob(20000000)); DELETE FROM t');
    const zip = handMadeZip(portalEntries({ database }));
    expect(zip.length).toBeLessThan(database.length / 200);
    expect((await prove(zip, { freeBytes: 30_000_000 })).facts).toMatchObject({ databaseBytes: database.length });
    // Only the database is written out, so only it must fit.
    expect(await failureFor(zip, { freeBytes: 1_000_000 })).toMatchObject({
      code: 'disk-full',
      params: { need: database.length, free: 1_000_000 },
    });
  });

  test('warns of what would not fit on the disk unpacked, and proves it all the same', async () => {
    const zip = handMadeZip([...portalEntries(), { name: 'uploads/film', data: Buffer.alloc(3_000_000) }]);
    const roomy = await prove(zip, { freeBytes: 10_000_000 });
    const cramped = await prove(zip, { freeBytes: 1_000_000 });
    expect(cramped.warnings).toEqual([...roomy.warnings, { code: 'needs-more-space', params: {} }]);
    expect(roomy.checks).toContainEqual({ id: 'expansion', outcome: 'passed' });
    expect(cramped.checks).toContainEqual({ id: 'expansion', outcome: 'warning' });
    const files = handMadeZip([...frontendEntries(), { name: 'film', data: Buffer.alloc(3_000_000) }]);
    expect((await prove(files, { freeBytes: 1_000_000, scope: 'frontend' })).warnings).toEqual([
      { code: 'needs-more-space', params: {} },
    ]);
  });

  test('refuses a bomb in many small pieces', async () => {
    const piece = { bytes: 200 * 1024 * 1024, stored: Buffer.alloc(200_000) };
    const pieces = [1, 2, 3].map((n) => ({ name: `uploads/${n}`, ...piece }));
    expect(await failureFor(handMadeZip([...portalEntries(), ...pieces]))).toMatchObject({
      code: 'zip-bomb',
      params: { limit: 268_435_456 },
    });
  });

  test('stops as soon as an entry is longer than the archive says', async () => {
    const small = { data: Buffer.alloc(100_000), bytes: 99_999 };
    const large = { data: Buffer.alloc(50_000_000), bytes: 10_000_000 };
    for (const change of [small, large]) {
      const zip = handMadeZip([...portalEntries(), { name: 'uploads/long', ...change }]);
      expect(await failureFor(zip)).toEqual({
        code: 'entry-damaged',
        params: { entry: 'uploads/long', reason: 'size' },
      });
    }
  });
});

describe('the proof as a job', () => {
  test('reports every byte once and ends with the whole', async () => {
    const seen: number[] = [];
    const zip = large();
    await prove(zip, { report: (done, total) => (expect(total).toBe(zip.length), seen.push(done)) });
    expect(seen).toEqual([...seen].sort((a, b) => a - b));
    expect(seen.at(-1)).toBe(zip.length);
    expect(seen.filter((done) => done < zip.length).length).toBeGreaterThan(15);
  });

  test('does nothing when it is cancelled beforehand', async () => {
    expect(await failureFor(large(), { signal: AbortSignal.abort() })).toEqual({ code: 'cancelled', params: {} });
  });

  test('stops within the next pieces when it is cancelled, and leaves nothing behind', async () => {
    const abort = new AbortController();
    let last = 0;
    const failure = await failureFor(large(), {
      signal: abort.signal,
      report: (done) => {
        last = done;
        if (done > 100_000) abort.abort(new Error('the user changed their mind'));
      },
    });
    expect(failure).toEqual({ code: 'cancelled', params: {} });
    expect(last).toBeLessThan(4_000_000);
    expect(readdirSync(scratchParent)).toEqual([]);
  });

  test('keeps the database private while it is checked, and removes it afterwards', async () => {
    const seen = new Map<string, number>();
    await prove(large(), {
      report: () => {
        for (const name of readdirSync(scratchParent, { recursive: true }))
          seen.set(String(name), statSync(join(scratchParent, String(name))).mode & 0o777);
      },
    });
    const [[folder, folderMode]] = [...seen] as [[string, number]];
    const [file, fileMode] = [...seen].find(([name]) => name.endsWith('tsp.db')) ?? [];
    expect(file).toBe(join(folder, 'tsp.db'));
    if (process.platform !== 'win32') expect([folderMode, fileMode]).toEqual([0o700, 0o600]);
    expect(readdirSync(scratchParent)).toEqual([]);
  });

  test('removes the database when it fails', async () => {
    const unsound = handMadeZip(portalEntries({ database: Buffer.from('no database at all') }));
    expect(await failureFor(unsound)).toMatchObject({ code: 'database-unsound' });
    expect(readdirSync(scratchParent)).toEqual([]);
  });

  test('says when the scratch folder cannot be made', async () => {
    const missing = join(scratchParent, 'missing');
    expect(await failureFor(large(), { scratchParent: missing })).toMatchObject({
      code: 'destination-not-writable',
      params: { path: missing },
    });
  });

  test('passes on what the payload’s own read fails with', async () => {
    const bytes = large();
    for (const broken of [0, bytes.length - 60, 1_000_000]) {
      const payload = inMemory(bytes);
      const trouble = Object.assign(new Error('EIO: i/o error, read'), { code: 'EIO' });
      const reading = provePortalExport(
        {
          ...payload,
          read: (target, position) =>
            position <= broken && broken < position + target.length
              ? Promise.reject(trouble)
              : payload.read(target, position),
        },
        {
          scope: 'full',
          scratchParent,
          freeBytes: null,
          signal: new AbortController().signal,
          report: () => undefined,
        },
      );
      await expect(reading).rejects.toBe(trouble);
    }
    expect(readdirSync(scratchParent)).toEqual([]);
  });
});

/** A sound export but for one entry. */
function replaced(name: string, change: Partial<HandMadeEntry>): Buffer {
  return handMadeZip(portalEntries().map((entry) => (entry.name === name ? { ...entry, ...change } : entry)));
}

/** An export of some 16 pieces. */
function large(): Buffer {
  return handMadeZip([...portalEntries(), { name: 'uploads/film', data: Buffer.alloc(8_000_000, 'film'), method: 0 }]);
}

function streamOf(data: Buffer = Buffer.alloc(0)): Readable {
  return Readable.from([data]);
}
