import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './checkout.mjs';

/**
 * No two folders below src/ import each other, types included: neither directly, nor over others. The linter's own rule
 * (import/no-cycle) knows files alone and does not see types. Tests may import what they like.
 */

/** @typedef {{ file: string, imports: string[] }} Module */

const endings = ['', '.ts', '.tsx', '.mts', '.css'];
const specifiers = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)'(\.{1,2}\/[^']+)'/g;

/**
 * @param {string} base the folder that holds the modules
 * @returns {Module[]} paths relative to `base`, with `/`; each import is the path of a module that is there
 */
export function modulesBelow(base) {
  const files = readdirSync(base, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.(?:tsx?|css)$/.test(entry.name))
    .map((entry) => relative(base, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter((file) => !/\.test\.tsx?$|(?:^|\/)test-support\//.test(file))
    .toSorted();
  const known = new Set(files);
  return files.map((file) => {
    const text = readFileSync(join(base, file), 'utf8');
    const imports = [...text.matchAll(specifiers)].flatMap(([, specifier = '']) => {
      const path = join(dirname(file), specifier.replace(/\?.*$/, '')).split(sep).join('/');
      return endings.map((ending) => path + ending).filter((candidate) => known.has(candidate));
    });
    return { file, imports };
  });
}

/**
 * @param {readonly Module[]} modules
 * @returns {Map<string, Map<string, string>>} for each folder the folders that it imports, each with one import as example
 */
function importsOfFolders(modules) {
  /** @type {Map<string, Map<string, string>>} */
  const folders = new Map();
  for (const { file, imports } of modules)
    for (const imported of imports) {
      const [from, to] = [dirname(file), dirname(imported)];
      if (from === to) continue;
      const known = folders.get(from) ?? new Map();
      folders.set(from, known.has(to) ? known : known.set(to, `${file} → ${imported}`));
    }
  return folders;
}

/**
 * @param {readonly Module[]} modules
 * @returns {string[]} a sentence for each pair of folders that import each other
 */
export function pairsOfFolders(modules) {
  const folders = importsOfFolders(modules);
  return [...folders].flatMap(([from, imported]) =>
    [...imported].flatMap(([to, there]) => {
      const back = folders.get(to)?.get(from);
      return from < to && back !== undefined ? [`${from} and ${to} import each other: ${there}; ${back}`] : [];
    }),
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const pairs = pairsOfFolders(modulesBelow(join(root, 'src')));
  for (const pair of pairs) process.stderr.write(`${pair}\n`);
  process.stdout.write(`${pairs.length} pairs of folders import each other.\n`);
  process.exitCode = pairs.length === 0 ? 0 : 1;
}
