import { join } from 'node:path';
import { root } from './checkout.mjs';
import { run } from './command.mjs';

/**
 * @param {...string} path in node_modules
 * @returns {string} the absolute path of a package's program, to be run by Node
 */
export function bin(...path) {
  return join(root, 'node_modules', ...path);
}

/**
 * Checks that run nothing of Salvor: a title, and what Node is to run.
 * @typedef {Readonly<Record<string, readonly string[]>>} Checks
 */

/** @param {string} project @returns {readonly string[]} */
function typescript(project) {
  return [bin('typescript', 'bin', 'tsc'), '-p', project];
}

/** @type {Checks} */
export const typeChecks = {
  Types: typescript('tsconfig.json'),
  'Types of the window': typescript('tsconfig.web.json'),
  'Types of the end-to-end tests': typescript('tsconfig.e2e.json'),
};

const biome = bin('@biomejs', 'biome', 'bin', 'biome');

/** @type {Checks} */
export const lintChecks = {
  Lint: [bin('oxlint', 'bin', 'oxlint'), '--deny-warnings'],
  Format: [biome, 'check', '--error-on-warnings'],
  Folders: [join(root, 'scripts', 'folders.mjs')],
};

/** What puts the files into the one format, with their imports in order. */
export const formatter = [biome, 'check', '--write'];

/**
 * Runs every check, also after one has failed.
 * @param {Checks} checks
 * @returns {Promise<{ passed: number, failed: string[] }>}
 */
export async function runChecks(checks) {
  const failed = [];
  for (const [title, command] of Object.entries(checks)) {
    process.stdout.write(`\n== ${title}\n`);
    if ((await run(process.execPath, command, { output: 'inherit' })) !== 0) failed.push(title);
  }
  return { passed: Object.keys(checks).length - failed.length, failed };
}
