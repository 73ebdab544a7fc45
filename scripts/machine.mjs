import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { root, say } from './checkout.mjs';
import { asCommand, must } from './command.mjs';
import { sandboxObstacle, sandboxSentences } from './sandbox.mjs';

/**
 * Something that a Linux machine may lack.
 * @typedef {object} Need
 * @property {string} what the library's or the program's name, to look for
 * @property {string} debian the package that brings it on Debian and its relatives
 * @property {string} [without] for what only some tests need: what is then skipped
 * @property {boolean} [service] its package starts a service of its own, so that it is never installed unasked
 */

/** What Electron is linked with; the rest of it comes with these. @type {readonly Need[]} */
const LIBRARIES = [
  { what: 'libgtk-3.so.0', debian: 'libgtk-3-0' },
  { what: 'libnss3.so', debian: 'libnss3' },
  { what: 'libasound.so.2', debian: 'libasound2' },
  { what: 'libgbm.so.1', debian: 'libgbm1' },
  { what: 'libatspi.so.0', debian: 'libatspi2.0-0' },
  { what: 'libdrm.so.2', debian: 'libdrm2' },
  { what: 'libcups.so.2', debian: 'libcups2' },
  { what: 'libxkbcommon.so.0', debian: 'libxkbcommon0' },
  { what: 'libudev.so.1', debian: 'libudev1' },
];

/** To draw where there is no display. @type {Need} */
const VIRTUAL_DISPLAY = { what: 'Xvfb', debian: 'xvfb' };

/** @type {readonly Need[]} */
const FOR_SOME_TESTS = [
  { what: 'pdftoppm', debian: 'poppler-utils', without: 'printed cards are not read back' },
  { what: 'age', debian: 'age', without: 'sealed cards are not compared with the age program' },
  { what: 'cc', debian: 'gcc libc6-dev', without: 'no faults are injected into single calls of the system' },
  { what: 'pg_restore', debian: 'postgresql-client', without: 'dumps are not compared with pg_restore' },
  {
    what: 'postgres',
    debian: 'postgresql',
    without: 'dumps are not compared with those of a real server',
    service: true,
  },
];

/** Debian keeps the programs of a PostgreSQL server outside the path; some systems those of the administrator. */
const MORE_FOLDERS = ['/usr/sbin', '/sbin', '/usr/local/bin'];

/** The machine lacks something without which there is no use in beginning. */
export class MachineLacks extends Error {
  /** @param {readonly Need[]} needed */
  constructor(needed) {
    super(
      `Without ${needed.map(({ what }) => what).join(', ')} there is no use in going further. Nothing was downloaded or installed.`,
    );
    this.name = 'MachineLacks';
  }
}

/**
 * Looks at everything that a run needs of the machine, and names all that is missing at once, before anything large is
 * fetched. On Debian and its relatives root gets it installed.
 * @param {{ headless: boolean, tests?: boolean, all?: boolean }} need headless: whether there must be a virtual display
 *   too; tests: also what some tests need; all: root gets that installed whole, services included
 * @throws {MachineLacks}
 */
export async function checkMachine({ headless, tests = false, all = false }) {
  if (process.platform !== 'linux') return;
  const wanted = [...LIBRARIES, ...(headless ? [VIRTUAL_DISPLAY] : []), ...(tests ? FOR_SOME_TESTS : [])];
  let missing = wanted.filter(lacking());
  const unasked = missing.filter(({ service }) => all || service !== true);
  if (unasked.length > 0 && process.getuid?.() === 0 && hasApt()) {
    await install(packagesOf(unasked));
    missing = missing.filter(lacking());
  }
  const apt = missing.length > 0 && hasApt() ? aptLine(missing) : null;
  const lines = machineSentences(missing, {
    tests,
    first: !existsSync(join(root, 'node_modules')),
    apt,
    sandbox: sandboxObstacle(),
  });
  if (lines.length > 0) say(`\n${lines.map((line) => `  ${line}`).join('\n')}\n`);
  const needed = missing.filter(({ without }) => without === undefined);
  if (needed.length > 0) throw new MachineLacks(needed);
}

/**
 * All that a person must know of it before anything begins.
 * @param {readonly Need[]} missing
 * @param {{ tests: boolean, first: boolean, apt: string | null, sandbox: import('./sandbox.mjs').SandboxObstacle | null
 * }} here
 *   first: whether nothing was downloaded yet; apt: the line that installs what is missing, where there is such a line
 * @returns {string[]} sentences, one a line
 */
export function machineSentences(missing, { tests, first, apt, sandbox }) {
  const needed = missing.filter(({ without }) => without === undefined);
  const lines = [];
  if (needed.length > 0)
    lines.push(`This machine lacks what Electron needs: ${needed.map(({ what }) => what).join(', ')}.`);
  for (const { what, without } of missing) {
    if (without !== undefined) lines.push(`There is no ${what} here, so ${without}.`);
  }
  if (missing.length > 0)
    lines.push(
      apt === null
        ? 'Install it with the package manager of this system.'
        : `This installs ${missing.length === 1 ? 'it' : 'all of it'}: ${apt}`,
    );
  if (sandbox !== null) lines.push(sandboxSentences(sandbox));
  if (sandbox !== null && sandbox !== 'root' && tests) lines.push('The tests run the app without it.');
  if (needed.length === 0 && first)
    lines.push('The first run downloads up to 480 MB and then uses 1.5 GB, in the clone and in the cache folder.');
  return lines;
}

/** @returns {(need: Need) => boolean} whether it is missing, by what is here now */
function lacking() {
  const libraries = knownLibraries();
  return ({ what }) => (what.includes('.so') ? libraries !== null && !libraries.has(what) : !hasProgram(what));
}

/**
 * @returns {Set<string> | null} the names of all shared libraries that the system finds; null where it keeps no list
 */
function knownLibraries() {
  for (const ldconfig of ['/sbin/ldconfig', '/usr/sbin/ldconfig', 'ldconfig']) {
    const { status, stdout } = spawnSync(ldconfig, ['-p'], { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (status === 0) return new Set(stdout.split('\n').map((line) => line.trim().split(' ')[0] ?? ''));
  }
  return null;
}

/** @param {string} name */
function hasProgram(name) {
  if (name === 'postgres' && existsSync('/usr/lib/postgresql')) return true;
  return [...(process.env.PATH ?? '').split(delimiter), ...MORE_FOLDERS].some((folder) => {
    try {
      accessSync(join(folder, name), constants.X_OK);
      return folder !== '';
    } catch {
      return false;
    }
  });
}

function hasApt() {
  return existsSync('/usr/bin/apt-get');
}

/** @param {readonly Need[]} needs @returns {string[]} */
function packagesOf(needs) {
  return needs.flatMap(({ debian }) => debian.split(' '));
}

/** @param {readonly Need[]} needs */
function aptLine(needs) {
  const sudo = process.getuid?.() === 0 ? '' : 'sudo ';
  const names = [...namesHere(packagesOf(needs))].map(([name, here]) => here ?? name);
  return `${sudo}apt-get update && ${sudo}apt-get install --yes --no-install-recommends ${names.join(' ')}`;
}

/** @param {readonly string[]} packages */
async function install(packages) {
  say(`Installing ${packages.join(' ')}…`);
  if ([...namesHere(packages).values()].includes(null)) await must('apt-get', ['-q', 'update']);
  const names = [...namesHere(packages)].map(([name, here]) => here ?? name);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const args = ['-q', 'install', '--yes', '--no-install-recommends', ...names];
  // A package list that is older than the archive names files that are gone from it: then a new list helps.
  await must('apt-get', args, { env }).catch(async () => {
    await must('apt-get', ['-q', 'update']);
    await must('apt-get', args, { env });
  });
}

/**
 * Since 2024 some libraries carry a suffix that tells of 64-bit time stamps.
 * @param {readonly string[]} names
 * @returns {Map<string, string | null>} how this release spells each; null where its package lists do not know it (yet)
 */
function namesHere(names) {
  const spellings = (/** @type {string} */ name) => [name, `${name}t64`];
  const args = ['show', '--no-all-versions', ...names.flatMap(spellings)];
  const known = new Set(
    spawnSync('apt-cache', args, { encoding: 'utf8', maxBuffer: 1 << 26 }).stdout?.match(/(?<=^Package: ).*$/gm) ?? [],
  );
  return new Map(names.map((name) => [name, spellings(name).findLast((spelling) => known.has(spelling)) ?? null]));
}

if (process.argv[1] === fileURLToPath(import.meta.url))
  await asCommand(() => checkMachine({ headless: true, tests: true, all: true }));
