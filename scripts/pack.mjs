import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from './build.mjs';
import { root, say } from './checkout.mjs';
import { asCommand, must } from './command.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { nodeModules } from './node-modules.mjs';

/**
 * Packs the built app with its Electron for this machine's own system, unsigned and not compressed. It takes the
 * Electron that is here already, so it needs no network.
 * @param {{ output?: string, log?: import('./command.mjs').Output, debuggable?: boolean }} [options] output: the folder
 * for the
 * packed app, absolute; log: where the packer's own words go; debuggable: for tests, it takes the switches that a
 * release refuses
 * @returns {Promise<string>} the packed app's executable
 */
export async function pack({ output = join(root, 'dist'), log = 'stderr', debuggable = false } = {}) {
  await nodeModules();
  const runtime = await electronRuntime({ quiet: log === 'on-failure' });
  await build();
  const packer = [
    join(root, 'node_modules', 'electron-builder', 'cli.js'),
    '--dir',
    '--publish=never',
    `--config.directories.output=${output}`,
    `--config.electronDist=${runtime.dist}`,
    `--config.electronVersion=${runtime.version}`,
    ...(debuggable ? ['--config.extraMetadata.debuggable=true'] : []),
  ];
  await must(process.execPath, packer, { output: log });
  const folder = readdirSync(output).find((name) => /^mac|-unpacked$/.test(name));
  if (folder === undefined) throw new Error(`There is no packed app in ${output}.`);
  if (process.platform === 'darwin') return join(output, folder, 'Salvor.app', 'Contents', 'MacOS', 'Salvor');
  return join(output, folder, process.platform === 'win32' ? 'Salvor.exe' : 'salvor');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await asCommand(async () => {
    say(`The packed app: ${await pack()}`);
    const { source, version } = await electronRuntime({ quiet: true });
    if (source === 'carried') {
      say(
        `\n  WARNING: it holds Electron ${version}, an old one, since the one that package.json pins cannot be had here. Holes in it` +
          '\n  that are known and mended since are in this app: use it for trying, and give it to no one. With' +
          '\n  SALVOR_ELECTRON=pinned nothing but the pinned Electron is packed.\n',
      );
    }
  });
}
