import { rm, stat } from 'node:fs/promises';
import { bareDownload, copy, gcmInMemory, plainLoop } from './baselines';
import { baselineFile, fetchJob, openHashedJob, openJob, type Served, verifyJob } from './jobs';
import type { Archive } from './runtimes';

/**
 * One process that does several things in turn, round by round, so that a drift of the machine meets all alike. Prints
 * how long each took in each round, as one line of JSON.
 */
export type Job =
  | 'gcm'
  | 'gcm-given-back'
  | 'plain'
  | 'copy'
  | 'open'
  | 'open-hashed'
  | 'verify'
  | 'fetch'
  | 'download';

export interface JobsOrder {
  readonly archive: Archive;
  readonly served?: Served;
  readonly jobs: readonly Job[];
  readonly rounds: number;
  /** Whether a first round goes before that does not count. */
  readonly warmUp: boolean;
}

/** Of each job, milliseconds by round; `-whole` is until the result has its name. */
export type JobsMeasured = Partial<Record<Job | 'open-whole' | 'fetch-whole', number[]>>;

const { archive, served, jobs, rounds, warmUp } = JSON.parse(process.argv[2] ?? '') as JobsOrder;
const { size } = await stat(archive.archive);
const GCM_BYTES = Math.min(size, 1024 ** 3);
const measured: JobsMeasured = {};

function server(): Served {
  if (served === undefined) throw new Error('a fetch needs a server');
  return served;
}

async function run(job: Job): Promise<Partial<Record<keyof JobsMeasured, number>>> {
  const baseline = baselineFile(archive);
  switch (job) {
    case 'gcm':
    case 'gcm-given-back':
      return { [job]: (gcmInMemory(GCM_BYTES, job === 'gcm-given-back') * size) / GCM_BYTES };
    case 'plain':
      return { plain: await plainLoop(archive.archive, baseline) };
    case 'copy':
      return { copy: await copy(archive.archive, baseline) };
    case 'open': {
      const { opening, whole } = await openJob(archive);
      return { open: opening, 'open-whole': whole };
    }
    case 'open-hashed':
      return { 'open-hashed': (await openHashedJob(archive)).opening };
    case 'verify':
      return { verify: (await verifyJob(archive)).whole };
    case 'fetch': {
      const { opening, whole } = await fetchJob(archive, server());
      return { fetch: opening, 'fetch-whole': whole };
    }
    case 'download':
      return { download: await bareDownload(server(), baseline) };
  }
}

for (let round = warmUp ? -1 : 0; round < rounds; round += 1) {
  for (const job of jobs) {
    const took = await run(job);
    // What was written is not wanted any more, nor is the disk to be busy with it during the next.
    await rm(baselineFile(archive), { force: true });
    await rm(archive.destination, { force: true });
    if (round < 0) continue;
    for (const [name, ms] of Object.entries(took)) (measured[name as keyof JobsMeasured] ??= []).push(ms);
  }
}
console.log(JSON.stringify(measured));
