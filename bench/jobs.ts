import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parsePrivateKey } from '../src/core/formats/site-key';
import { fetchArchive } from '../src/core/restore/fetch';
import { type JobContext, PauseGate } from '../src/core/restore/job';
import { Meter } from '../src/core/restore/meter';
import { ONLY_PROVEN, type RestoreResult } from '../src/core/restore/model';
import { openArchive, verifyArchive } from '../src/core/restore/open';
import { type PipelineRequest, restoreTo } from '../src/core/restore/pipeline';
import { sha256Of } from '../src/core/restore/sha256';
import { fileSource } from '../src/core/sources/file/file-source';
import { fileTarget } from '../src/core/targets/file/file-target';
import { here } from './here';
import type { Archive } from './runtimes';

/** How long a job took, in milliseconds. */
export interface Took {
  /** Until the plaintext was there and authentic. */
  readonly opening: number;
  /** Until it was proven, and on the disk under its name. */
  readonly whole: number;
}

export interface Served {
  readonly url: string;
  readonly apiKey: string;
  readonly id: string;
}

const context = (): JobContext => ({
  signal: new AbortController().signal,
  pause: new PauseGate(),
  report: () => {},
  threads: here,
});

function took(phases: RestoreResult['took']): Took {
  const { connect = 0, transfer = 0, authenticate = 0 } = phases;
  return { opening: connect + transfer + authenticate, whole: Object.values(phases).reduce((sum, ms) => sum + ms, 0) };
}

/** Opens an archive as the command and the app do it. */
export async function openJob({ archive, keyFile, destination }: Archive): Promise<Took> {
  const request = {
    source: archive,
    key: readFileSync(keyFile, 'utf8'),
    scope: 'full',
    destination,
    overwrite: true,
  } as const;
  return took((await openArchive(request, context())).took);
}

/** The same with SHA-256 over the archive on a thread of its own, as a fetch has it. */
export async function openHashedJob({ archive, keyFile, destination }: Archive): Promise<Took> {
  const job = context();
  const meter = new Meter(job);
  const source = await fileSource(archive);
  const hash = sha256Of(job.threads);
  const secrets = { privateKey: parsePrivateKey(readFileSync(keyFile, 'utf8')) };
  try {
    const request: PipelineRequest = {
      source,
      secrets,
      scope: 'full',
      name: basename(archive),
      sealRequired: false,
      accepts: ONLY_PROVEN,
      observe: (piece) => hash.update(piece),
      afterAuthentication: async () => void (await hash.digest()),
      diagnose: async (_decryption, error) => error,
    };
    await restoreTo(fileTarget(destination, true), request, job, meter);
    return took(meter.took());
  } finally {
    hash.close();
    await source.close();
  }
}

/** The whole proof, which keeps nothing: both numbers are until its end. */
export async function verifyJob({ archive, keyFile }: Archive): Promise<Took> {
  const { whole } = took(
    (await verifyArchive({ source: archive, key: readFileSync(keyFile, 'utf8'), scope: 'full' }, context())).took,
  );
  return { opening: whole, whole };
}

export async function fetchJob({ keyFile, destination }: Archive, { url, apiKey, id }: Served): Promise<Took> {
  const result = await fetchArchive(
    {
      address: { url, allowHttp: true, authorities: [] },
      apiKey,
      archive: id,
      scope: 'full',
      key: readFileSync(keyFile, 'utf8'),
      destination,
      overwrite: true,
      expectedFingerprint: null,
    },
    context(),
  );
  return took(result.took);
}

/** Where a baseline puts what it writes. */
export const baselineFile = ({ destination }: Archive): string => join(dirname(destination), 'baseline');
