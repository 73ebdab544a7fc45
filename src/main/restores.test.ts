import { describe, expect, it } from 'vitest';
import { failed } from '../core/errors';
import type { RestoreResult } from '../core/restore/model';
import type { Answer } from '../shared/ipc/contract';
import { Restores } from './restores';

const request = {
  kind: 'fetch',
  server: { url: 'https://backup.example/api/v1', allowHttp: false, authorities: [] },
  apiKey: 'tspb_x',
  archive: '1',
  scope: 'full',
  key: null,
  destination: '/tmp/import.zip',
  overwrite: false,
  expectedFingerprint: null,
} as const;

const cancelled: Answer<RestoreResult> = { ok: false, error: failed('cancelled', {}).failure };
const done = { ok: true, value: { path: '/tmp/import.zip' } } as Answer<RestoreResult>;

/** An engine that is done when the test says so, or when it is cancelled; and what was asked and told. */
function engine() {
  const heard: string[] = [];
  let end: (outcome: Answer<RestoreResult>) => void = () => {};
  const restores = new Restores(
    () => {
      const outcome = new Promise<Answer<RestoreResult>>((resolve) => {
        end = resolve;
      });
      return {
        outcome,
        pause: () => heard.push('pause'),
        resume: () => heard.push('resume'),
        cancel: () => {
          heard.push('cancel');
          end(cancelled);
        },
      };
    },
    {
      started: () => heard.push('started'),
      progress: () => heard.push('progress'),
      ended: (_job, outcome) => heard.push(outcome.ok ? 'ended well' : outcome.error.code),
    },
  );
  return { restores, heard, end: (outcome: Answer<RestoreResult>) => end(outcome) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('restores', () => {
  it('run one at a time', async () => {
    const { restores, end } = engine();
    restores.start(request);
    expect(restores.running).toBe(true);
    expect(() => restores.start(request)).toThrow('unexpected');
    end(done);
    await settled();
    expect(restores.running).toBe(false);
    expect(() => restores.start(request)).not.toThrow();
  });

  it('are paused, resumed and cancelled by their own name only', async () => {
    const { restores, heard } = engine();
    const job = restores.start(request);
    restores.pause('another');
    restores.cancel('another');
    expect(heard).toEqual(['started']);
    restores.pause(job);
    restores.resume(job);
    restores.cancel(job);
    await settled();
    expect(heard).toEqual(['started', 'pause', 'resume', 'cancel', 'cancelled']);
  });

  it('may be over when the window asks to pause or cancel them', async () => {
    const { restores, heard, end } = engine();
    const job = restores.start(request);
    end(done);
    await settled();
    restores.pause(job);
    restores.cancel(job);
    expect(heard).toEqual(['started', 'ended well']);
  });

  it('show a file only where they put one', async () => {
    const { restores, end } = engine();
    const failedJob = restores.start(request);
    end(cancelled);
    await settled();
    expect(() => restores.result(failedJob)).toThrow('unexpected');
    const job = restores.start(request);
    end(done);
    await settled();
    expect(restores.result(job)).toBe('/tmp/import.zip');
  });

  it('stop before Salvor is left', async () => {
    const { restores, heard } = engine();
    await restores.stop();
    restores.start(request);
    await restores.stop();
    expect(heard).toEqual(['started', 'cancel', 'cancelled']);
  });
});
