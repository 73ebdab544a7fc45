import { failed, toFailure } from '../core/errors';
import { Leftovers } from '../core/leftovers/store';
import { Nudge, PauseGate, StopAndKeep } from '../core/restore/job';
import { PATIENCE } from '../core/restore/retry';
import { type FromEngine, type JobRequest, toEngineSchema } from './job-messages';
import { runJob } from './jobs';
import { ProgressPost } from './progress-post';

/**
 * The entry of a job's utility process. It runs the one job that main sends, and ends when main has the
 * outcome. The request, with the secrets in it, is referred to from nowhere once the job is over.
 */
const port = process.parentPort;
const abort = new AbortController();
const pause = new PauseGate();
const nudge = new Nudge();
const progress = new ProgressPost((latest) => post({ type: 'progress', progress: latest }));
let started = false;

function post(message: FromEngine): void {
  port.postMessage(message);
}

async function run(job: JobRequest, dataFolder: string, tries: number | null): Promise<void> {
  try {
    const leftovers = new Leftovers(dataFolder);
    const context = {
      signal: abort.signal,
      pause,
      nudge,
      leftovers,
      threads: import.meta.dirname,
      report: progress.report.bind(progress),
    };
    post({
      type: 'ended',
      outcome: { ok: true, value: await runJob(job, context, tries === null ? PATIENCE : { ...PATIENCE, tries }) },
    });
  } catch (error) {
    post({ type: 'ended', outcome: { ok: false, error: toFailure(error) } });
  }
}

port.on('message', (event) => {
  const message = toEngineSchema.safeParse(event.data);
  if (!message.success) {
    const error = failed('unexpected', { detail: 'the engine was sent a message of another shape' }).failure;
    post({ type: 'ended', outcome: { ok: false, error } });
    return;
  }
  switch (message.data.type) {
    case 'start':
      if (started) return;
      started = true;
      void run(message.data.job, message.data.dataFolder, message.data.tries);
      return;
    case 'pause':
      pause.close();
      progress.setPaused(true);
      return;
    case 'resume':
      pause.open();
      progress.setPaused(false);
      return;
    case 'cancel':
      abort.abort(message.data.keep ? new StopAndKeep() : undefined);
      return;
    case 'wake':
      nudge.give();
      return;
    case 'received':
      process.exit(0);
  }
});
