import { describe, expect, test } from 'vitest';
import type { Progress } from '../core/restore/model';
import { ProgressPost } from './progress-post';

function at(done: number, phase: Progress['phase'] = 'transfer'): Progress {
  return {
    phase,
    done,
    total: 100,
    fraction: done / 101,
    bytesPerSecond: 10,
    secondsLeft: 5,
    paused: false,
    waiting: null,
    kept: 0,
    startedOver: false,
  };
}

function collect() {
  const clock = { now: 0 };
  const posted: Progress[] = [];
  const post = new ProgressPost(
    (progress) => posted.push(progress),
    () => clock.now,
  );
  return { clock, posted, post };
}

describe('progress on its way to main', () => {
  test('is posted at most ten times a second', () => {
    const { clock, posted, post } = collect();
    for (let done = 0; done < 1000; done += 1) {
      clock.now = done;
      post.report(at(done % 100));
    }
    expect(posted).toHaveLength(10);
  });

  test('tells a new phase at once', () => {
    const { posted, post } = collect();
    post.report(at(100));
    post.report(at(0, 'prove'));
    post.report(at(1, 'prove'));
    expect(posted.map(({ phase, done }) => [phase, done])).toEqual([
      ['transfer', 100],
      ['prove', 0],
    ]);
  });

  test('tells a pause and a resume at once, with the latest count and without a speed', () => {
    const { posted, post } = collect();
    post.report(at(10));
    post.report(at(11));
    post.setPaused(true);
    post.setPaused(true);
    post.setPaused(false);
    expect(posted.slice(1)).toEqual([
      { ...at(11), bytesPerSecond: null, secondsLeft: null, paused: true },
      { ...at(11), bytesPerSecond: null, secondsLeft: null, paused: false },
    ]);
  });

  test('says nothing of a pause before there is anything to tell', () => {
    const { posted, post } = collect();
    post.setPaused(true);
    expect(posted).toEqual([]);
    post.report(at(0));
    expect(posted.map(({ paused }) => paused)).toEqual([true]);
  });
});
