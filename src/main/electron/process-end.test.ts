import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { endProcess, Silence } from './process-end';

afterEach(() => {
  vi.useRealTimers();
});

test.skipIf(process.platform === 'win32')('kills a process that does not end when it is asked', async () => {
  const child = spawn(process.execPath, [
    '-e',
    "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); console.log('up')",
  ]);
  await once(child.stdout, 'data');
  endProcess(child, 50);
  expect(await once(child, 'exit')).toEqual([null, 'SIGKILL']);
});

test('notices silence, but not where it is excused or was broken', () => {
  vi.useFakeTimers();
  const noticed: number[] = [];
  let excused = true;
  const silence = new Silence(
    10_000,
    () => excused,
    (seconds) => noticed.push(seconds),
  );
  vi.advanceTimersByTime(30_000);
  excused = false;
  vi.advanceTimersByTime(9_000);
  silence.broken();
  vi.advanceTimersByTime(9_000);
  expect(noticed).toEqual([]);
  vi.advanceTimersByTime(2_000);
  expect(noticed).toEqual([10]);
  vi.advanceTimersByTime(30_000);
  expect(noticed).toEqual([10]);
});
