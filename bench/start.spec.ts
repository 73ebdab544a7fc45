import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { pathToFileURL } from 'node:url';
import { expect, test } from '@playwright/test';
import { type AppRuntime, electronRuntime, electronWithApp } from '../scripts/electron-runtime.mjs';
import { sandboxArguments } from '../scripts/sandbox.mjs';
import { most, tell } from './figures';

const ROUNDS = 9;
const ROUNDS_FRESH = 5;
const TARGET = most(1.5);

/**
 * Goes into both apps' main process before their own code, and looks from there, without a debugger, when the first
 * screen is drawn and when it has answered a click. Times are the system's clock, in milliseconds.
 */
const OBSERVER = `
import { app } from 'electron';
const WATCH = \`new Promise((resolve) => {
  const clock = () => performance.timeOrigin + performance.now();
  const painted = (then) => requestAnimationFrame(() => { const { port1, port2 } = new MessageChannel(); port1.onmessage = then; port2.postMessage(null); });
  window.answered = new Promise((answer) => addEventListener('click', () => painted(() => answer(clock())), { capture: true, once: true }));
  const look = () => {
    const button = document.querySelector('main .action-primary');
    if (button === null) return requestAnimationFrame(look);
    painted(() => { const { x, y, width, height } = button.getBoundingClientRect(); resolve({ drawn: clock(), x: Math.round(x + width / 2), y: Math.round(y + height / 2) }); });
  };
  look();
})\`;
app.on('web-contents-created', (_event, contents) => contents.once('dom-ready', async () => {
  const { drawn, x, y } = await contents.executeJavaScript(WATCH);
  for (const type of ['mouseMove', 'mouseDown', 'mouseUp']) contents.sendInputEvent({ type, x, y, button: 'left', clickCount: 1 });
  const answered = await contents.executeJavaScript('window.answered');
  process.stdout.write('started ' + JSON.stringify({ drawn, answered }) + '\\n', () => app.exit(0));
}));
`;

/** The least that an Electron app with a safe window can be. */
const BARE = `
import { BrowserWindow, app } from 'electron';
import { join } from 'node:path';
app.whenReady().then(() => {
  const window = new BrowserWindow({ width: 1200, height: 800, show: false, webPreferences: { sandbox: true, contextIsolation: true } });
  window.once('ready-to-show', () => window.show());
  window.loadFile(join(import.meta.dirname, 'index.html'));
});
`;
const PAGE =
  '<!doctype html><title>Bare</title><main><button class="action-primary" onclick="this.textContent += \'!\'">Go</button></main>';

async function appFolder(folder: string, files: Record<string, string>): Promise<string> {
  await mkdir(folder);
  const all = {
    'package.json': JSON.stringify({ name: 'started', version: '1.0.0', type: 'module', main: 'entry.js' }),
    'observer.js': OBSERVER,
    ...files,
  };
  for (const [name, text] of Object.entries(all)) await writeFile(join(folder, name), text);
  return folder;
}

/** Milliseconds from the start of the process until its window has answered. */
async function startOnce({ path, args }: AppRuntime, profile: string): Promise<number> {
  const began = performance.timeOrigin + performance.now();
  const child = spawn(path, [...args, `--user-data-dir=${profile}`, '--password-store=basic', ...sandboxArguments()], {
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const ended = once(child, 'exit');
  const overdue = setTimeout(() => child.kill('SIGKILL'), 60_000);
  let answered: number | null = null;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('started ')) ({ answered } = JSON.parse(line.slice(8)) as { answered: number });
  }
  await ended;
  clearTimeout(overdue);
  if (answered === null) throw new Error(`${path} ended without a window that answers`);
  return answered - began;
}

test('the app is there about as soon as a bare window', async () => {
  test.setTimeout(600_000);
  const folder = await mkdtemp(join(tmpdir(), 'salvor-start-'));
  const { version } = await electronRuntime({ quiet: true });
  const main = pathToFileURL(resolve('out', 'main', 'main.js')).href;
  const runtimes = [
    await electronWithApp(
      await appFolder(join(folder, 'bare'), { 'entry.js': `import './observer.js';\n${BARE}`, 'index.html': PAGE }),
    ),
    await electronWithApp(
      await appFolder(join(folder, 'salvor'), {
        'entry.js': `import './observer.js';\nimport ${JSON.stringify(main)};\n`,
      }),
    ),
  ] as const;
  try {
    const measured: Record<'used' | 'fresh', { bare: number[]; salvor: number[] }> = {
      used: { bare: [], salvor: [] },
      fresh: { bare: [], salvor: [] },
    };
    for (const kind of ['used', 'fresh'] as const) {
      const rounds = kind === 'used' ? ROUNDS : ROUNDS_FRESH;
      for (let round = -1; round < rounds; round += 1) {
        for (const [index, name] of (['bare', 'salvor'] as const).entries()) {
          const runtime = runtimes[index as 0 | 1];
          const took = await startOnce(runtime, join(folder, `${name}-${kind}${kind === 'fresh' ? round : ''}`));
          if (round >= 0) measured[kind][name].push(took);
        }
      }
    }
    const where = `Electron ${version}`;
    for (const kind of ['used', 'fresh'] as const) {
      const { bare, salvor } = measured[kind];
      const profile = kind === 'used' ? 'as on every day' : 'for the first time';
      expect(salvor).toHaveLength(bare.length);
      const ratios = salvor.map((ms, round) => ms / (bare[round] ?? Number.NaN));
      tell(
        {
          part: 'start',
          what: `${profile}: time until the window answers / a bare window`,
          where,
          unit: 'times',
          target: TARGET,
        },
        ratios,
      );
      tell({ part: 'start', what: `${profile}: Salvor`, where, unit: 'ms', target: null }, salvor);
      tell({ part: 'start', what: `${profile}: a bare window`, where, unit: 'ms', target: null }, bare);
    }
  } finally {
    for (const { remove } of runtimes) await remove();
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
});
