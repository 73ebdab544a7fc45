import { describe, expect, test } from 'vitest';
import { chosenBelow, entriesBelow, foldersOf, treeRows } from './folders';
import { kindOf } from './kinds';
import { listingOf, type Order, search, sortEntries, splitPath, sumOf } from './listing';

type Given = [path: string, bytes?: number, modified?: string | null];

/** A listing of files, and of folders where a path ends with a slash; in two pages, as long lists come. */
function listing(...given: Given[]) {
  const page = (from: number, some: Given[]) => ({
    from,
    paths: some.map(([path]) => path.replace(/\/$/, '')),
    bytes: some.map(([, bytes = 1]) => bytes),
    modified: some.map(([, , modified = null]) => modified),
    folders: some.flatMap(([path], index) => (path.endsWith('/') ? [from + index] : [])),
    renamed: some.flatMap(([path], index) =>
      path.startsWith('_/') ? [{ entry: from + index, name: `../${path.slice(2)}`, hostile: 'parent' as const }] : [],
    ),
  });
  const half = Math.ceil(given.length / 2);
  return listingOf([page(0, given.slice(0, half)), page(half, given.slice(half))]);
}

const every = (of: { count: number }) => [...Array.from({ length: of.count }).keys()];
const byName: Order = { by: 'name', down: false };

describe('a list of entries', () => {
  test('is joined from its pages, with each fact at its entry', () => {
    const list = listing(['a/', 0], ['a/b.txt', 5, '2026-01-01T00:00:00'], ['_/c', 7], ['d/', 0]);
    expect(list).toMatchObject({
      count: 4,
      paths: ['a', 'a/b.txt', '_/c', 'd'],
      bytes: [0, 5, 7, 0],
      folder: [true, false, false, true],
    });
    expect(list.renamed.get(2)).toEqual({ entry: 2, name: '../c', hostile: 'parent' });
    expect(sumOf(list, [0, 1, 2])).toEqual({ files: 2, bytes: 12 });
  });

  test('is ordered as people order names: numbers by value, without capitals and accents', () => {
    const list = listing(['page 10'], ['Page 9'], ['élan'], ['zebra'], ['eland']);
    expect(sortEntries(list, every(list), byName).map((entry) => list.paths[entry])).toEqual([
      'élan',
      'eland',
      'Page 9',
      'page 10',
      'zebra',
    ]);
  });

  test('is ordered by size and by date both ways, and by name where they are equal', () => {
    const list = listing(['b', 2, '2026-01-02T00:00:00'], ['a', 2, null], ['c', 9, '2025-12-31T00:00:00']);
    const names = (order: Order) =>
      sortEntries(list, every(list), order)
        .map((entry) => list.paths[entry])
        .join('');
    expect(names({ by: 'bytes', down: true })).toBe('cab');
    expect(names({ by: 'bytes', down: false })).toBe('abc');
    expect(names({ by: 'modified', down: true })).toBe('bca');
    expect(names({ by: 'modified', down: false })).toBe('acb');
    expect(names({ by: 'name', down: true })).toBe('cba');
  });

  test('is searched for every word anywhere in the path, and keeps its order', () => {
    const list = listing(['uploads/Flyer.pdf'], ['uploads/photo.jpg'], ['flyer.txt']);
    const found = (text: string) => search(list, [2, 1, 0], text);
    expect(found('FLYER')).toEqual([2, 0]);
    expect(found('upl flyer')).toEqual([0]);
    expect(found('  ')).toEqual([2, 1, 0]);
    expect(found('none')).toEqual([]);
  });
});

describe('the folders of an archive', () => {
  const list = listing(['b/2.txt', 4], ['b/deep/er/3.txt', 8], ['a.txt', 1], ['b/', 0], ['empty/', 0]);
  const root = foldersOf(list);

  test('know what lies below them, also where the archive does not list them', () => {
    expect(root).toMatchObject({ files: 3, bytes: 13 });
    const [b, empty] = root.folders;
    expect(b).toMatchObject({ path: 'b', files: 2, bytes: 12, depth: 0, own: [3] });
    expect(b?.folders[0]).toMatchObject({ path: 'b/deep', files: 1, depth: 1, own: [] });
    expect(empty).toMatchObject({ path: 'empty', files: 0 });
    expect(b === undefined ? [] : entriesBelow(b).sort()).toEqual([0, 1, 3]);
  });

  test('stand before the files, and show what is in them when they are unfolded', () => {
    const lines = (unfolded: string[], order = byName) =>
      treeRows(list, root, new Set(unfolded), order).map((row) =>
        'folder' in row ? `${row.folder.path}/` : `${row.depth}:${list.paths[row.entry]}`,
      );
    expect(lines([])).toEqual(['b/', 'empty/', '0:a.txt']);
    expect(lines(['b', 'b/deep/er'])).toEqual(['b/', 'b/deep/', '1:b/2.txt', 'empty/', '0:a.txt']);
    expect(lines(['b'], { by: 'bytes', down: false })).toEqual(['empty/', 'b/', 'b/deep/', '1:b/2.txt', '0:a.txt']);
  });

  test('count which of their files are chosen', () => {
    expect([...chosenBelow(list, new Set([1, 2, 3]))]).toEqual([
      ['b/deep/er', 1],
      ['b/deep', 1],
      ['b', 1],
    ]);
  });
});

test('tells a name from its folder, and a kind from its ending', () => {
  expect(splitPath('a/b/c.jpg')).toEqual({ name: 'c.jpg', folder: 'a/b' });
  expect(splitPath('c')).toEqual({ name: 'c', folder: '' });
  expect([kindOf('A.JPG'), kindOf('.env'), kindOf('tsp.db'), kindOf('README')]).toEqual([
    'browse.kind.image',
    'browse.kind.file',
    'browse.kind.database',
    'browse.kind.file',
  ]);
});
