import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from './checkout.mjs';

/** Says to what is started within a run that it has its folders already. */
const TAKEN = 'SALVOR_OWN_FOLDERS';

/** @type {readonly NodeJS.Signals[]} */
const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Gives a run, and every program that it starts through `env`, a temporary folder and a home of its own: what other
 * programs do in the system's temporary folder does not matter to it, nothing of it stays there, and it reaches neither
 * the logbook nor the keys of the person who runs it. What is kept between runs stays where it is.
 * @returns {Promise<{ folder: string, env: Record<string, string>, remove: () => Promise<void> }>}
 */
export async function takeOwnFolders() {
  const outer = process.env[TAKEN];
  if (outer !== undefined) return { folder: outer, env: {}, remove: async () => {} };
  const folder = await mkdtemp(join(tmpdir(), 'salvor-run-'));
  // Some tests start a program as another user, who has to get through to a folder inside that is theirs.
  await chmod(folder, 0o711);
  const [temporary, home] = [join(folder, 'tmp'), join(folder, 'home')];
  await mkdir(temporary, { mode: 0o711 });
  await mkdir(home, { mode: 0o700 });
  const settings = join(home, '.config');
  // A terminal's Ctrl-C comes twice through npm: the second must not end the tidying up.
  const stay = () => {};
  for (const signal of ENDING) process.on(signal, stay);
  return {
    folder,
    env: {
      [TAKEN]: folder,
      SALVOR_CACHE: cacheFolder(),
      TMPDIR: temporary,
      TEMP: temporary,
      TMP: temporary,
      HOME: home,
      APPDATA: settings,
      XDG_CONFIG_HOME: settings,
      XDG_CACHE_HOME: join(home, '.cache'),
      XDG_DATA_HOME: join(home, '.local', 'share'),
    },
    remove: async () => {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
      for (const signal of ENDING) process.off(signal, stay);
    },
  };
}

/**
 * The same for the whole of this process, from now on. It is what Vitest runs before all tests.
 * @returns {Promise<() => Promise<void>>} to be called at the end
 */
export default async function ownFoldersForAll() {
  const { env, remove } = await takeOwnFolders();
  Object.assign(process.env, env);
  return remove;
}
