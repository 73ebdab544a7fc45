import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { pack } from '../scripts/pack.mjs';
import { sandboxArguments } from '../scripts/sandbox.mjs';
import { debuggingHost, evaluate, openPages } from './support/devtools';

/** What @electron/fuses reads from the binary: the characters 0 and 1. */
const OFF = 48;
const ON = 49;

let folder: string;
let executable: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(180_000);
  folder = await mkdtemp(join(tmpdir(), 'salvor-packed-'));
  executable = await pack({ output: join(folder, 'dist'), log: 'on-failure' });
});

test.afterAll(async () => {
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

test('the packed app has its fuses set for release', async () => {
  const fuses = await getCurrentFuseWire(executable);
  expect({
    runAsNode: fuses[FuseV1Options.RunAsNode],
    cookieEncryption: fuses[FuseV1Options.EnableCookieEncryption],
    nodeOptions: fuses[FuseV1Options.EnableNodeOptionsEnvironmentVariable],
    inspect: fuses[FuseV1Options.EnableNodeCliInspectArguments],
    asarIntegrity: fuses[FuseV1Options.EnableEmbeddedAsarIntegrityValidation],
    onlyFromAsar: fuses[FuseV1Options.OnlyLoadAppFromAsar],
    ownSnapshot: fuses[FuseV1Options.LoadBrowserProcessSpecificV8Snapshot],
    filePrivileges: fuses[FuseV1Options.GrantFileProtocolExtraPrivileges],
  }).toEqual({
    runAsNode: OFF,
    cookieEncryption: ON,
    nodeOptions: OFF,
    inspect: OFF,
    asarIntegrity: ON,
    onlyFromAsar: ON,
    ownSnapshot: OFF,
    filePrivileges: OFF,
  });
});

test('the packed app opens its window, even where the environment asks it to be Node', async () => {
  const args = [`--user-data-dir=${join(folder, 'profile')}`, '--remote-debugging-port=0', ...sandboxArguments()];
  const child = spawn(executable, args, {
    env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const exit = once(child, 'exit');
  try {
    const host = await debuggingHost(child.stderr);
    await expect.poll(async () => (await openPages(host)).map(({ url }) => url)).toEqual([expect.stringMatching(/^app:\/\//)]);
    const [page] = await openPages(host);
    if (page === undefined) throw new Error('The window is gone.');
    const headings = `[...document.querySelectorAll('h1')].filter((heading) => heading.checkVisibility()).length`;
    await expect.poll(() => evaluate(page, headings)).toBe(1);
  } finally {
    child.kill();
    await exit;
  }
});
