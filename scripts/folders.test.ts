import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { circlesOfParts, modulesBelow, pairsOfFolders } from './folders.mjs';

const made: string[] = [];
afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
});

/** A tree of modules: what each file holds, by its path. */
function tree(files: Record<string, string>): ReturnType<typeof modulesBelow> {
  const base = mkdtempSync(join(tmpdir(), 'salvor-folders-'));
  made.push(base);
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(base, path)), { recursive: true });
    writeFileSync(join(base, path), text);
  }
  return modulesBelow(base);
}

test.each([
  ['an import', `import { b } from '../b/b';`],
  ['a type alone', `import type { B } from '../b/b';`],
  ['a type among values', `import { type B } from '../b/b';`],
  ['what is exported again', `export { b } from '../b/b';`],
  ['what is loaded later', `const b = await import('../b/b');`],
  ['a type in its place', `export let b: import('../b/b').B;`],
  ['a worker', `new Worker(new URL('../b/b.ts', import.meta.url));`],
  ['a style sheet', `import '../b/b.css';`],
])('two folders that import each other are found by %s', (_what, text) => {
  const modules = tree({
    'a/a.ts': text,
    'b/b.ts': `import { other } from '../a/other';`,
    'a/other.ts': '',
    'b/b.css': '',
  });
  expect(pairsOfFolders(modules)).toHaveLength(1);
});

test('one way is fine, and so is what tests import', () => {
  const modules = tree({
    'a/a.ts': `import { b } from '../b/b';`,
    'b/b.ts': '',
    'b/b.test.ts': `import { a } from '../a/a';`,
  });
  expect(pairsOfFolders(modules)).toEqual([]);
  expect(circlesOfParts(modules, 1)).toEqual([]);
});

test('a circle over three parts is found, also between their subfolders', () => {
  const modules = tree({
    'a/deep/a.ts': `import { b } from '../../b/b';`,
    'b/b.ts': `import { c } from '../c/deep/c';`,
    'c/deep/c.ts': `import { other } from '../../a/other';`,
    'a/other.ts': '',
  });
  expect(pairsOfFolders(modules)).toEqual([]);
  expect(circlesOfParts(modules, 1)).toHaveLength(1);
});

test('a folder and the folder around it are no circle of parts', () => {
  const modules = tree({ 'a/a.ts': `import { b } from './b/b';`, 'a/b/b.ts': '' });
  expect(circlesOfParts(modules, 2)).toEqual([]);
});
