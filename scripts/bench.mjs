import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './checkout.mjs';
import { asCommand, run } from './command.mjs';
import { withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { nodeModules } from './node-modules.mjs';
import { systemLibraries } from './system-libraries.mjs';

/** Measures speed and memory, as ratios within one run; docs/performance.md says what is compared with what. */
await asCommand(async () => {
  await systemLibraries({ headless: true });
  await nodeModules();
  const { path, source } = await electronRuntime();
  await build();
  const vite = [join(root, 'node_modules', 'vite', 'bin', 'vite.js'), 'build', '--config', 'bench/vite.config.ts', '--logLevel', 'warn'];
  const built = await run(process.execPath, vite, { output: 'inherit' });
  if (built !== 0) return built;
  const measured = await run(process.execPath, [join(root, 'out', 'bench', 'bench.js'), path], { output: 'inherit' });
  if (measured !== 0) return measured;
  const playwright = [join(root, 'node_modules', '@playwright', 'test', 'cli.js'), 'test', '--project=bench'];
  return withVirtualDisplay((env) => run(process.execPath, playwright, { env: { ...env, SALVOR_ELECTRON: source }, output: 'inherit' }));
});
