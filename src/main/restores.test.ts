import { describe, expect, it } from 'vitest';
import { failed } from '../core/errors';
import type { RestoreResult } from '../core/restore/model';
import type { JobRequest, JobResult } from '../engine/messages';
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
  accepts: { authenticOnly: false, unsealed: false },
  expectedFingerprint: null,
} as const;

const cancelled: Answer<RestoreResult> = { ok: false, error: failed('cancelled', {}).failure };
const done = { ok: true, value: { path: '/tmp/import.zip' } } as Answer<RestoreResult>;

const drill: Extract<JobRequest, { kind: 'drill' }> = {
  kind: 'drill',
  target: { kind: 'file', source: '/tmp/a.enc', key: null, databasePasswords: [], scope: 'full' },
  maker: { operator: 'Ada', version: '1.0.0' },
};
const drilled = { ok: true, value: { report: { operator: 'Ada' } } } as Answer<JobResult<'drill'>>;

type Outcome = Answer<RestoreResult> | Answer<JobResult<'drill'>>;

/** An engine that is done when the test says so, or when it is cancelled; and what was asked and told. */
function engine(keep: () => Promise<string> = async () => 'us') {
  const heard: string[] = [];
  const names: string[] = [];
  let end: (outcome: Outcome) => void = () => {};
  const run = () => {
    const outcome = new Promise<Outcome>((resolve) => {
      end = resolve;
    });
    return {
      outcome,
      pause: () => heard.push('pause'),
      resume: () => heard.push('resume'),
      wake: () => heard.push('wake'),
      cancel: (keep: boolean) => {
        heard.push(keep ? 'cancel and keep' : 'cancel');
        end(cancelled);
      },
    };
  };
  const restores = new Restores(
    run as unknown as ConstructorParameters<typeof Restores>[0],
    {
      started: () => heard.push('started'),
      progress: () => heard.push('progress'),
      ended: (_job, outcome) => heard.push(outcome.ok ? 'ended well' : outcome.error.code),
      drilled: (_job, outcome) =>
        heard.push(
          outcome.ok
            ? `drilled by ${outcome.value.report.operator}, signed by ${outcome.value.signer}`
            : outcome.error.code,
        ),
      listed: (_job, index, name, outcome) => {
        names.push(name);
        heard.push(`${index}: ${outcome.ok ? outcome.value.report.operator : outcome.error.code}`);
      },
      listEnded: (_job, outcome) => heard.push(outcome.ok ? 'list ended' : outcome.error.code),
    },
    async (_job, report) => ({ report, signer: await keep() }),
  );
  return { restores, heard, names, end: (outcome: Outcome) => end(outcome) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('restores', () => {
  it('run one at a time', async () => {
    const { restores, end } = engine();
    restores.start(request);
    expect(restores.running).toBe('restore');
    expect(() => restores.start(request)).toThrow('already-running');
    end(done);
    await settled();
    expect(restores.running).toBeNull();
    expect(() => restores.start(request)).not.toThrow();
  });

  it('are paused, resumed and cancelled by their own name only', async () => {
    const { restores, heard } = engine();
    const job = restores.start(request);
    restores.pause('another');
    restores.cancel('another', false);
    expect(heard).toEqual(['started']);
    restores.pause(job);
    restores.resume(job);
    restores.cancel(job, false);
    await settled();
    expect(heard).toEqual(['started', 'pause', 'resume', 'cancel', 'cancelled']);
  });

  it('may be over when the window asks to pause or cancel them', async () => {
    const { restores, heard, end } = engine();
    const job = restores.start(request);
    end(done);
    await settled();
    restores.pause(job);
    restores.cancel(job, false);
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
    expect(heard).toEqual(['started', 'cancel and keep', 'cancelled']);
  });
});

describe('drills', () => {
  it('are told of when their report is signed and kept, and keep others out until then', async () => {
    let sign: (signer: string) => void = () => {};
    const { restores, heard, end } = engine(() => new Promise((resolve) => (sign = resolve)));
    restores.drill(drill);
    expect(restores.running).toBe('drill');
    end(drilled);
    await settled();
    expect(heard).toEqual(['started']);
    expect(() => restores.start(request)).toThrow('already-running');
    sign('us');
    await settled();
    expect(heard).toEqual(['started', 'drilled by Ada, signed by us']);
    expect(restores.running).toBeNull();
  });

  it('have failed when their report cannot be kept', async () => {
    const { restores, heard, end } = engine(() =>
      Promise.reject(failed('destination-not-writable', { path: '/reports', reason: 'EROFS' })),
    );
    restores.drill(drill);
    end(drilled);
    await settled();
    expect(heard).toEqual(['started', 'destination-not-writable']);
    expect(restores.running).toBeNull();
  });

  it('that are cancelled leave no report', async () => {
    let kept = false;
    const { restores, heard } = engine(async () => {
      kept = true;
      return 'us';
    });
    restores.drill(drill);
    await restores.stop();
    expect([heard, kept]).toEqual([['started', 'cancel and keep', 'cancelled'], false]);
  });
});

describe('a list of drills', () => {
  const crashed: Answer<JobResult<'drill'>> = {
    ok: false,
    error: failed('unexpected', { detail: 'the engine is gone' }).failure,
  };

  it('goes on after one that died, and keeps each report under a name of its own', async () => {
    const { restores, heard, names, end } = engine();
    restores.drillList([drill, drill, drill]);
    expect(restores.running).toBe('drill');
    end(drilled);
    await settled();
    end(crashed);
    await settled();
    expect(restores.running).toBe('drill');
    expect(() => restores.drill(drill)).toThrow('already-running');
    end(drilled);
    await settled();
    expect(heard).toEqual(['started', '0: Ada', '1: unexpected', '2: Ada', 'list ended']);
    expect(new Set(names).size).toBe(3);
    expect(restores.running).toBeNull();
  });

  it('that is cancelled keeps what was proven, and begins nothing more', async () => {
    const { restores, heard, end } = engine();
    const job = restores.drillList([drill, drill, drill]);
    end(drilled);
    await settled();
    restores.cancel(job, false);
    await settled();
    expect(heard).toEqual(['started', '0: Ada', 'cancel', 'cancelled']);
    expect(restores.running).toBeNull();
  });

  it('stays paused from one drill to the next', async () => {
    const { restores, heard, end } = engine();
    const job = restores.drillList([drill, drill]);
    restores.pause(job);
    end(drilled);
    await settled();
    expect(heard).toEqual(['started', 'pause', '0: Ada', 'pause']);
    restores.resume(job);
    end(drilled);
    await settled();
    expect(heard.slice(4)).toEqual(['resume', '1: Ada', 'list ended']);
  });
});
