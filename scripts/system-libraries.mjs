import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { say } from './checkout.mjs';
import { asCommand, must } from './command.mjs';

/** What Electron needs of a Debian that has no desktop. */
const libraries = [
  'libgtk-3-0',
  'libnss3',
  'libasound2',
  'libgbm1',
  'libxss1',
  'libxtst6',
  'libatspi2.0-0',
  'libdrm2',
  'libxshmfence1',
];

/** And to draw where there is no display. */
const virtualDisplay = ['xvfb'];

/** By what the tests read printed cards. */
const readers = ['poppler-utils'];

/**
 * Sees to it that the system's own packages are there: on Debian and its relatives it installs what is missing as root,
 * and as anyone else says what is missing. Elsewhere it looks at nothing.
 * @param {{ headless: boolean, tests?: boolean }} need headless: whether there must be a virtual display too; tests:
 *   also what only the tests use
 */
export async function systemLibraries({ headless, tests = false }) {
  if (process.platform !== 'linux' || !existsSync('/usr/bin/dpkg-query')) return;
  const missing = notInstalled([...libraries, ...(headless ? virtualDisplay : []), ...(tests ? readers : [])]);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0) {
    say(`\n  MISSING on this system: ${missing.join(' ')}`);
    say(`  Electron may not start without them. Install them by: sudo apt-get install ${missing.join(' ')}\n`);
    return;
  }
  say(`Installing ${missing.join(' ')}…`);
  if (missing.some((name) => nameHere(name) === null)) await must('apt-get', ['-q', 'update']);
  const names = missing.map((name) => nameHere(name) ?? name);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const install = ['-q', 'install', '--yes', '--no-install-recommends', ...names];
  // A package list that is older than the archive names files that are gone from it: then a new list helps.
  await must('apt-get', install, { env }).catch(async () => {
    await must('apt-get', ['-q', 'update']);
    await must('apt-get', install, { env });
  });
}

/**
 * Since 2024 some libraries carry a suffix that tells of 64-bit time stamps.
 * @param {string} name
 */
function spellings(name) {
  return [name, `${name}t64`];
}

/**
 * @param {readonly string[]} names
 * @returns {string[]} those that are not installed
 */
function notInstalled(names) {
  const question = ['--show', '--showformat=${Package} ${Status}\\n', ...names.flatMap(spellings)];
  const lines = spawnSync('dpkg-query', question, { encoding: 'utf8' }).stdout.split('\n');
  return names.filter((name) => !spellings(name).some((spelling) => lines.includes(`${spelling} install ok installed`)));
}

/**
 * @param {string} name
 * @returns {string | null} how this release spells it, or null when its package lists do not know it (yet)
 */
function nameHere(name) {
  const found = spawnSync('apt-cache', ['show', '--no-all-versions', ...spellings(name)], { encoding: 'utf8' }).stdout.split('\n');
  return spellings(name).findLast((spelling) => found.includes(`Package: ${spelling}`)) ?? null;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) await asCommand(() => systemLibraries({ headless: true }));
