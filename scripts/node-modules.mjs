import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { checkoutId, root, say } from './checkout.mjs';
import { must, npm } from './command.mjs';
import { withLock } from './lock.mjs';

/**
 * One entry of package-lock.json: what of it is asked for here.
 * @typedef {{ version: string, integrity?: string, optional?: boolean, devOptional?: boolean, os?: string[], cpu?: string[], libc?: string[] }} Entry
 */

/**
 * Installs the npm packages when what is installed is not what package-lock.json asks for on this machine. No package's
 * install script is run: Electron is fetched by a step of its own, and nothing else needs one.
 */
export async function nodeModules() {
  if (missingPackages(root).length === 0) return;
  await withLock(`packages-${checkoutId()}`, async () => {
    const before = missingPackages(root);
    if (before.length === 0) return;
    if (before.some(([, entry]) => !isForHere(entry))) {
      say('Installing the npm packages…');
      await npm(['ci', '--ignore-scripts', '--include=dev', '--loglevel=error']);
    }
    // Parts in machine code: npm leaves them out where it takes Node for too old, and a folder that was made by another
    // Node or on another system lacks them.
    for (const [path, entry] of missingPackages(root)) await installAlone(path, entry);
  });
}

/**
 * npm notes in node_modules what it put there. Comparing the two lists tells more than their dates do, which a clone or
 * a copy changes. Optional entries are those of other platforms and of this one; only the latter are looked for, and
 * by their folders.
 * @param {string} folder of the clone
 * @returns {[string, Entry][]} the packages that are not as they must be, by their paths
 */
export function missingPackages(folder) {
  const note = join(folder, 'node_modules', '.package-lock.json');
  const installed = existsSync(note) ? packagesIn(note) : {};
  return Object.entries(packagesIn(join(folder, 'package-lock.json'))).filter(([path, entry]) => {
    // The first entry is the project itself.
    if (path === '') return false;
    if (entry.optional || entry.devOptional) return isForHere(entry) && versionIn(join(folder, path)) !== entry.version;
    return installed[path]?.version !== entry.version;
  });
}

/** @param {string} lockFile @returns {Record<string, Entry>} */
function packagesIn(lockFile) {
  return JSON.parse(readFileSync(lockFile, 'utf8')).packages;
}

/**
 * Whether an optional package is made for this system alone, among others: then something here needs it. @param {Entry}
 * entry
 */
function isForHere({ os, cpu, libc }) {
  if (os === undefined || cpu === undefined) return false;
  return (
    os.includes(process.platform) && cpu.includes(process.arch) && (libc === undefined || libc.includes(ownLibc()))
  );
}

/** @param {string} folder @returns {string | null} null where there is no package */
function versionIn(folder) {
  const description = join(folder, 'package.json');
  return existsSync(description) ? JSON.parse(readFileSync(description, 'utf8')).version : null;
}

/** Node names the version of glibc that it runs with; musl has none. */
function ownLibc() {
  const { header } = /** @type {{ header: { glibcVersionRuntime?: string } }} */ (process.report.getReport());
  return header.glibcVersionRuntime === undefined ? 'musl' : 'glibc';
}

/**
 * Installs one package by itself, as its entry in package-lock.json has it.
 * @param {string} path in node_modules
 * @param {Entry} entry
 */
async function installAlone(path, entry) {
  const name = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  if (entry.integrity === undefined) throw new Error(`package-lock.json does not say what ${path} is.`);
  const parcel = await mkdtemp(join(root, 'node_modules', '.parcel-'));
  try {
    await npm(['pack', `${name}@${entry.version}`, '--pack-destination', parcel, '--ignore-scripts', '--silent']);
    const [file = ''] = readdirSync(parcel);
    const [algorithm = '', sum] = entry.integrity.split('-', 2);
    const found = createHash(algorithm)
      .update(readFileSync(join(parcel, file)))
      .digest('base64');
    if (found !== sum)
      throw new Error(
        `${name} ${entry.version} is not the one that package-lock.json names: its checksum is ${algorithm}-${found}.`,
      );
    await must('tar', ['-xzf', join(parcel, file), '-C', parcel]);
    await rm(join(root, path), { recursive: true, force: true });
    await mkdir(dirname(join(root, path)), { recursive: true });
    await rename(join(parcel, 'package'), join(root, path));
  } finally {
    await rm(parcel, { recursive: true, force: true });
  }
}
