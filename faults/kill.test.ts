import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../test-support/fault-proxy';
import type { WholeBackup } from '../test-support/listing';
import { startTestPractice, type TestPractice } from '../test-support/practice';
import { buildSalvor, type SalvorCommand } from '../test-support/salvor';
import { Figures } from './support/figures';
import { Home } from './support/home';
import { type Random, randomOf } from './support/random';
import { isLong, times } from './support/run';
import { buildShim, callsIn, type Shim, type Strike } from './support/shim/shim';

/**
 * The command line, killed by a signal that it cannot hear: what is there afterwards, and what the next run makes
 * of it.
 */

const figures = new Figures('kill');
const NAME = 'import.zip';

let root: string;
let salvor: SalvorCommand;
let practice: TestPractice;
let proxy: FaultProxy;
let backup: WholeBackup;
let whole: Buffer;
let shim: Shim | string;
/** Each command with its arguments, whose last one names the result. */
let commands: Record<'fetch' | 'open', (out: string) => string[]>;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'salvor-kill-'));
  [salvor, practice, shim] = await Promise.all([buildSalvor(), startTestPractice(), buildShim()]);
  proxy = await startFaultProxy(practice.url);
  const full = (await practice.backups(practice.harbour)).find(({ scope }) => scope === 'full');
  if (full === undefined) throw new Error('there is a whole-site archive');
  backup = full;
  const apiKey = await salvor.secretFile('api.key', practice.harbour.apiKey);
  const key = await salvor.secretFile(
    'site.key',
    await practice.privateKey(practice.harbour, backup.e2ee_fingerprint ?? undefined),
  );
  const archive = join(root, 'archive.enc');
  await writeFile(archive, await (await practice.ask(practice.harbour, `/backups/${backup.id}/download`)).body.bytes());
  commands = {
    fetch: (out) => [
      'fetch',
      '--server',
      proxy.url(practice.url),
      '--api-key-file',
      apiKey,
      '--id',
      backup.id,
      '--key-file',
      key,
      '--quiet',
      '--out',
      out,
    ],
    open: (out) => ['open', archive, '--key-file', key, '--quiet', '--out', out],
  };
  const home = await Home.below(root);
  const out = join(home.results, NAME);
  expect(await salvor.run(commands.fetch(out), { env: home.env })).toMatchObject({ exit: 0 });
  whole = await readFile(out);
  await home.remove();
});
afterAll(async () => {
  figures.write();
  if (typeof shim !== 'string') await shim.remove();
  await proxy.close();
  await practice.close();
  await salvor.remove();
  await rm(root, { recursive: true, force: true });
});
beforeEach(() => proxy.setFault(null));

describe.each(['fetch', 'open'] as const)('%s', (command) => {
  test.for(['kill', 'half'] as const)('ended at calls that change the file system: %s', async (act, { skip }) => {
    const kind = `salvor ${command}, ${act === 'kill' ? 'before a call that changes the disk' : 'in the middle of a write'}`;
    if (typeof shim === 'string') {
      figures.notRun(kind, shim);
      return skip(shim);
    }
    const made = await callsOf(command, shim);
    const places = made
      .map((call, index) => ({ call, at: index + 1 }))
      .filter(({ call }) => act === 'kill' || /^(?:p?writev?) /.test(call));
    expect(places.length).toBeGreaterThan(5);
    for (const { at } of isLong ? places : some(places, 1, randomOf(kind)))
      await strike(kind, command, shim, { at, act });
  });

  test('ended at random moments', async () => {
    const kind = `salvor ${command}, at a random moment`;
    const random = randomOf(kind);
    const longest = await durationOf(command);
    for (let count = 0; count < times(1, 60); count += 1) await killAtRandom(kind, command, random, longest);
  });
});

/** The calls of a run that nothing befalls. */
async function callsOf(command: 'fetch' | 'open', counting: Shim): Promise<readonly string[]> {
  const home = await Home.below(root);
  const log = join(root, 'calls.log');
  const ended = await salvor.run(commands[command](join(home.results, NAME)), {
    env: { ...home.env, ...counting.env(home.folders, log, null) },
  });
  expect(ended).toMatchObject({ exit: 0 });
  const { made } = await callsIn(log);
  await rm(log);
  await home.remove();
  return made;
}

async function strike(kind: string, command: 'fetch' | 'open', striking: Shim, what: Strike): Promise<void> {
  const home = await Home.below(root);
  const log = join(root, 'calls.log');
  let signal: NodeJS.Signals | null = null;
  await salvor.run(commands[command](join(home.results, NAME)), {
    env: { ...home.env, ...striking.env(home.folders, log, what) },
    meet: (child) => child.once('exit', (_code, by) => (signal = by)),
  });
  const { struck } = await callsIn(log);
  await rm(log);
  await settles(kind, command, home, signal === 'SIGKILL' && struck !== null);
}

/** Kills at a moment within the run's usual duration; a run that was over by then is made again. */
async function killAtRandom(kind: string, command: 'fetch' | 'open', random: Random, longest: number): Promise<void> {
  for (;;) {
    const home = await Home.below(root);
    let signal: NodeJS.Signals | null = null;
    // A fast line would leave no moment within the transfer.
    proxy.setFault({ kind: 'trickle', bytes: 8_192, everyMs: 8 });
    await salvor.run(commands[command](join(home.results, NAME)), {
      env: home.env,
      meet: (child) => {
        child.once('exit', (_code, by) => (signal = by));
        setTimeout(() => child.kill('SIGKILL'), Math.floor(longest * (0.25 + random.below(1_000) / 1_200)));
      },
    });
    proxy.setFault(null);
    if (signal === 'SIGKILL') return settles(kind, command, home, true);
    await home.remove();
  }
}

async function durationOf(command: 'fetch' | 'open'): Promise<number> {
  const home = await Home.below(root);
  proxy.setFault({ kind: 'trickle', bytes: 8_192, everyMs: 8 });
  const began = performance.now();
  await salvor.run(commands[command](join(home.results, NAME)), { env: home.env });
  proxy.setFault(null);
  await home.remove();
  return performance.now() - began;
}

/**
 * What must hold after any kill: no wrong file under the final name, nothing unlisted, and the next run brings the
 * exact bytes.
 */
async function settles(kind: string, command: 'fetch' | 'open', home: Home, observed: boolean): Promise<void> {
  const out = join(home.results, NAME);
  const placed = await readFile(out).catch(() => null);
  if (placed !== null) expect(placed.equals(whole), 'what has the final name is the whole').toBe(true);
  expect(await home.unlisted([NAME])).toEqual([]);
  const kept = (await home.leftovers.list()).reduce((most, { have }) => Math.max(most, have), -1);

  const again = await salvor.run([...commands[command](out), ...(placed === null ? [] : ['--overwrite']), '--json'], {
    env: home.env,
  });
  expect(again).toMatchObject({ exit: 0 });
  expect((await readFile(out)).equals(whole)).toBe(true);
  expect(await home.unlisted([NAME])).toEqual([]);
  if (command === 'fetch') expect(await home.leftovers.list()).toEqual([]);
  expect((await stat(out)).mode & 0o77).toBe(0);

  const { transfer } = JSON.parse(again.stdout) as { transfer?: { kept: number } | null };
  const before =
    placed !== null
      ? 'whole under its final name'
      : kept < 0
        ? 'nothing left, made again'
        : (transfer?.kept ?? 0) > 0
          ? 'gone on where it stopped'
          : 'a listed part, made again';
  figures.count(kind, before, observed);
  expect(observed, 'it was killed').toBe(true);
  await home.remove();
}

function some<T>(all: readonly T[], count: number, random: Random): T[] {
  return Array.from({ length: count }, () => random.pick(all));
}
