import { tmpdir } from 'node:os';
import { basename } from 'node:path';
import { type PrivateKey, parsePrivateKey, wipe } from '../formats/site-key';
import { openFileAccess } from '../formats/random-access';
import type { Scope } from '../servers/model';
import type { JobContext } from './job';
import { Meter } from './meter';
import type { RestoreResult } from './model';
import { type Opened, type PipelineRequest, cutOrAltered, restoreTo, verifyOnly } from './pipeline';
import { type ByteSource, fileSource } from './source';

export interface VerifyRequest {
  /** Path of an archive that was downloaded earlier. */
  readonly source: string;
  /** Text of the private key; null where the archive is plain. */
  readonly key: string | null;
  readonly scope: Scope;
}

export interface OpenRequest extends VerifyRequest {
  readonly destination: string;
  readonly overwrite: boolean;
}

/** Opens an archive that stands on the disk, proves it, and places the import zip at `destination`. */
export async function openArchive(request: OpenRequest, context: JobContext): Promise<RestoreResult> {
  return withSource(request, context, (pipeline, meter) =>
    restoreTo(request.destination, request.overwrite, pipeline, context, meter).then((opened) => ({ opened, path: request.destination })),
  );
}

/** The whole proof of an archive on the disk. Nothing is kept; the database alone stands in a private scratch file meanwhile. */
export async function verifyArchive(request: VerifyRequest, context: JobContext): Promise<RestoreResult> {
  return withSource(request, context, async (pipeline, meter) => {
    const file = await openFileAccess(request.source);
    try {
      return { opened: await verifyOnly(file, tmpdir(), pipeline, context, meter), path: null };
    } finally {
      await file.close();
    }
  });
}

async function withSource(
  request: VerifyRequest,
  context: JobContext,
  run: (pipeline: PipelineRequest, meter: Meter) => Promise<{ opened: Opened; path: string | null }>,
): Promise<RestoreResult> {
  const meter = new Meter(context);
  const privateKey = request.key === null ? undefined : parsePrivateKey(request.key);
  const source: ByteSource = await fileSource(request.source);
  try {
    const pipeline: PipelineRequest = {
      source,
      secrets: secretsOf(privateKey),
      scope: request.scope,
      observe: () => {},
      afterAuthentication: () => {},
      diagnose: (decryption, error) => cutOrAltered(decryption, request.source, error),
    };
    const { opened, path } = await run(pipeline, meter);
    return {
      path,
      bytes: opened.bytes,
      format: opened.decryption.format.id,
      scope: request.scope,
      keyFingerprint: opened.decryption.archive.keyFingerprint,
      archive: { name: basename(request.source), bytes: source.size, sha256: null, id: null, createdAt: null },
      proof: opened.proof,
      took: meter.took(),
    };
  } finally {
    if (privateKey !== undefined) wipe(privateKey);
    await source.close();
  }
}

export function secretsOf(privateKey: PrivateKey | undefined): PipelineRequest['secrets'] {
  return privateKey === undefined ? {} : { privateKey };
}
