import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutId, readJson, root, say } from './checkout.mjs';
import { npm } from './command.mjs';
import { withLock } from './lock.mjs';

/**
 * Installs the npm packages when what is installed is not what package-lock.json asks for. No package's install script
 * is run: Electron is fetched by a step of its own, and nothing else needs one.
 */
export async function nodeModules() {
  if (areInstalled()) return;
  await withLock(`packages-${checkoutId()}`, async () => {
    if (areInstalled()) return;
    say('Installing the npm packages…');
    await npm(['ci', '--ignore-scripts', '--include=dev', '--loglevel=error']);
  });
}

/**
 * npm notes in node_modules what it put there. Comparing the two lists tells more than their dates do, which a clone or
 * a copy sets anew.
 */
function areInstalled() {
  if (!existsSync(join(root, 'node_modules', '.package-lock.json'))) return false;
  const installed = readJson('node_modules', '.package-lock.json').packages;
  const wanted = Object.entries(readJson('package-lock.json').packages);
  // The first entry is the project itself; optional ones are those of other platforms.
  return wanted.every(([path, entry]) => path === '' || entry.optional || entry.devOptional || installed[path]?.version === entry.version);
}
