import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { failureOf } from '../../../test-support/proof/failure';
import { type HandMadeEntry, handMadeZip } from '../../../test-support/proof/hand-made-zip';
import {
  databaseOf,
  FRONTEND_MANIFEST,
  frontendEntries,
  inMemory,
  MANIFEST_TEXT,
  portalDatabase,
  portalEntries,
  storedCredential,
} from '../../../test-support/proof/portal-export';
import { openVector } from '../../../test-support/proof/vectors';
import { type ProofReport, proofReportSchema } from './model';
import { provePortalExport } from './prove-portal-export';

let scratchParent: string;
beforeEach(() => {
  scratchParent = mkdtempSync(join(tmpdir(), 'salvor-portal-'));
});
afterEach(() => rmSync(scratchParent, { recursive: true }));

async function prove(bytes: Uint8Array, scope: 'full' | 'frontend' = 'full'): Promise<ProofReport> {
  const report = await provePortalExport(inMemory(bytes), {
    scope,
    scratchParent,
    freeBytes: null,
    signal: new AbortController().signal,
    report: () => undefined,
  });
  expect(readdirSync(scratchParent)).toEqual([]);
  return proofReportSchema.parse(report);
}

/** A sound export with one file put in the place of another, added, or taken away where `data` is null. */
function withFile(name: string, data: Buffer | string | null): Buffer {
  const others = portalEntries().filter((entry) => entry.name !== name);
  return handMadeZip(data === null ? others : [...others, { name, data: Buffer.from(data) }]);
}

const OTHER_KEY = 'b3RoZXIga2V5IG9mIHRoZSB0ZXN0cyEhISEhISEhISE=';
const withDatabase = (sql: string) => handMadeZip(portalEntries({ database: databaseOf(sql) }));

describe('the key of the stored credentials', () => {
  test('passes where it opens what is stored', async () => {
    const report = await prove(handMadeZip(portalEntries()));
    expect(report.checks).toContainEqual({ id: 'credential-key', outcome: 'passed' });
    expect(report.warnings).toEqual([]);
  });

  test.each([
    ['', 0],
    ['seed of the stored credentials', 30],
    ['k'.repeat(64), 64],
    ['7902699be42c8a8e46fbbb4501726517e86b22c56a189f7625a6da49081b2451', 64],
    [`${OTHER_KEY.slice(0, -1)}`, 43],
    ['A'.repeat(5000), 0],
  ])('is refused where the portal could not start with it: %j', async (text, bytes) => {
    expect(await failureOf(() => prove(withFile('zoom.key', text)))).toEqual({
      code: 'credential-key-unusable',
      params: { bytes },
    });
  });

  test('is warned of where it opens none or not all of what is stored, by HMAC', async () => {
    const none = await prove(withFile('zoom.key', `${OTHER_KEY}\n`));
    expect(none.warnings).toEqual([
      { code: 'credential-key-other', params: { opened: 0, tried: 1, column: 'site_setting.smtp_password_enc' } },
    ]);
    expect(none.checks).toContainEqual({ id: 'credential-key', outcome: 'warning' });
    const database = portalDatabase(
      `CREATE TABLE zoom_account (token_enc TEXT); INSERT INTO zoom_account VALUES ('${storedCredential('x', OTHER_KEY)}')`,
    );
    const some = await prove(handMadeZip(portalEntries({ database })));
    expect(some.warnings).toEqual([
      { code: 'credential-key-other', params: { opened: 1, tried: 2, column: 'zoom_account.token_enc' } },
    ]);
    expect((await prove(openVector('portal-zoom-other.enc'))).warnings.map(({ code }) => code)).toContain(
      'credential-key-other',
    );
  });

  test('says so where nothing is stored that it could be tried on', async () => {
    const report = await prove(
      handMadeZip(portalEntries({ database: portalDatabase('UPDATE site_setting SET smtp_password_enc = NULL') })),
    );
    expect(report.checks).toContainEqual({ id: 'credential-key-untried', outcome: 'passed' });
    expect(report.checks.map(({ id }) => id)).not.toContain('credential-key');
    expect(report.warnings).toEqual([]);
  });

  test('may be missing, which is a warning', async () => {
    const report = await prove(withFile('zoom.key', null));
    expect(report.warnings).toEqual([{ code: 'credential-key-missing', params: { stored: 1 } }]);
    expect(report.checks).toContainEqual({ id: 'credential-key', outcome: 'warning' });
    expect(report.facts).toMatchObject({ hasCredentialKey: false });
  });
});

describe('the database', () => {
  test.each([
    ['CREATE TABLE notes (x)', 'meeting, user'],
    ['CREATE TABLE meeting (x)', 'user'],
    ['CREATE TABLE user (x)', 'meeting'],
    ['CREATE TABLE user (x); CREATE VIEW meeting AS SELECT 1', 'meeting'],
  ])('must have the tables that no portal is without: %s', async (sql, missing) => {
    expect(await failureOf(() => prove(withDatabase(sql)))).toEqual({
      code: 'database-not-of-portal',
      params: { missing },
    });
  });

  test.each(['portal-foreign-db.enc', 'portal-zoom-empty.enc', 'portal-zoom-unusable.enc'])(
    '%s would take the portal down, and is refused',
    async (file) => {
      expect((await failureOf(() => prove(openVector(file)))).code).toMatch(
        /^database-not-of-portal$|^credential-key-unusable$/,
      );
    },
  );

  test.each([
    ['utf16le.db', { code: 'database-in-utf16', params: {} }],
    ['own-collation.db', { code: 'database-partly-checked', params: { tables: 1, example: 'person' } }],
    ['own-function.db', { code: 'database-partly-checked', params: { tables: 1, example: 'meeting' } }],
  ])('of another program passes with a warning: %s', async (name, warning) => {
    const report = await prove(
      handMadeZip(portalEntries({ database: readFileSync(join('test-vectors/databases', name)) })),
    );
    expect(report.warnings).toEqual([warning]);
    expect(report.checks).toContainEqual({ id: 'database', outcome: 'warning' });
    expect(report.checks).toContainEqual({ id: 'credential-key', outcome: 'passed' });
  });

  test('is warned of where its log or its journal is beside it', async () => {
    const [database, log] = ['with-log.db', 'with-log.wal'].map((name) =>
      readFileSync(join('test-vectors/databases', name)),
    );
    const logged = handMadeZip([
      ...portalEntries({ database: database ?? Buffer.alloc(0) }),
      { name: 'tsp.db-wal', data: log ?? Buffer.alloc(0) },
    ]);
    expect((await prove(logged)).warnings).toEqual([{ code: 'wal-left-behind', params: { pages: 1, rows: 2 } }]);
    expect((await prove(withFile('tsp.db-journal', 'half a change'))).warnings).toEqual([
      { code: 'journal-left-behind', params: {} },
    ]);
    expect((await prove(withFile('tsp.db-journal', ''))).warnings).toEqual([]);
    expect((await prove(withFile('tsp.db-wal', ''))).warnings).toEqual([]);
  });
});

describe('the manifest', () => {
  test('is refused with a byte order mark, as the portal refuses it', async () => {
    const failure = await failureOf(() => prove(withFile('manifest.json', `\uFEFF${MANIFEST_TEXT}`)));
    expect(failure).toEqual({
      code: 'manifest-unreadable',
      params: { reason: 'it begins with a byte order mark, which the portal does not take' },
    });
  });

  test('is taken with NaN in it, as the portal takes it, and warned of', async () => {
    const report = await prove(
      withFile('manifest.json', MANIFEST_TEXT.replace('"format_version":2', '"format_version":NaN')),
    );
    expect(report.warnings).toEqual([{ code: 'manifest-not-strict', params: {} }]);
    expect(report.facts).toMatchObject({ formatVersion: null });
  });
});

test('says in which folder tsp.db is where the folder itself was zipped', async () => {
  const moved = (prefix: string) =>
    handMadeZip(portalEntries().map((entry) => ({ ...entry, name: prefix + String(entry.name) })));
  expect(await failureOf(() => prove(moved('tsp-export-20261120/')))).toEqual({
    code: 'entry-missing',
    params: { entry: 'tsp.db', elsewhere: 'tsp-export-20261120/tsp.db' },
  });
  expect(await failureOf(() => prove(moved('x\\')))).toEqual({
    code: 'entry-missing',
    params: { entry: 'tsp.db', elsewhere: 'x\\tsp.db' },
  });
});

describe('frontend archives', () => {
  const frontend = (entries: HandMadeEntry[]) => prove(handMadeZip(entries), 'frontend');

  test('pass as the portal’s frontend import takes them', async () => {
    expect(await frontend(frontendEntries())).toEqual({
      checks: ['entry-names', 'expansion', 'entry-contents', 'manifest', 'frontend-content'].map((id) => ({
        id,
        outcome: 'passed',
      })),
      warnings: [],
      entries: { count: 3, bytes: expect.any(Number) as number },
      facts: {
        kind: 'frontend-export',
        app: 'trusted-servants-pro',
        formatVersion: 5,
        exportedAt: '2026-11-20T04:00:00.000000Z',
        syncScope: 'full',
      },
    });
  });

  const manifest = (change: Record<string, unknown>) => JSON.stringify({ ...FRONTEND_MANIFEST, ...change });
  test.each<[string, HandMadeEntry[], string]>([
    ['nothing in it', [], 'payload-empty'],
    ['pages of a web server alone', [{ name: 'index.html', data: Buffer.from('<h1>Hello</h1>') }], 'entry-missing'],
    ['no manifest', frontendEntries().slice(1), 'entry-missing'],
    ['no frontend.json', frontendEntries().filter(({ name }) => name !== 'frontend.json'), 'entry-missing'],
    [
      'frontend.json in a folder',
      frontendEntries().map((entry) =>
        entry.name === 'frontend.json' ? { ...entry, name: 'a/frontend.json' } : entry,
      ),
      'entry-missing',
    ],
    ['another app', frontendEntries(manifest({ app: 'other' })), 'manifest-other-app'],
    ['no kind', frontendEntries(manifest({ kind: undefined })), 'manifest-other-kind'],
    ['another kind', frontendEntries(manifest({ kind: 'full' })), 'manifest-other-kind'],
    ['a manifest that is no JSON', frontendEntries('{'), 'manifest-unreadable'],
    ['a manifest with a byte order mark', frontendEntries(`\uFEFF${manifest({})}`), 'manifest-unreadable'],
    ['content that is no JSON', frontendEntries(manifest({}), '{"pages": ['), 'content-unreadable'],
    ['content with a byte order mark', frontendEntries(manifest({}), '\uFEFF{}'), 'content-unreadable'],
    ['content that is not UTF-8', frontendEntries(manifest({}), Buffer.from([0x22, 0xe9, 0x22])), 'content-unreadable'],
    ...['null', '[]', '1', '"pages"'].map((json): [string, HandMadeEntry[], string] => [
      `content that is ${json}`,
      frontendEntries(manifest({}), json),
      'content-unreadable',
    ]),
    [
      'a damaged asset',
      [...frontendEntries(), { name: 'assets/x', data: Buffer.from('Hello'), crc: 1 }],
      'entry-damaged',
    ],
    ['a whole site', portalEntries(), 'export-of-other-scope'],
  ])('are refused: %s', async (_what, entries, code) => {
    expect(await failureOf(() => frontend(entries))).toMatchObject({ code });
  });

  test('are refused where a whole site was expected', async () => {
    const both = handMadeZip(portalEntries({ manifest: manifest({}) }));
    for (const bytes of [handMadeZip(frontendEntries()), both]) {
      expect(await failureOf(() => prove(bytes))).toEqual({
        code: 'export-of-other-scope',
        params: { expected: 'full' },
      });
    }
  });

  test.each([
    [{ format_version: 6 }, { version: '6', scope: 'full' }],
    [
      { format_version: 'five', sync_scope: null },
      { version: '', scope: '' },
    ],
    [{ sync_scope: 'everything' }, { version: '5', scope: 'everything' }],
  ])('of a format that Salvor does not know are warned of: %j', async (change, params) => {
    expect((await frontend(frontendEntries(manifest(change)))).warnings).toEqual([
      { code: 'frontend-of-other-format', params },
    ]);
  });
});
