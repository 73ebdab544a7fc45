import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { FuseV1Options, getCurrentFuseWire } from '@electron/fuses';
import { expect, test } from '@playwright/test';
import { pack } from '../scripts/pack.mjs';
import { sandboxArguments } from '../scripts/sandbox.mjs';
import { checkReport } from '../src/core/drill/signature';
import { speaker } from '../src/shared/messages/catalogue';
import { thePassphrase, vector } from './support/bridge';
import { type DebuggedPage, debuggingHost, evaluate, openPages } from './support/devtools';
import { PackedPage } from './support/packed-page';

/** What @electron/fuses reads from the binary: the characters 0 and 1. */
const OFF = 48;
const ON = 49;

let folder: string;
/** As people get it. */
let executable: string;
/** The same, but it takes the switch for a debugging port. */
let debuggable: string;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  test.setTimeout(600_000);
  folder = await mkdtemp(join(tmpdir(), 'salvor-packed-'));
  executable = await pack({ output: join(folder, 'dist'), log: 'on-failure' });
  debuggable = await pack({ output: join(folder, 'debuggable'), log: 'on-failure', debuggable: true });
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

test('the package holds every process, thread and page that Salvor starts or hands out', async () => {
  const packed = await packedFiles(
    join(dirname(executable), ...(process.platform === 'darwin' ? ['..', 'Resources'] : ['resources']), 'app.asar'),
  );
  const main = ['main', 'job', 'browse', 'practice', 'hash-thread', 'proof-thread'].map(
    (name) => `out/main/${name}.js`,
  );
  const recovery = ['salvor-recovery.html', 'salvor-escrow-format.txt', 'salvor-escrow-examples.json'].map(
    (name) => `out/recovery/${name}`,
  );
  expect(packed).toEqual(
    expect.arrayContaining([...main, ...recovery, 'out/preload/preload.cjs', 'out/renderer/index.html']),
  );
});

for (const refused of [
  '--remote-debugging-port=0',
  '-remote-debugging-port=0',
  '--remote-debugging-pipe',
  '--js-flags=--expose-gc',
  '--load-extension=/',
]) {
  test(`the packed app does not start with ${refused}, and opens no port`, async () => {
    const child = spawn(executable, [`--user-data-dir=${join(folder, 'refused')}`, ...sandboxArguments(), refused], {
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    let said = '';
    child.stderr.on('data', (text: Buffer) => (said += text.toString()));
    const [code] = (await once(child, 'close')) as [number | null];
    expect([code, said]).toEqual([2, expect.stringContaining(refused.split('=')[0] ?? '')]);
    expect(said).not.toContain('DevTools listening');
  });
}

test('the packed app opens its window, even where the environment asks it to be Node', async () => {
  await withPackedApp([], { ELECTRON_RUN_AS_NODE: '1' }, async (page) => {
    const headings = `[...document.querySelectorAll('h1')].filter((heading) => heading.checkVisibility()).length`;
    await expect.poll(() => evaluate(page, headings)).toBe(1);
  });
});

test('the packed app looks into a file and proves it, with its processes and threads', async () => {
  const say = speaker('en');
  await withPackedApp(['--no-practice', vector('portal-full.tspenc01.enc')], {}, async (page) => {
    const hands = new PackedPage(page);
    await expect.poll(() => hands.heading()).toBe('portal-full.tspenc01.enc');
    await hands.choose(say('app.file.purpose.browse'));
    await hands.type(say('app.secret.passphrase'), thePassphrase);
    await hands.press(say('app.secret.use.passphrase'));
    await hands.press(say('app.file.start-browse'));
    await expect.poll(() => hands.rows()).toBeGreaterThan(1);
  });
  await withPackedApp(['--no-practice', vector('portal-full.tspenc01.enc')], {}, async (page) => {
    const hands = new PackedPage(page);
    await hands.choose(say('app.file.purpose.drill'));
    await hands.type(say('app.secret.passphrase'), thePassphrase);
    await hands.press(say('app.secret.use.passphrase'));
    await hands.type(say('app.operator.name'), 'Ada');
    await hands.press(say('app.drill.start'));
    await expect.poll(() => hands.hasButton(say('app.drill.save-report')), { timeout: 30_000 }).toBe(true);
  });
  const reports = join(folder, 'profile', 'reports');
  const [kept] = await readdir(reports);
  const { report } = checkReport(await readFile(join(reports, kept ?? 'none'), 'utf8'));
  expect(report).toMatchObject({ operator: 'Ada', outcome: { verdict: 'proven-with-warnings' } });
});

/** Starts the packed app, and ends it when `work` is done with its one window. */
async function withPackedApp(
  more: readonly string[],
  env: Readonly<Record<string, string>>,
  work: (page: DebuggedPage) => Promise<void>,
): Promise<void> {
  const args = [
    `--user-data-dir=${join(folder, 'profile')}`,
    '--remote-debugging-port=0',
    ...sandboxArguments(),
    ...more,
  ];
  const child = spawn(debuggable, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  const exit = once(child, 'exit');
  try {
    const host = await debuggingHost(child.stderr);
    await expect
      .poll(async () => (await openPages(host)).map(({ url }) => url))
      .toEqual([expect.stringMatching(/^app:\/\//)]);
    const [page] = await openPages(host);
    if (page === undefined) throw new Error('The window is gone.');
    await work(page);
  } finally {
    child.kill();
    await exit;
  }
}

interface AsarFolder {
  readonly files?: Readonly<Record<string, AsarFolder>>;
}

/** The files in an asar archive: it begins with a length, twice wrapped, and the list of its files as JSON. */
async function packedFiles(path: string): Promise<string[]> {
  const bytes = await readFile(path);
  const list = JSON.parse(bytes.toString('utf8', 16, 16 + bytes.readUInt32LE(12))) as AsarFolder;
  const below = (entry: AsarFolder, at: string): string[] =>
    entry.files === undefined
      ? [at]
      : Object.entries(entry.files).flatMap(([name, each]) => below(each, at === '' ? name : `${at}/${name}`));
  return below(list, '');
}
