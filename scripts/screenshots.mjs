import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './checkout.mjs';
import { asCommand, run } from './command.mjs';
import { withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { checkMachine } from './machine.mjs';
import { nodeModules } from './node-modules.mjs';

/** Takes a picture of every state of every screen, light and dark, in the smallest window, for people to look at. */
await asCommand(async () => {
  await checkMachine({ headless: true });
  await nodeModules();
  const { source } = await electronRuntime();
  await build();
  // Pictures of states that are no longer there would be taken for present ones.
  await rm(join(root, 'out', 'screens'), { recursive: true, force: true });
  const playwright = [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', '--project=screens'];
  const code = await withVirtualDisplay((env) =>
    run(process.execPath, playwright, { env: { ...env, SALVOR_ELECTRON: source }, output: 'inherit' }),
  );
  process.stdout.write(`Screenshots: ${join(root, 'out', 'screens')}\n`);
  return code;
});
