import { expect, test } from 'vitest';
import { toFailure } from '../errors';
import { type JobContext, PauseGate, StopAndKeep } from './job';
import type { Progress } from './model';
import { type StallLimits, withStallWatch } from './stall';

const limits: StallLimits = { idleMs: 300, busyMs: 1e9, cleanMs: 50 };
const progress: Progress = {
  phase: 'transfer',
  done: 0,
  total: null,
  fraction: 0,
  bytesPerSecond: null,
  secondsLeft: null,
  paused: false,
  waiting: null,
  kept: 0,
  startedOver: false,
};
const context = (stall = limits): JobContext => ({
  signal: new AbortController().signal,
  pause: new PauseGate(),
  report: () => {},
  stall,
});
const never = () => new Promise<never>(() => {});
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

test('gives up a job that waits for what never comes, and asks it to keep what it has', async () => {
  let reason: unknown;
  const run = ({ signal }: JobContext) => {
    signal.addEventListener('abort', () => (reason = signal.reason));
    return never();
  };
  expect(await withStallWatch(context(), run).catch(toFailure)).toMatchObject({
    code: 'stalled',
    params: { seconds: expect.any(Number) },
  });
  expect(reason).toBeInstanceOf(StopAndKeep);
});

test('says that it stalled also where the job ends by being stopped', async () => {
  const run = ({ signal }: JobContext) =>
    new Promise<never>((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
  expect(await withStallWatch(context(), run).catch(toFailure)).toMatchObject({ code: 'stalled' });
});

test('gives up a job that is busy for ever', async () => {
  const run = async ({ signal }: JobContext) => {
    while (!signal.aborted) {
      const until = performance.now() + 10;
      while (performance.now() < until);
      await pause(0);
    }
    return never();
  };
  expect(await withStallWatch(context({ ...limits, idleMs: 1e9, busyMs: 300 }), run).catch(toFailure)).toMatchObject({
    code: 'stalled',
  });
});

test('gives what the job gives, and throws what it throws', async () => {
  expect(await withStallWatch(context(), async () => 7)).toBe(7);
  await expect(withStallWatch(context(), () => Promise.reject(new Error('own')))).rejects.toThrow('own');
});

test('does not count time in which bytes come, a person pauses, the network is waited for, or the disk catches up', async () => {
  const slow = { idleMs: 300, busyMs: 60_000, cleanMs: 50 };
  const moving = withStallWatch(context(slow), async ({ report }) => {
    for (let done = 1; done <= 12; done += 1) {
      await pause(60);
      report({ ...progress, done });
    }
    return 'moved';
  });
  const paused = context(slow);
  paused.pause.close();
  const waiting = withStallWatch(context(slow), async ({ report }) => {
    report({ ...progress, waiting: { code: 'unreachable', until: 0, attempt: 1 } as unknown as Progress['waiting'] });
    await pause(720);
    return 'waited';
  });
  const syncing = withStallWatch(context(slow), async ({ report }) => {
    report({ ...progress, phase: 'place' });
    await pause(720);
    return 'synced';
  });
  const held = withStallWatch(paused, () => pause(720).then(() => 'held'));
  expect(await Promise.all([moving, waiting, syncing, held])).toEqual(['moved', 'waited', 'synced', 'held']);
});
