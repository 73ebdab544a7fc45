import { expect, test } from 'vitest';
import type { Progress } from '../../core/restore/model';
import { speaker } from '../../shared/messages/catalogue';
import { progressLine } from './progress';

const say = speaker('en');
const halfway: Progress = {
  phase: 'transfer',
  done: 1024 ** 3,
  total: 2 * 1024 ** 3,
  fraction: 0.4,
  bytesPerSecond: 50 * 1024 ** 2,
  secondsLeft: 22,
  paused: false,
  waiting: null,
  kept: 0,
  startedOver: false,
};

test('tells phase, bytes, speed and time left', () => {
  expect(progressLine(say, halfway, 'server')).toBe(
    'Fetching the archive: 1.0 GiB of 2.0 GiB, 50.0 MiB/s, about 25 secs left',
  );
  expect(progressLine(say, halfway, 'disk')).toContain('Reading the archive: ');
});

test('says that it is still estimating', () => {
  const early = { ...halfway, bytesPerSecond: null, secondsLeft: null };
  expect(progressLine(say, early, 'server')).toBe('Fetching the archive: 1.0 GiB of 2.0 GiB, estimating the time left');
});

test('a phase of unknown length is shown by its name alone', () => {
  const connecting: Progress = { ...halfway, phase: 'connect', total: null };
  expect(progressLine(say, connecting, 'server')).toBe('Connecting');
  expect(progressLine(say, connecting, 'disk')).toBe('Looking at the archive');
});
