import { basename, dirname } from 'node:path';
import type { Logbook, LogNote } from '../../core/custody/logbook/logbook';
import { drillLogFacts } from '../../core/drill/log-facts';
import { shortOfProven } from '../../core/drill/model';
import type { FailureCode, Outcome } from '../../core/errors';
import { fetchLogFacts, fileLogFacts } from '../../core/restore/log-facts';
import type { Progress } from '../../core/restore/model';
import type { JobKind, JobRequest, JobResult } from '../../engine/job-messages';
import type { EngineJob } from './engine-host';

type RequestOf<K extends JobKind> = Extract<JobRequest, { kind: K }>;
type Run = <K extends JobKind>(request: RequestOf<K>, report?: (progress: Progress) => void) => EngineJob<JobResult<K>>;

/** How each kind of job that leaves a line tells of itself. */
const notes: {
  readonly [K in JobKind]?: (request: RequestOf<K>, ended: Outcome<JobResult<K>>, who: string) => LogNote;
} = {
  fetch: ({ address }, ended, who) => ({
    what: 'restore',
    who,
    outcome: codeOf(ended),
    facts: fetchLogFacts(address.url, ended.ok ? ended.value : null),
  }),
  open: ({ source }, ended, who) => ({
    what: 'open',
    who,
    outcome: codeOf(ended),
    facts: fileLogFacts(source, ended.ok ? ended.value.keyFingerprint : null),
  }),
  drill: drillNote,
};

/**
 * Runs jobs as `run` does. The logbook gets a line about each restore and drill, before its outcome is passed on. A
 * logbook that cannot be written must not cost a restore at three in the morning.
 *
 * @param who names the user who is signed in
 */
export function withJobLog(run: Run, logbook: Logbook, who: () => string): Run {
  return <K extends JobKind>(request: RequestOf<K>, report?: (progress: Progress) => void) => {
    const job = run<K>(request, report);
    const note = notes[request.kind as K];
    if (note === undefined) return job;
    const outcome = job.outcome.then(async (ended) => {
      await logbook.append(note(request, ended, who())).catch(() => {});
      return ended;
    });
    return { ...job, outcome };
  };
}

/** A drill that found something wrong has run well; what it found is the outcome that counts. */
function drillNote({ target, maker }: RequestOf<'drill'>, ended: Outcome<JobResult<'drill'>>): LogNote<'drill'> {
  if (ended.ok) {
    const { report } = ended.value;
    const outcome = shortOfProven(report)?.code ?? 'ok';
    return { what: 'drill', who: report.operator, outcome, facts: drillLogFacts(report) };
  }
  const from = target.kind === 'file' ? dirname(target.source) : target.kind === 'server' ? target.address.url : '';
  const archive = target.kind === 'file' ? basename(target.source) : null;
  const facts = { archive, from, keyFingerprint: null };
  return { what: 'drill', who: maker.operator, outcome: ended.error.code, facts };
}

function codeOf(ended: Outcome<unknown>): 'ok' | FailureCode {
  return ended.ok ? 'ok' : ended.error.code;
}
