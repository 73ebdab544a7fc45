import { describe, expect, test } from 'vitest';
import { failed } from '../../core/errors';
import type { JobListener } from './job-runner';
import { PresentJob } from './present-job';

function collecting(): { told: string[]; listener: JobListener } {
  const told: string[] = [];
  const note = (name: string) => (job: string) => void told.push(`${name} ${job}`);
  return {
    told,
    listener: {
      started: note('started'),
      progress: (job, { done }) => void told.push(`progress ${job} ${done}`),
      drilled: (job, index) => void told.push(`drilled ${job} ${index}`),
      ended: note('ended'),
    },
  };
}

const progress = {
  phase: 'transfer',
  done: 1,
  total: 2,
  fraction: 0.5,
  bytesPerSecond: null,
  secondsLeft: null,
  paused: false,
  waiting: null,
  kept: 0,
  startedOver: false,
} as const;
const cancelled = { ok: false, error: failed('cancelled', {}).failure } as const;

describe('the present job', () => {
  test('sends its events on as they come, and again for a window that was loaded again', () => {
    const { told, listener } = collecting();
    const present = new PresentJob(listener);
    present.listener.started('a');
    expect(present.find()).toBeNull();
    present.remember('a', 'the plan');
    present.listener.progress('a', { ...progress, done: 1 });
    present.listener.progress('a', { ...progress, done: 2 });
    present.listener.drilled('a', 0, 'x', cancelled);
    present.listener.drilled('a', 1, 'y', cancelled);
    present.listener.ended('a', { kind: 'batch', outcome: { ok: true, value: null } });
    expect(told.splice(0)).toEqual([
      'started a',
      'progress a 1',
      'progress a 2',
      'drilled a 0',
      'drilled a 1',
      'ended a',
    ]);

    const found = present.find();
    expect(found).toMatchObject({ job: 'a', plan: 'the plan' });
    found?.sendAgain();
    expect(told).toEqual(['progress a 2', 'drilled a 0', 'drilled a 1', 'ended a']);
  });

  test('counts as seen if its end was shown before the window was loaded again', () => {
    const present = new PresentJob(collecting().listener);
    present.listener.started('a');
    present.remember('a', 'one');
    present.listener.drilled('a', 0, 'x', cancelled);
    present.windowLeaves();
    expect(present.find()?.seen).toBe(false);
    present.listener.ended('a', { kind: 'restore', outcome: cancelled });
    expect(present.find()?.seen).toBe(false);
    present.windowLeaves();
    expect(present.find()?.seen).toBe(true);
  });

  test('is the latest, and none once it was put away', () => {
    const { listener } = collecting();
    const present = new PresentJob(listener);
    present.listener.started('a');
    present.remember('a', 'one');
    present.listener.started('b');
    present.remember('a', 'one again');
    present.remember('b', 'two');
    expect(present.find()).toMatchObject({ job: 'b', plan: 'two' });
    present.putAway('a');
    expect(present.find()).not.toBeNull();
    present.putAway('b');
    expect(present.find()).toBeNull();
  });
});
