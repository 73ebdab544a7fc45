import { describe, expect, test } from 'vitest';
import { failed, type Outcome } from '../../core/errors';
import type { RestoreResult } from '../../core/restore/model';
import type { JobRequest, JobResult } from '../../engine/job-messages';
import { JobRunner } from './job-runner';

const request = {
  kind: 'fetch',
  address: { url: 'https://backup.example/api/v1', allowHttp: false, authorities: [] },
  apiKey: 'tspb_x',
  archive: '1',
  scope: 'full',
  key: null,
  destination: '/tmp/import.zip',
  overwrite: false,
  accepts: { authenticOnly: false, unsealed: false },
  expectedFingerprint: null,
} as const;

const cancelled: Outcome<RestoreResult> = { ok: false, error: failed('cancelled', {}).failure };
const done = { ok: true, value: { path: '/tmp/import.zip' } } as Outcome<RestoreResult>;

const drill: Extract<JobRequest, { kind: 'drill' }> = {
  kind: 'drill',
  target: { kind: 'file', source: '/tmp/a.enc', key: null, databasePasswords: [], scope: 'full' },
  maker: { operator: 'Ada', version: '1.0.0' },
};
const drilled = { ok: true, value: { report: { operator: 'Ada' } } } as Outcome<JobResult<'drill'>>;

type EngineOutcome = Outcome<RestoreResult> | Outcome<JobResult<'drill'>>;

/** An engine that is done when the test says so, or when it is cancelled; and what was asked and told. */
function engine(keep: () => Promise<string> = async () => 'us') {
  const heard: string[] = [];
  const names: string[] = [];
  let end: (outcome: EngineOutcome) => void = () => {};
  const run = () => {
    const outcome = new Promise<EngineOutcome>((resolve) => {
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
  const jobRunner = new JobRunner(
    run as unknown as ConstructorParameters<typeof JobRunner>[0],
    {
      started: () => heard.push('started'),
      progress: () => heard.push('progress'),
      drilled: (_job, index, name, outcome) => {
        names.push(name);
        heard.push(`${index}: ${outcome.ok ? outcome.value.report.operator : outcome.error.code}`);
      },
      ended: (_job, end) => {
        if (!end.outcome.ok) heard.push(end.outcome.error.code);
        else if (end.kind !== 'drill') heard.push(`${end.kind} ended well`);
        else heard.push(`drilled by ${end.outcome.value.report.operator}, signed by ${end.outcome.value.signer}`);
      },
    },
    async (_job, report) => ({ report, signer: await keep() }),
  );
  return { jobRunner, heard, names, end: (outcome: EngineOutcome) => end(outcome) };
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('restores', () => {
  test('run one at a time', async () => {
    const { jobRunner, end } = engine();
    jobRunner.restore(request);
    expect(jobRunner.running).toBe('restore');
    expect(() => jobRunner.restore(request)).toThrow('already-running');
    end(done);
    await settled();
    expect(jobRunner.running).toBeNull();
    expect(() => jobRunner.restore(request)).not.toThrow();
  });

  test('are paused, resumed and cancelled by their own name only', async () => {
    const { jobRunner, heard } = engine();
    const job = jobRunner.restore(request);
    jobRunner.pause('another');
    jobRunner.cancel('another', false);
    expect(heard).toEqual(['started']);
    jobRunner.pause(job);
    jobRunner.resume(job);
    jobRunner.cancel(job, false);
    await settled();
    expect(heard).toEqual(['started', 'pause', 'resume', 'cancel', 'cancelled']);
  });

  test('may be over when the window asks to pause or cancel them', async () => {
    const { jobRunner, heard, end } = engine();
    const job = jobRunner.restore(request);
    end(done);
    await settled();
    jobRunner.pause(job);
    jobRunner.cancel(job, false);
    expect(heard).toEqual(['started', 'restore ended well']);
  });

  test('show a file only where they put one', async () => {
    const { jobRunner, end } = engine();
    const failedJob = jobRunner.restore(request);
    end(cancelled);
    await settled();
    expect(() => jobRunner.result(failedJob)).toThrow('unexpected');
    const job = jobRunner.restore(request);
    end(done);
    await settled();
    expect(jobRunner.result(job)).toBe('/tmp/import.zip');
  });

  test('stop before Salvor is left', async () => {
    const { jobRunner, heard } = engine();
    await jobRunner.stop();
    jobRunner.restore(request);
    await jobRunner.stop();
    expect(heard).toEqual(['started', 'cancel and keep', 'cancelled']);
  });
});

describe('drills', () => {
  test('are told of when their report is signed and kept, and keep others out until then', async () => {
    let sign: (signer: string) => void = () => {};
    const { jobRunner, heard, end } = engine(() => new Promise((resolve) => (sign = resolve)));
    jobRunner.drill(drill);
    expect(jobRunner.running).toBe('drill');
    end(drilled);
    await settled();
    expect(heard).toEqual(['started']);
    expect(() => jobRunner.restore(request)).toThrow('already-running');
    sign('us');
    await settled();
    expect(heard).toEqual(['started', 'drilled by Ada, signed by us']);
    expect(jobRunner.running).toBeNull();
  });

  test('have failed when their report cannot be kept', async () => {
    const { jobRunner, heard, end } = engine(() =>
      Promise.reject(failed('destination-not-writable', { path: '/reports', reason: 'EROFS' })),
    );
    jobRunner.drill(drill);
    end(drilled);
    await settled();
    expect(heard).toEqual(['started', 'destination-not-writable']);
    expect(jobRunner.running).toBeNull();
  });

  test('that are cancelled leave no report', async () => {
    let kept = false;
    const { jobRunner, heard } = engine(async () => {
      kept = true;
      return 'us';
    });
    jobRunner.drill(drill);
    await jobRunner.stop();
    expect([heard, kept]).toEqual([['started', 'cancel and keep', 'cancelled'], false]);
  });
});

describe('a batch of drills', () => {
  const crashed: Outcome<JobResult<'drill'>> = {
    ok: false,
    error: failed('unexpected', { detail: 'the engine is gone' }).failure,
  };

  test('continues after one that died, and keeps each report under a name of its own', async () => {
    const { jobRunner, heard, names, end } = engine();
    jobRunner.drillBatch([drill, drill, drill]);
    expect(jobRunner.running).toBe('drill');
    end(drilled);
    await settled();
    end(crashed);
    await settled();
    expect(jobRunner.running).toBe('drill');
    expect(() => jobRunner.drill(drill)).toThrow('already-running');
    end(drilled);
    await settled();
    expect(heard).toEqual(['started', '0: Ada', '1: unexpected', '2: Ada', 'batch ended well']);
    expect(new Set(names).size).toBe(3);
    expect(jobRunner.running).toBeNull();
  });

  test('that is cancelled keeps what was proven, and begins nothing more', async () => {
    const { jobRunner, heard, end } = engine();
    const job = jobRunner.drillBatch([drill, drill, drill]);
    end(drilled);
    await settled();
    jobRunner.cancel(job, false);
    await settled();
    expect(heard).toEqual(['started', '0: Ada', 'cancel', 'cancelled']);
    expect(jobRunner.running).toBeNull();
  });

  test('stays paused from one drill to the next', async () => {
    const { jobRunner, heard, end } = engine();
    const job = jobRunner.drillBatch([drill, drill]);
    jobRunner.pause(job);
    end(drilled);
    await settled();
    expect(heard).toEqual(['started', 'pause', '0: Ada', 'pause']);
    jobRunner.resume(job);
    end(drilled);
    await settled();
    expect(heard.slice(4)).toEqual(['resume', '1: Ada', 'batch ended well']);
  });
});
