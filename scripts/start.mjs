import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root, say } from './checkout.mjs';
import { asCommand, run } from './command.mjs';
import { hasDisplay, withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { checkMachine } from './machine.mjs';
import { nodeModules } from './node-modules.mjs';
import { takeOwnFolders } from './own-folders.mjs';
import { sandboxArguments, sandboxObstacle } from './sandbox.mjs';

await asCommand(async () => {
  const more = process.argv.slice(2);
  await checkMachine({ headless: !hasDisplay() });
  // A window is for real backups too: an ordinary user gets one without the sandbox only by asking for that.
  const obstacle = sandboxObstacle();
  if (hasDisplay() && obstacle !== null && obstacle !== 'root' && !more.includes('--no-sandbox')) {
    say('Salvor was not started. Without the sandbox, and with practice data alone: npm start -- --no-sandbox');
    return 1;
  }
  await nodeModules();
  const runtime = await electronRuntime();
  await build();
  return hasDisplay() ? openApp(runtime, more) : guidedRestore(runtime);
});

/** @param {import('./electron-runtime.mjs').ElectronRuntime} runtime @param {readonly string[]} more */
function openApp(runtime, more) {
  return run(runtime.path, [...runtime.args, ...new Set([...sandboxArguments(), ...more])], { output: 'inherit' });
}

/**
 * Where no one could see a window, the app is led through one whole restore from the practice server by itself. What it
 * made is kept in the clone.
 * @param {import('./electron-runtime.mjs').ElectronRuntime} runtime
 */
async function guidedRestore(runtime) {
  const kept = join(root, 'out', 'practice');
  await mkdir(kept, { recursive: true });
  const own = await takeOwnFolders();
  const folder = await mkdtemp(join(root, 'out', '.practice-'));
  try {
    say(
      'There is no display here, so the app runs where no one sees it and restores an archive from the practice server by itself.',
    );
    const playwright = [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', '--project=guided'];
    const code = await withVirtualDisplay((env) =>
      run(process.execPath, playwright, {
        env: {
          ...env,
          ...own.env,
          SALVOR_ELECTRON: runtime.source,
          SALVOR_GUIDED_FOLDER: folder,
          SALVOR_TEST_RESULTS: join(own.folder, 'results'),
        },
        output: 'inherit',
      }),
    );
    const titles = [
      ['.zip', 'Import zip: '],
      ['.png', 'Screenshot: '],
    ];
    for (const name of await readdir(folder)) {
      await rename(join(folder, name), join(kept, name));
      const title = titles.find(([end = '']) => name.endsWith(end))?.[1] ?? '';
      process.stdout.write(`${title} ${join(kept, name)}\n`);
    }
    return code;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await own.remove();
  }
}
