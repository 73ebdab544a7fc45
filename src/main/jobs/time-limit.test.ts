import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Outcome } from '../../core/errors';
import { orStalled } from './time-limit';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('a job that ends in time gives its outcome, and is left alone', async () => {
  const cancel = vi.fn<() => void>();
  expect(await orStalled({ outcome: Promise.resolve({ ok: true, value: 7 }), cancel }, 1000)).toEqual({
    ok: true,
    value: 7,
  });
  await vi.advanceTimersByTimeAsync(2000);
  expect(cancel).not.toHaveBeenCalled();
});

test('a job that does not is ended, and said to stand still, whatever it answers later', async () => {
  const cancel = vi.fn<() => void>();
  const outcome = new Promise<Outcome<number>>(
    (resolve) => void setTimeout(() => resolve({ ok: true, value: 7 }), 60_000),
  );
  const ended = orStalled({ outcome, cancel }, 30_000);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(await ended).toEqual({ ok: false, error: { code: 'stalled', params: { seconds: 30 } } });
  expect(cancel).toHaveBeenCalledOnce();
});
