import { join } from 'node:path';
import { app, utilityProcess } from 'electron';
import type { z } from 'zod';
import { failed, type Outcome, SalvorError } from '../../core/errors';
import type { Progress } from '../../core/restore/model';
import { PROXY_VARIABLES } from '../../core/sources/ts-pro-backup/proxy';
import {
  fromEngineSchema,
  type JobKind,
  type JobRequest,
  type JobResult,
  jobResultSchemas,
  type ToEngine,
} from '../../engine/job-messages';
import { bareEnvironment } from '../electron/environment';
import { endProcess, Silence } from '../electron/process-end';
import { checkOutcome } from './check-outcome';
import { ENGINE_ARGUMENTS } from './engine-flags';
import { orStalled } from './time-limit';

/** How long a cancelled job may take to close its files before its process is ended. */
const CANCEL_MS = 8_000;

/** An engine that says nothing for so long has stopped in a place where it cannot notice that itself. */
const SILENT_MS = 75 * 60_000;
/** How long it may take to end once its outcome is here. */
const LEAVE_MS = 5_000;

const resultSchemas: { readonly [K in JobKind]: z.ZodType<JobResult<K>> } = jobResultSchemas;

/** A job in its own process. */
export interface EngineJob<T> {
  /** Never rejects: what went wrong is in it. */
  readonly outcome: Promise<Outcome<T>>;
  pause(): void;
  resume(): void;
  /** @param keep whether what is there of a fetch stays, to go on with later */
  cancel(keep?: boolean): void;
  /** The machine has woken up. */
  wake(): void;
}

/**
 * Runs one job in a utility process of its own. Secrets go in by message, never by arguments or environment.
 * Only the engine's explicit last message counts: a process that is gone without it has failed, since being
 * killed and leaving in good order look the same from outside.
 */
export function runInEngine<K extends JobKind>(
  request: Extract<JobRequest, { kind: K }>,
  report: (progress: Progress) => void = () => {},
): EngineJob<JobResult<K>> {
  const child = utilityProcess.fork(join(import.meta.dirname, 'job.js'), [], {
    serviceName: `Salvor ${request.kind}`,
    env: bareEnvironment(PROXY_VARIABLES),
    execArgv: ENGINE_ARGUMENTS,
    stdio: app.isPackaged ? 'ignore' : 'inherit',
  });
  const schema = resultSchemas[request.kind as K];
  const tell = (message: ToEngine) => child.postMessage(message);
  let cancelled = false;
  let paused = false;
  let giveUp = () => {};

  const outcome = new Promise<Outcome<JobResult<K>>>((resolve) => {
    const fail = (detail: string) => resolve({ ok: false, error: failed('unexpected', { detail }).failure });
    giveUp = () => {
      resolve({ ok: false, error: failed('cancelled', {}).failure });
      endProcess(child);
    };
    const silence = new Silence(
      SILENT_MS,
      () => paused,
      (seconds) => {
        resolve({ ok: false, error: failed('stalled', { seconds }).failure });
        endProcess(child);
      },
    );
    child.on('message', (data: unknown) => {
      silence.broken();
      const message = fromEngineSchema.safeParse(data);
      if (!message.success) {
        fail('the engine sent a message of another shape');
        endProcess(child);
      } else if (message.data.type === 'progress') {
        report(message.data.progress);
      } else {
        silence.over();
        resolve(checkOutcome(schema, message.data.outcome, `the result of the engine's ${request.kind}`));
        tell({ type: 'received' });
        // Nothing is left for it to do: its end is not waited for.
        const impatience = setTimeout(() => endProcess(child), LEAVE_MS);
        child.once('exit', () => clearTimeout(impatience));
      }
    });
    child.on('exit', (code) => {
      silence.over();
      if (cancelled) resolve({ ok: false, error: failed('cancelled', {}).failure });
      else fail(`the engine ended without a result (exit code ${code})`);
    });
  });

  tell({ type: 'start', job: request, dataFolder: app.getPath('userData'), tries: askedTries() });
  return {
    outcome,
    pause: () => {
      paused = true;
      tell({ type: 'pause' });
    },
    resume: () => {
      paused = false;
      tell({ type: 'resume' });
    },
    wake: () => tell({ type: 'wake' }),
    cancel: (keep = false) => {
      if (cancelled) return;
      cancelled = true;
      tell({ type: 'cancel', keep });
      const impatience = setTimeout(giveUp, CANCEL_MS);
      void outcome.then(() => clearTimeout(impatience));
    },
  };
}

/**
 * Runs a short job to its value.
 *
 * @param withinMs when it is given up, for one that nothing outside this machine could delay; null where nothing but
 * the
 *   engine's own limits ends it
 * @throws what the job failed with; stalled
 */
export async function askEngine<K extends JobKind>(
  request: Extract<JobRequest, { kind: K }>,
  withinMs: number | null = null,
): Promise<JobResult<K>> {
  const job = runInEngine(request);
  const outcome = withinMs === null ? await job.outcome : await orStalled(job, withinMs);
  if (!outcome.ok) throw new SalvorError(outcome.error);
  return outcome.value;
}

/** As `--tries` says, for a network that is known to stay bad; null where it is not given. */
function askedTries(): number | null {
  const asked = app.commandLine.getSwitchValue('tries');
  return /^\d{1,4}$/.test(asked) ? Number(asked) : null;
}
