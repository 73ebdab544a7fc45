import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { checkoutId, root } from './checkout.mjs';
import { asCommand, must } from './command.mjs';
import { withLock } from './lock.mjs';
import { nodeModules } from './node-modules.mjs';

const mark = join(root, 'out', '.built-from');
const sources = [
  'src',
  'package.json',
  'package-lock.json',
  'electron.vite.config.ts',
  'scripts/build-command.mjs',
  'scripts/recovery-files.mjs',
  'scripts/sentences-as-text.mjs',
  'docs/escrow-format.md',
  'test-vectors/escrow',
];

/**
 * Builds the app and the command line into out/, unless what is there was built from these very sources. What the
 * build prints goes to standard error.
 * @param {{ always?: boolean }} [options]
 */
export async function build({ always = false } = {}) {
  if (!always && isFresh()) return;
  await withLock(`build-${checkoutId()}`, async () => {
    if (!always && isFresh()) return;
    // Taken before the build: a file that changes meanwhile makes the result stale.
    const state = stateOfSources();
    await must(process.execPath, [
      join(root, 'node_modules', 'electron-vite', 'bin', 'electron-vite.js'),
      'build',
      '--logLevel',
      'warn',
    ]);
    const { buildCommand } = await import('./build-command.mjs');
    await buildCommand(join(root, 'out', 'cli'));
    // Where the command was before, and where scripts outside this project start it.
    writeFileSync(join(root, 'out', 'main', 'salvor.js'), "import '../cli/salvor.cjs';\n");
    const { buildRecoveryFiles } = await import('./recovery-files.mjs');
    await buildRecoveryFiles();
    writeFileSync(mark, state);
  });
}

function isFresh() {
  return existsSync(mark) && readFileSync(mark, 'utf8') === stateOfSources();
}

/** Names, lengths and dates of all that goes into the build, as one hash; a file that was removed shows as well. */
export function stateOfSources() {
  const hash = createHash('sha256');
  for (const path of sources.flatMap(filesIn)) {
    const { size, mtimeMs } = statSync(join(root, path));
    hash.update(`${path}\n${size} ${mtimeMs}\n`);
  }
  return hash.digest('hex');
}

/**
 * @param {string} path below the checkout
 * @returns {string[]} the file itself, or the folder's files in a settled order, without the tests
 */
function filesIn(path) {
  if (!statSync(join(root, path)).isDirectory()) return [path];
  return readdirSync(join(root, path), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name).slice(root.length + 1))
    .toSorted();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await asCommand(async () => {
    await nodeModules();
    await build({ always: true });
  });
}
