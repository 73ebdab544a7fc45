import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, test } from 'vitest';

/** Every document of the project; what it says of files and tests must be there. */
const documents = ['.', 'docs', 'docs/adr'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name)),
);

const texts = new Map(documents.map((path) => [path, readFileSync(path, 'utf8')]));

/** What a document calls a test: its file, and its title as the source has it. */
function testsIn(text: string): { file: string; title: string }[] {
  return [...text.matchAll(/`([\w./-]+\.(?:test|spec)\.ts)` › `([^`]+)`/g)].map(([, file = '', title = '']) => ({
    file,
    title,
  }));
}

test.each([...texts])('%s links to files that are there', (path, text) => {
  const links = [...text.matchAll(/\]\(([^)#:\s]+)(?:#[^)]*)?\)|src="([^":]+)"/g)].map(([, a, b]) => a ?? b ?? '');
  expect(links.filter((link) => !existsSync(join(dirname(path), link)))).toEqual([]);
});

test.each([...texts])('%s names files that are there', (_path, text) => {
  const named = [...text.matchAll(/`((?:src|e2e|faults|bench|scripts|test-support|docs)\/[\w./-]+)`/g)].map(
    ([, file = '']) => file.replace(/\/$/, ''),
  );
  // The toys of CONTRIBUTING.md are examples of files that a reader makes.
  expect(named.filter((file) => !existsSync(file) && !/\btoy\b/.test(file))).toEqual([]);
});

test.each([...texts])('%s names tests that are there', (_path, text) => {
  const missing = testsIn(text).filter(
    // In the source an apostrophe within a title is escaped.
    ({ file, title }) => !existsSync(file) || !readFileSync(file, 'utf8').replaceAll("\\'", "'").includes(title),
  );
  expect(missing).toEqual([]);
});
