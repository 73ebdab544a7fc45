import { type DrillTarget, runDrill } from '../core/drill/drill';
import { SalvorError } from '../core/errors';
import { inspectFile } from '../core/formats/inspect';
import { fetchArchive } from '../core/restore/fetch';
import type { JobContext } from '../core/restore/job';
import { openArchive } from '../core/restore/open';
import type { Patience } from '../core/restore/retry';
import { fittingEntries } from '../core/restore/vault-fitting';
import { withSource } from '../core/sources/kinds/registry';
import { probeSource, surveySource } from '../core/sources/survey';
import type { JobKind, JobRequest, JobResult } from './job-messages';

/** Runs one job to its result. Rejects with a SalvorError, or with the signal's reason when it was cancelled. */
export function runJob(job: JobRequest, context: JobContext, patience: Patience): Promise<JobResult<JobKind>> {
  switch (job.kind) {
    case 'probe':
      return withSource(job, (source) => probeSource(source, context.signal));
    case 'survey':
      return withSource(job, (source) => surveySource(source, context.signal));
    case 'fetch':
      return fetchArchive({ ...job, patience }, context);
    case 'open':
      return openArchive(job, context);
    case 'drill':
      return runDrill(drillTarget(job.target, patience), job.maker, context).then((report) => ({ report }));
    case 'inspect':
      return inspectFile(job.path).then(({ said, ...found }) => ({ ...found, said: { ...said } }));
    case 'fit':
      return fit(job, context.signal);
  }
}

/** A failure has crossed as data; the core takes it as the error that it was. */
function drillTarget(target: Extract<JobRequest, { kind: 'drill' }>['target'], patience: Patience): DrillTarget {
  if (target.kind === 'unready') return { ...target, error: new SalvorError(target.error) };
  return target.kind === 'server' ? { ...target, patience } : target;
}

async function fit(
  { source, secrets }: Extract<JobRequest, { kind: 'fit' }>,
  signal: AbortSignal,
): Promise<JobResult<'fit'>> {
  const bytesOf = new Map(secrets.map(({ id, bytes }) => [id, bytes]));
  const kept = { entries: () => secrets, reveal: (id: string) => bytesOf.get(id)?.slice() ?? new Uint8Array() };
  return { ...(await fittingEntries(source, kept, signal)) };
}
