import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { chromium, expect, test } from '@playwright/test';
import { pack } from '../scripts/pack.mjs';
import { sandboxArguments } from '../scripts/sandbox.mjs';

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
    const browser = await chromium.connectOverCDP(await debuggingAddress(child.stderr));
    const [context] = browser.contexts();
    if (context === undefined) throw new Error('The packed app shows nothing.');
    const page = context.pages()[0] ?? (await context.waitForEvent('page'));
    expect(page.url()).toMatch(/^app:\/\//);
    await expect(page.getByRole('heading').first()).toBeVisible();
    await browser.close();
  } finally {
    child.kill();
    await exit;
  }
});

/** Chromium tells on standard error where it listens. */
async function debuggingAddress(output: Readable): Promise<string> {
  const lines: string[] = [];
  for await (const line of createInterface({ input: output })) {
    lines.push(line);
    const found = /^DevTools listening on (ws:\S+)/.exec(line)?.[1];
    if (found === undefined) continue;
    output.resume();
    return found;
  }
  throw new Error(`The packed app ended without opening a window. It said:\n${lines.join('\n')}`);
}
