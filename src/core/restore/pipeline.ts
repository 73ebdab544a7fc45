import { dirname, join } from 'node:path';
import { SalvorError, failed } from '../errors';
import type { Secrets } from '../formats/format';
import { type RandomAccess, openFileAccess } from '../formats/random-access';
import { ZIP_END_BYTES, zipEndsHere } from '../formats/zip';
import type { ProofReport } from '../proof/model';
import { proveContents, stopsEarly } from '../proof/contents';
import { withScratchFolder } from '../proof/scratch';
import type { Scope } from '../servers/model';
import { type Decryption, beginDecryption } from './decrypt';
import { diskTrouble, freeBytes } from './disk-trouble';
import type { JobContext } from './job';
import type { Meter } from './meter';
import { type PartCare, uncared } from './part-care';
import { PartFile } from './part-file';
import { requireRoom } from './preflight';
import type { ByteSource, FileSource } from './source';

/** What the pipeline is to do with an archive's bytes. */
export interface PipelineRequest {
  readonly source: ByteSource;
  readonly secrets: Secrets;
  readonly scope: Scope;
  /** Sees every byte of the archive on its way. */
  readonly observe: (piece: Uint8Array) => void;
  /** Looks at the archive as a whole once its own authentication has passed; throws to refuse it. */
  readonly afterAuthentication: () => void;
  /** Tells how an archive that failed its authentication was damaged, where the source can say more. */
  readonly diagnose: (decryption: Decryption, error: SalvorError) => Promise<SalvorError>;
  /** Who looks after the part; where nobody does, it is removed on every failure. */
  readonly care?: PartCare;
}

export interface Opened {
  readonly decryption: Decryption;
  readonly bytes: number;
  readonly proof: ProofReport;
}

/**
 * source → open → prove → place. The plaintext is written to a `.part` file beside `destination`, which gets
 * its name only when every byte is authentic and the contents are proven; what becomes of it on a failure is up to
 * `request.care`.
 */
export async function restoreTo(
  destination: string,
  overwrite: boolean,
  request: PipelineRequest,
  context: JobContext,
  meter: Meter,
): Promise<Opened> {
  const { source, care = uncared } = request;
  await requireRoom(destination, source.size - care.have, overwrite);
  meter.enter('transfer', source.size);
  const decryption = await beginDecryption(source, request.secrets, context, meter, request.observe);
  const part = await care.open(destination, decryption);
  part.expected = source.size;
  try {
    await authenticate(decryption, (slice) => part.write(slice), request, meter);
    await part.flush();
    // The disk catches up while the contents are proven; a failure of either ends both.
    const durable = part.sync();
    durable.catch(() => {});
    const payload = await openFileAccess(part.path).catch(async (cause: unknown) => {
      // Its folder was removed or locked meanwhile.
      throw await diskTrouble(destination, part.bytes, cause);
    });
    const proof = await prove(payload, dirname(destination), decryption, request.scope, context, meter);
    await durable;
    meter.enter('place', null);
    context.signal.throwIfAborted();
    const { bytes } = part;
    await part.place(overwrite);
    await care.placed();
    return { decryption, bytes, proof };
  } catch (error) {
    await care.failed(part, error);
    throw error;
  }
}

/**
 * All that `restoreTo` does, but nothing is kept. Where the envelope can be read at any position, the archive
 * is authenticated as a whole first, and its contents are then decrypted a second time, where the proof asks
 * for them; else the payload stands in a private scratch file meanwhile.
 */
export async function verifyOnly(
  scratchParent: string,
  request: PipelineRequest,
  context: JobContext,
  meter: Meter,
): Promise<Opened> {
  meter.enter('transfer', request.source.size);
  const decryption = await beginDecryption(request.source, request.secrets, context, meter, request.observe);
  const access = decryption.layers.length === 1 ? decryption.layers[0]?.opening.randomAccess : undefined;
  const { source } = request;
  // What comes over the line stands nowhere on the disk, where it could be read a second time.
  if (source.access === undefined || (decryption.layers.length > 0 && access == null)) {
    return withScratchFolder(scratchParent, async (folder) => {
      const part = await PartFile.create(join(folder, 'payload'));
      try {
        await authenticate(decryption, (slice) => part.write(slice), request, meter);
        await part.flush();
        const proof = await prove(await openFileAccess(part.path), scratchParent, decryption, request.scope, context, meter);
        return { decryption, bytes: part.bytes, proof };
      } finally {
        await part.discard();
      }
    });
  }
  await authenticate(decryption, () => {}, request, meter);
  const file = source.access();
  const payload = access == null ? file : access(file);
  const proof = await prove(payload, scratchParent, decryption, request.scope, context, meter);
  return { decryption, bytes: payload.size, proof };
}

/** Runs the decryption to its end, so that every byte is authentic or an error says how it is not. */
export async function authenticate(
  decryption: Decryption,
  take: (slice: Uint8Array) => Promise<void> | void,
  request: Pick<PipelineRequest, 'diagnose' | 'afterAuthentication'>,
  meter: Meter,
): Promise<void> {
  try {
    await decryption.run(take);
  } catch (error) {
    if (error instanceof SalvorError && error.failure.code === 'altered') throw await request.diagnose(decryption, error);
    throw error;
  }
  meter.enter('authenticate', null);
  request.afterAuthentication();
}

async function prove(
  payload: RandomAccess,
  scratchParent: string,
  decryption: Decryption,
  scope: Scope,
  context: JobContext,
  meter: Meter,
): Promise<ProofReport> {
  meter.enter('prove', payload.size);
  try {
    const report = await proveContents(decryption.payload, payload, {
      scope,
      scratchParent,
      freeBytes: await freeBytes(scratchParent).catch(() => null),
      signal: context.signal,
      report: (done) => meter.at(done),
      endsOpen: decryption.endsOpen(),
      zipHolds: decryption.layers.some(({ header }) => header.zipHolds === 'files') ? 'files' : 'portal-export',
    });
    // Without a secret there is nothing that could tell a change on purpose.
    const outcome = isSealed(decryption) ? 'passed' : 'warning';
    return { ...report, checks: [{ id: 'authenticated', outcome }, ...report.checks] };
  } finally {
    await payload.close();
  }
}

/** Whether an envelope that takes a secret holds it: only then does anything tell of a change on purpose. */
export function isSealed(decryption: Decryption): boolean {
  return decryption.layers.some(({ header }) => header.needs !== 'nothing');
}

/**
 * GCM alone cannot tell a file that was cut from one that was altered. The plaintext can: a zip ends with its
 * end record, so that a body which ends with it has its whole length, and a dump stops within itself.
 */
export async function cutOrAltered(decryption: Decryption, source: FileSource, error: SalvorError): Promise<SalvorError> {
  const access = decryption.layers.length === 1 ? decryption.layers[0]?.opening.randomAccess : undefined;
  if (access == null) return error;
  const file = source.access();
  try {
    const plain = access(file);
    const isCut = decryption.payload === 'zip' ? await lacksZipEnd(plain) : await stopsEarly(decryption.payload, plain);
    return isCut ? failed('cut-short', { have: file.size, need: null }, error) : error;
  } finally {
    await file.close();
  }
}

async function lacksZipEnd(plain: RandomAccess): Promise<boolean> {
  const tail = new Uint8Array(Math.min(ZIP_END_BYTES, plain.size));
  await plain.read(tail, plain.size - tail.length);
  return !zipEndsHere(tail);
}
