import { fetchJob, openHashedJob, openJob, type Served, verifyJob } from './jobs';
import type { Archive } from './runtimes';

/** One process that does one job and nothing else, as the engine does. Prints its greatest resident set in MB. */
export interface MemoryOrder {
  readonly job: 'open' | 'open-hashed' | 'verify' | 'fetch' | 'nothing';
  readonly archive: Archive;
  readonly served?: Served;
}

const { job, archive, served } = JSON.parse(process.argv[2] ?? '') as MemoryOrder;
if (job === 'open') await openJob(archive);
if (job === 'open-hashed') await openHashedJob(archive);
if (job === 'verify') await verifyJob(archive);
if (job === 'fetch' && served !== undefined) await fetchJob(archive, served);
// In KiB on every system but macOS, where Node converts it.
console.log(JSON.stringify((process.resourceUsage().maxRSS * 1024) / 1e6));
