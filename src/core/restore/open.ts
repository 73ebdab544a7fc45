import { basename } from 'node:path';
import { scratchParent } from '../disk/private-folder';
import { requireOther } from '../disk/same-file';
import type { Secrets } from '../formats/format';
import { parsePrivateKey, wipe } from '../formats/site-key';
import { verdictOf } from '../proof/model';
import { fileSource } from '../sources/file/file-source';
import type { Scope } from '../sources/model';
import { fileTarget } from '../targets/file/file-target';
import { describeOpening } from './describe-opening';
import type { JobContext } from './job';
import { Meter } from './meter';
import { type Accepts, ONLY_PROVEN, type RestoreResult } from './model';
import { RecordedPart } from './part-keeper';
import { cutOrAltered, type Opened, type PipelineRequest, restoreTo, verifyOnly } from './pipeline';
import { withStallWatch } from './stall';

/** The secrets of an archive as texts; whatever it turns out not to need may be left out. */
export interface GivenSecrets extends Omit<Secrets, 'privateKey'> {
  /** Text of the private key; null where there is none. */
  readonly key: string | null;
}

export interface VerifyRequest extends GivenSecrets {
  /** Path of an archive that was downloaded earlier. */
  readonly source: string;
  /** What a zip inside is to be. */
  readonly scope: Scope;
  /** Sees every byte of the archive as it is read, for instance to hash it. */
  readonly observe?: (piece: Uint8Array) => Promise<void> | void;
  readonly accepts?: Accepts;
}

export interface OpenRequest extends VerifyRequest {
  readonly destination: string;
  readonly overwrite: boolean;
}

/** Opens an archive on the disk, proves it, and places its innermost payload at `destination`. */
export function openArchive(request: OpenRequest, context: JobContext): Promise<RestoreResult> {
  return withStallWatch(context, (watched) => open(request, watched));
}

async function open(request: OpenRequest, context: JobContext): Promise<RestoreResult> {
  const { destination, overwrite, source, scope } = request;
  await requireOther(source, destination);
  return withSource(request, context, async (pipeline, meter) => {
    const { leftovers } = context;
    // What a killed run left of the same file is of no use to anyone.
    const useless =
      (await leftovers?.list())?.filter((each) => each.job === 'open' && each.destination === destination) ?? [];
    for (const { id } of useless) await leftovers?.discard(id);
    const archive = {
      id: null,
      name: basename(source),
      bytes: pipeline.source.size,
      sha256: null,
      scope,
      createdAt: null,
      keyFingerprint: null,
    };
    // It is written down so that it is found after a crash; from a file it is made again as fast as it could continue.
    const care =
      leftovers &&
      new RecordedPart(leftovers, { job: 'open', destination, overwrite, server: null, archive }, () => null);
    const opened = await restoreTo(
      fileTarget(destination, overwrite),
      care === undefined ? pipeline : { ...pipeline, care },
      context,
      meter,
    );
    return { opened, path: destination };
  });
}

/** The whole proof of an archive on the disk; nothing is kept. What the proof needs on disk is private scratch. */
export function verifyArchive(request: VerifyRequest, context: JobContext): Promise<RestoreResult> {
  return withStallWatch(context, (watched) =>
    withSource(request, watched, async (pipeline, meter) => ({
      opened: await verifyOnly(await scratchParent(), pipeline, watched, meter),
      path: null,
    })),
  );
}

async function withSource(
  request: VerifyRequest,
  context: JobContext,
  run: (pipeline: PipelineRequest, meter: Meter) => Promise<{ opened: Opened; path: string | null }>,
): Promise<RestoreResult> {
  const meter = new Meter(context);
  const { key, ...others } = request;
  const privateKey = key === null ? undefined : parsePrivateKey(key);
  const source = await fileSource(request.source);
  try {
    const pipeline: PipelineRequest = {
      source,
      secrets: privateKey === undefined ? others : { ...others, privateKey },
      scope: request.scope,
      name: basename(request.source),
      sealRequired: false,
      accepts: request.accepts ?? ONLY_PROVEN,
      observe: request.observe ?? (() => {}),
      afterAuthentication: () => {},
      diagnose: (decryption, error) => cutOrAltered(decryption, source, error),
    };
    const { opened, path } = await run(pipeline, meter);
    return {
      path,
      bytes: opened.bytes,
      ...describeOpening(opened.decryption),
      scope: request.scope,
      archive: { name: basename(request.source), bytes: source.size, sha256: null, id: null, createdAt: null },
      verdict: verdictOf(opened.proof.warnings),
      proof: opened.proof,
      transfer: null,
      took: meter.took(),
    };
  } finally {
    if (privateKey !== undefined) wipe(privateKey);
    await source.close();
  }
}
