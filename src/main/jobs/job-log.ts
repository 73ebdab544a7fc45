import { basename, dirname } from 'node:path';
import type { Logbook } from '../../core/custody/logbook/logbook';
import { drillLogFacts } from '../../core/drill/log-facts';
import { shortOfProven } from '../../core/drill/model';
import type { Outcome } from '../../core/errors';
import type { Progress, RestoreResult } from '../../core/restore/model';
import type { JobKind, JobRequest, JobResult } from '../../engine/job-messages';
import type { EngineJob } from './engine-host';

type Run = <K extends JobKind>(
  request: Extract<JobRequest, { kind: K }>,
  report?: (progress: Progress) => void,
) => EngineJob<JobResult<K>>;

/**
 * Runs jobs as `run` does, and writes down how each restore and drill ended before anyone is told of it. A logbook that
 * cannot be written must not cost a restore at three in the morning.
 *
 * @param who names whoever is signed in
 */
export function withJobLog(run: Run, logbook: Logbook, who: () => string): Run {
  return (request, report) => {
    const job = run(request, report);
    const outcome = job.outcome.then(async (ended) => {
      await note(logbook, who(), request, ended).catch(() => {});
      return ended;
    });
    return { ...job, outcome };
  };
}

async function note(logbook: Logbook, who: string, request: JobRequest, ended: Outcome<unknown>): Promise<void> {
  const outcome = ended.ok ? 'ok' : ended.error.code;
  if (request.kind === 'fetch') {
    const result = ended.ok ? (ended.value as RestoreResult) : null;
    const facts = {
      archive: result?.archive.name ?? null,
      from: request.address.url,
      keyFingerprint: result?.keyFingerprint ?? null,
    };
    await logbook.append({ what: 'restore', who, outcome, facts });
  } else if (request.kind === 'open') {
    const facts = {
      archive: basename(request.source),
      from: dirname(request.source),
      keyFingerprint: ended.ok ? (ended.value as RestoreResult).keyFingerprint : null,
    };
    await logbook.append({ what: 'open', who, outcome, facts });
  } else if (request.kind === 'drill') {
    await noteDrill(logbook, request, ended as Outcome<JobResult<'drill'>>);
  }
}

/** A drill that found something wrong has run well; what it found is the outcome that counts. */
async function noteDrill(
  logbook: Logbook,
  { target, maker }: Extract<JobRequest, { kind: 'drill' }>,
  ended: Outcome<JobResult<'drill'>>,
): Promise<void> {
  if (ended.ok) {
    const { report } = ended.value;
    await logbook.append({
      what: 'drill',
      who: report.operator,
      outcome: shortOfProven(report)?.code ?? 'ok',
      facts: drillLogFacts(report),
    });
    return;
  }
  const from = target.kind === 'file' ? dirname(target.source) : target.kind === 'server' ? target.address.url : '';
  const archive = target.kind === 'file' ? basename(target.source) : null;
  await logbook.append({
    what: 'drill',
    who: maker.operator,
    outcome: ended.error.code,
    facts: { archive, from, keyFingerprint: null },
  });
}
