import { mkdtemp, readdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, say } from './checkout.mjs';
import { build } from './build.mjs';
import { asCommand, run } from './command.mjs';
import { hasDisplay, withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { nodeModules } from './node-modules.mjs';
import { sandboxArguments, sandboxObstacle } from './sandbox.mjs';
import { systemLibraries } from './system-libraries.mjs';

await asCommand(async () => {
  await systemLibraries({ headless: !hasDisplay() });
  await nodeModules();
  const runtime = await electronRuntime();
  await build();
  const obstacle = sandboxObstacle();
  if (obstacle !== null) say(obstacle);
  return hasDisplay() ? openApp(runtime) : guidedRestore(runtime);
});

/** @param {import('./electron-runtime.mjs').ElectronRuntime} runtime */
function openApp(runtime) {
  const args = [...runtime.args, ...sandboxArguments(), ...process.argv.slice(2)];
  return run(runtime.path, args, { output: 'inherit' });
}

/**
 * Where nobody could see a window, the app is led through one whole restore from the practice server by itself.
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 */
async function guidedRestore(runtime) {
  const folder = await mkdtemp(join(tmpdir(), 'salvor-practice-'));
  say('There is no display here, so the app runs where nobody sees it and restores an archive from the practice server by itself.');
  const playwright = [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', '--project=guided'];
  const code = await withVirtualDisplay((env) =>
    run(process.execPath, playwright, {
      env: { ...env, SALVOR_ELECTRON: runtime.source, SALVOR_GUIDED_FOLDER: folder },
      output: 'inherit',
    }),
  );
  const files = await readdir(folder);
  for (const file of files.filter((name) => name.endsWith('.zip'))) process.stdout.write(`Import zip:  ${join(folder, file)}\n`);
  for (const file of files.filter((name) => name.endsWith('.png'))) process.stdout.write(`Screenshot:  ${join(folder, file)}\n`);
  return code;
}
