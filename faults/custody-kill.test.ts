import { once } from 'node:events';
import { cp, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildScript, type Script } from '../test-support/scripts';
import { CUSTODY_CHANGES, type CustodyChange } from './support/custody-changes';
import { Figures } from './support/figures';
import { randomOf } from './support/random';
import { isLong } from './support/run';
import { buildShim, type Calls, callsIn, type Shim, type Strike } from './support/shim/shim';

/**
 * Vault, register and logbook, whose writer is killed at every call that changes the disk: the state before, or the
 * state after.
 */

const figures = new Figures('custody');
let root: string;
let script: Script;
let shim: Shim | string;

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'salvor-custody-'));
  shim = await buildShim();
  script = await buildScript('faults/support/custody-process.ts');
});
afterAll(async () => {
  figures.write();
  if (typeof shim !== 'string') await shim.remove();
  await script.remove();
  await rm(root, { recursive: true, force: true });
});

test.for(Object.entries(CUSTODY_CHANGES))('%s', async ([name, subject], { skip }) => {
  if (typeof shim === 'string') {
    figures.notRun(name, shim);
    return skip(shim);
  }
  const before = await mkdtemp(join(root, 'before-'));
  await subject.prepare(before);
  const states = { before: await subject.state(before), after: '' };
  const { made } = await inProcess(name, await copyOf(before, 'untouched'), shim, null);
  states.after = await subject.state(join(root, 'untouched'));
  expect(states.after).not.toBe(states.before);

  const strikes = made.flatMap((call, index): Strike[] => {
    const at = index + 1;
    return /^(?:p?writev?) /.test(call)
      ? [
          { at, act: 'kill' },
          { at, act: 'half' },
        ]
      : [{ at, act: 'kill' }];
  });
  // A lock that its writer had not yet signed is waited for, ten seconds: that is for the long run.
  const quick = strikes.filter(({ at }) => !/\.lock(?:\.break)?$/.test(made[at - 1] ?? ''));
  const random = randomOf(name);
  for (const strike of isLong ? strikes : [random.pick(quick), random.pick(quick)])
    await survives(name, subject, before, states, shim, strike);
  await rm(before, { recursive: true });
  await rm(join(root, 'untouched'), { recursive: true });
});

async function survives(
  name: string,
  subject: CustodyChange,
  before: string,
  states: { before: string; after: string },
  striking: Shim,
  strike: Strike,
): Promise<void> {
  const folder = await copyOf(before, 'struck');
  const { signal, struck } = await inProcess(name, folder, striking, strike);
  const observed = signal === 'SIGKILL' && struck !== null;
  const found = await subject.state(folder);
  figures.count(
    name,
    found === states.before ? 'the state before' : found === states.after ? 'the state after' : found,
    observed,
  );
  expect([states.before, states.after], `${strike.act} at ${struck}`).toContain(found);
  expect(observed, 'it was killed').toBe(true);
  // The next process can make the change, and finds nothing in the way.
  if (found === states.before) {
    await subject.change(folder);
    expect(await subject.state(folder)).toBe(states.after);
    expect((await readdir(folder)).filter((file) => /\.(?:part|lock|break)$/.test(file))).toEqual([]);
  }
  await rm(folder, { recursive: true });
}

async function copyOf(before: string, name: string): Promise<string> {
  const folder = join(root, name);
  await rm(folder, { recursive: true, force: true });
  await cp(before, folder, { recursive: true });
  return folder;
}

/** Makes the change in a process of its own, in which the shim may strike. */
async function inProcess(
  name: string,
  folder: string,
  counting: Shim,
  strike: Strike | null,
): Promise<Calls & { signal: NodeJS.Signals | null }> {
  const log = join(root, 'calls.log');
  const child = script.start([name, folder], { ...process.env, ...counting.env([folder], log, strike) });
  const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
  if (strike === null) expect(code).toBe(0);
  const calls = await callsIn(log);
  await rm(log, { force: true });
  return { ...calls, signal };
}
