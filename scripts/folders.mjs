import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root } from './checkout.mjs';

/**
 * No two folders below src/ import each other, types included; and no parts of src, core, main or the renderer, each with
 * all that is below it, import each other in a circle. The linter's own rule (import/no-cycle) knows files alone and
 * does not see types. Tests may import what they like.
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
 * @param {number} depth how many folders of a path count
 * @returns {Map<string, Map<string, string>>} for each folder the folders that it imports, each with one import as example
 */
function importsOfFolders(modules, depth = Number.POSITIVE_INFINITY) {
  /** @type {Map<string, Map<string, string>>} */
  const folders = new Map();
  /** @param {string} file */
  const folderOf = (file) => dirname(file).split('/').slice(0, depth).join('/');
  for (const { file, imports } of modules)
    for (const imported of imports) {
      const [from, to] = [folderOf(file), folderOf(imported)];
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

/**
 * @param {readonly Module[]} modules
 * @param {number} depth 1 for the parts of src, 2 for those of core, main and the renderer
 * @returns {string[]} a sentence for each circle of parts
 */
export function circlesOfParts(modules, depth) {
  const parts = importsOfFolders(modules, depth);
  // What imports nothing that is left cannot be in a circle; taken away again and again, only circles are left.
  for (let before = -1; before !== parts.size; ) {
    before = parts.size;
    for (const [part, imported] of parts) {
      const left = [...imported.keys()].filter((other) => parts.has(other) && !isWithin(part, other));
      if (left.length === 0) parts.delete(part);
    }
  }
  const left = [...parts].map(([part, imported]) => {
    const into = [...imported].filter(([other]) => parts.has(other) && !isWithin(part, other));
    return `  ${part}: ${into.map(([, example]) => example).join('; ')}`;
  });
  return left.length === 0 ? [] : [`These parts are in a circle, or import one:\n${left.join('\n')}`];
}

/**
 * Whether one folder is around the other: files beside subfolders may use these.
 *
 * @param {string} one
 * @param {string} other
 */
function isWithin(one, other) {
  return one.startsWith(`${other}/`) || other.startsWith(`${one}/`) || one === '.' || other === '.';
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const modules = modulesBelow(join(root, 'src'));
  const pairs = pairsOfFolders(modules);
  const circles = [...circlesOfParts(modules, 1), ...circlesOfParts(modules, 2)];
  for (const sentence of [...pairs, ...circles]) process.stderr.write(`${sentence}\n`);
  process.stdout.write(`${pairs.length} pairs of folders import each other, ${circles.length} circles of parts.\n`);
  process.exitCode = pairs.length + circles.length === 0 ? 0 : 1;
}
