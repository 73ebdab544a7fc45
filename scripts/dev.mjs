import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { build } from './build.mjs';
import { say } from './checkout.mjs';
import { asCommand } from './command.mjs';
import { hasDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { checkMachine } from './machine.mjs';
import { nodeModules } from './node-modules.mjs';
import { takeOwnFolders } from './own-folders.mjs';
import { sandboxArguments } from './sandbox.mjs';

/** How long the app may take to leave in its own order. */
const LEAVE_MS = 10_000;

/**
 * The window on the practice server, with a profile that is thrown away. When a file of the window is saved, its bundle
 * is built again and the page reloads. It is the bundle of every other build, from app:// and under the same content
 * policy, because nothing in the app knows of this: Chromium's debugging port tells the page to reload.
 */
await asCommand(async () => {
  if (!hasDisplay()) throw new Error('There is no display here to show the window on.');
  await checkMachine({ headless: false });
  await nodeModules();
  const runtime = await electronRuntime();
  await build();
  const own = await takeOwnFolders();
  const stop = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  try {
    /** @type {string | null} */
    let port = null;
    const watcher = await watchWindow(() => port !== null && reloadPage(port));
    const more = [`--user-data-dir=${join(own.folder, 'profile')}`, '--devtools', '--remote-debugging-port=0'];
    const app = spawn(runtime.path, [...runtime.args, ...sandboxArguments(), ...more, ...process.argv.slice(2)], {
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    const ended = once(app, 'close');
    createInterface({ input: app.stderr }).on('line', (line) => {
      const [, address] = /^DevTools listening on ws:\/\/([^/]+)\//.exec(line) ?? [];
      if (address === undefined) process.stderr.write(`${line}\n`);
      else port = address;
    });
    await Promise.race([ended, stop]);
    app.kill();
    const impatience = setTimeout(() => app.kill('SIGKILL'), LEAVE_MS);
    await ended;
    clearTimeout(impatience);
    await watcher.close();
  } finally {
    await own.remove();
  }
});

/**
 * Builds the window's bundle whenever one of its files is saved. What is wrong with a file is printed, and the next save
 * tries again.
 * @param {() => unknown} built called after each build that went well
 */
async function watchWindow(built) {
  const { resolveConfig } = await import('electron-vite');
  const vite = await import('vite');
  const { config } = await resolveConfig({ logLevel: 'warn' }, 'build', 'production');
  const watching = await vite.build(vite.mergeConfig(config?.renderer ?? {}, { build: { watch: {} } }));
  if (!('close' in watching)) throw new Error('Vite does not watch the files of the window.');
  /** @type {Promise<void>} */
  const first = new Promise((resolve) => {
    watching.on('event', (event) => {
      if (event.code === 'ERROR') say(event.error.message);
      else if (event.code === 'BUNDLE_END') {
        void event.result.close();
        built();
      }
      if (event.code === 'ERROR' || event.code === 'BUNDLE_END') resolve();
    });
  });
  await first;
  return watching;
}

/** @param {string} address of the debugging port */
async function reloadPage(address) {
  const { WebSocket } = await import('undici');
  const answer = await fetch(`http://${address}/json/list`);
  const targets = /** @type {{ url: string, webSocketDebuggerUrl: string }[]} */ (await answer.json());
  const page = targets.find(({ url }) => url.startsWith('app://salvor/'));
  if (page === undefined) return;
  const socket = new WebSocket(page.webSocketDebuggerUrl);
  socket.addEventListener('open', () => socket.send(JSON.stringify({ id: 1, method: 'Page.reload' })));
  socket.addEventListener('message', () => {
    socket.close();
    say('The window is built and loaded again.');
  });
}
