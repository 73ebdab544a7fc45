import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { handMadeZip } from '../../../test-support/proof/hand-made-zip';
import { listedEntries } from '../contents/postgresql/toc-line';
import { PauseGate } from '../restore/job';
import type { BrowsedArchive } from './browse';
import { browseSummarySchema, entriesPageSchema, objectsPageSchema, takenOutSchema } from './model';
import { openForBrowsing } from './open';
import { entriesPage, objectsPage, summaryOf, takenOut } from './pages';

const folder = mkdtempSync(join(tmpdir(), 'salvor-pages-'));
afterAll(() => rmSync(folder, { recursive: true }));

const context = { signal: new AbortController().signal, pause: new PauseGate(), report: () => {} };

async function browsing<T>(source: string, work: (browsed: BrowsedArchive) => Promise<T> | T): Promise<T> {
  const browsed = await openForBrowsing(
    { source, key: null, passphrase: 'not asked for', accepts: { authenticOnly: false, unsealed: true } },
    context,
  );
  try {
    return await work(browsed);
  } finally {
    await browsed.close();
  }
}

describe('the summary of an archive', () => {
  test.each([
    [
      'portal-full.zip',
      { entries: expect.any(Number), objects: null, database: true, dump: null, statements: null, sealed: false },
    ],
    [
      'proxpanel-full.dump',
      {
        entries: null,
        objects: expect.any(Number),
        database: false,
        dump: { database: 'proxpanel' },
        statements: null,
      },
    ],
    [
      'vaultterm-2026-11-20.sql.gz',
      { entries: null, objects: null, dump: null, statements: expect.any(Array), layers: ['gzip'], sealed: false },
    ],
  ])('of %s says what there is to be asked for', async (file, wanted) => {
    const summary = await browsing(join('test-vectors', file), summaryOf);
    expect(summary).toMatchObject(wanted);
    expect(browseSummarySchema.parse(summary)).toEqual(summary);
  });
});

describe('a page', () => {
  test('of entries has each fact as a list, and names that are others apart', async () => {
    const source = join(folder, 'few.zip');
    writeFileSync(
      source,
      handMadeZip([
        { name: 'deep/' },
        { name: 'deep/a', data: Buffer.from('four') },
        { name: '../up' },
        { name: 'CON' },
      ]),
    );
    const page = await browsing(source, ({ inside }) =>
      inside.kind === 'zip' ? entriesPage(inside.files.entries, 0) : null,
    );
    expect(entriesPageSchema.parse(page)).toEqual({
      from: 0,
      paths: ['deep', 'deep/a', '_/up', '_CON'],
      bytes: [0, 4, 0, 0],
      modified: expect.any(Array),
      folders: [0],
      renamed: [
        { entry: 2, name: '../up', hostile: 'parent' },
        { entry: 3, name: 'CON', hostile: 'reserved' },
      ],
    });
  });

  test('continues where the one before ended, until there is nothing left', async () => {
    const source = join(folder, 'many.zip');
    writeFileSync(
      source,
      handMadeZip(Array.from({ length: 5_003 }, (_, index) => ({ name: `${index}${index === 5_001 ? '/' : ''}` }))),
    );
    const pages = await browsing(source, ({ inside }) =>
      inside.kind === 'zip' ? [0, 5_000, 5_003].map((from) => entriesPage(inside.files.entries, from)) : [],
    );
    expect(pages.map(({ paths }) => paths.length)).toEqual([5_000, 3, 0]);
    expect(pages[1]).toMatchObject({ from: 5_000, paths: ['5000', '5001', '5002'], folders: [5_001], renamed: [] });
  });

  test('of objects names them as pg_restore lists them', async () => {
    const page = await browsing('test-vectors/proxpanel-full.dump', ({ inside }) =>
      inside.kind === 'postgresql-custom' ? objectsPage(listedEntries(inside.toc), 1) : null,
    );
    const objects = objectsPageSchema.parse(page);
    expect(objects.types).toHaveLength(objects.names.length);
    expect(objects.types.slice(0, 2)).toEqual(['TABLE', 'TABLE']);
    expect(objects.names.slice(0, 2)).toEqual(['settings', 'sessions']);
    expect(objects.schemas.slice(0, 2)).toEqual(['public', 'tenant_acme']);
  });
});

test('an extraction names of the first files, and which of them are others now', () => {
  const written = Array.from({ length: 300 }, (_, index) => ({
    name: index === 0 ? '../up' : `${index}`,
    path: join('/out', index === 0 ? '_/up' : `${index}`),
    bytes: 2,
  }));
  const told = takenOut(
    { written, failed: [{ name: 'b\u{7}ad', failure: { code: 'cancelled', params: {} } }], stopped: true },
    '/out',
  );
  expect(takenOutSchema.parse(told)).toMatchObject({ written: 300, bytes: 600, failed: 1, stopped: true });
  expect(told.files).toHaveLength(200);
  expect(told.files.slice(0, 2)).toEqual([
    { name: '../up', renamed: '_/up' },
    { name: '1', renamed: null },
  ]);
  expect(told.failures[0]?.name).toBe('b\\u{7}ad');
});
