import { join } from 'node:path';
import { secondsAhead } from '../clock';
import type { StreamedEntries } from '../contents/zip/streamed-entries';
import type { ByteSource, FileSource } from '../disk/byte-source';
import { PartFile } from '../disk/part-file';
import type { RandomAccess } from '../disk/random-access';
import { withScratchFolder } from '../disk/scratch-folder';
import { failed, isFailure, type SalvorError } from '../errors';
import type { Secrets } from '../formats/format';
import { ZIP_END_BYTES, zipEndsHere } from '../formats/zip';
import { expectedContents } from '../proof/expected';
import { findUnread, type ProofReport, type Warning, warning } from '../proof/model';
import { stopsEarly } from '../proof/prove-contents';
import type { Scope } from '../sources/model';
import type { Target } from '../targets/target';
import { beginDecryption, type Decryption } from './decrypt';
import type { JobContext } from './job';
import type { Meter } from './meter';
import type { Accepts } from './model';
import { keepNothing, type PartKeeper } from './part-keeper';
import { type ProofAhead, proveAhead } from './proof-ahead';
import { openEnvelopes, type ProofTask, runProof } from './proof-task';
import { streamedEntriesOf, streamsByWell } from './streamed-proof';

/** What the pipeline is to do with an archive's bytes. */
export interface PipelineRequest {
  readonly source: ByteSource;
  readonly secrets: Secrets;
  readonly scope: Scope;
  /** The archive's name, which may say what it is to hold. */
  readonly name: string;
  /** Whether a server says that its archives are sealed; a secret that is given says it as well. */
  readonly sealRequired: boolean;
  readonly accepts: Accepts;
  /** Sees every byte of the archive on its way. */
  readonly observe: (piece: Uint8Array) => Promise<void> | void;
  /** Looks at the archive as a whole once its own authentication has passed; throws to refuse it. */
  readonly afterAuthentication: () => Promise<void> | void;
  /** Tells how an archive that failed its authentication was damaged, where the source can say more. */
  readonly diagnose: (decryption: Decryption, error: SalvorError) => Promise<SalvorError>;
  /** Who looks after the part; without one, it is removed on every failure. */
  readonly care?: PartKeeper;
}

type Proving = Pick<PipelineRequest, 'scope' | 'name'>;

export interface Opened {
  readonly decryption: Decryption;
  readonly bytes: number;
  readonly proof: ProofReport;
}

/**
 * source → open → prove → place. The plaintext is written to a part file, which reaches the target only when every byte
 * is authentic and the contents are proven; what becomes of it on a failure is up to `request.care`.
 */
export async function restoreTo(
  target: Target,
  request: PipelineRequest,
  context: JobContext,
  meter: Meter,
): Promise<Opened> {
  const { source, care = keepNothing } = request;
  await target.requireSpace(source.size - care.have);
  meter.enter('transfer', source.size);
  const decryption = await beginDecryption(
    source,
    request.secrets,
    context,
    meter,
    request.observe,
    target.scratchParent,
  );
  try {
    requireSeal(decryption, request);
    return await placeAt(target, decryption, request, context, meter);
  } finally {
    await decryption.close();
  }
}

async function placeAt(
  target: Target,
  decryption: Decryption,
  request: PipelineRequest,
  context: JobContext,
  meter: Meter,
): Promise<Opened> {
  const { source, care = keepNothing } = request;
  const part = await care.open(target, decryption);
  part.expected = source.size;
  try {
    const streamed = await authenticateInto(part, decryption, request, meter);
    // The disk catches up while the contents are proven; a failure of either ends both.
    const durable = part.sync();
    durable.catch(() => {});
    const proof = await prove(part.access(), target.scratchParent, decryption, request, context, meter, streamed);
    requireProven(proof, request.accepts);
    meter.enter('place', null);
    await durable;
    context.signal.throwIfAborted();
    const { bytes } = part;
    await target.place(part);
    await care.placed();
    return { decryption, bytes, proof };
  } catch (error) {
    await care.failed(part, error);
    throw error;
  }
}

/**
 * All that `restoreTo` does, but nothing is kept. Where the envelopes can be read at any position, the contents are
 * decrypted a second time, where the proof asks for them; else the payload is in a private scratch file meanwhile.
 */
export async function verifyOnly(
  scratchParent: string,
  request: PipelineRequest,
  context: JobContext,
  meter: Meter,
): Promise<Opened> {
  meter.enter('transfer', request.source.size);
  const decryption = await beginDecryption(
    request.source,
    request.secrets,
    context,
    meter,
    request.observe,
    scratchParent,
  );
  try {
    requireSeal(decryption, request);
    return await verifyDecrypted(scratchParent, decryption, request, context, meter);
  } finally {
    await decryption.close();
  }
}

async function verifyDecrypted(
  scratchParent: string,
  decryption: Decryption,
  request: PipelineRequest,
  context: JobContext,
  meter: Meter,
): Promise<Opened> {
  const { source } = request;
  const { inPlace } = decryption;
  // What comes over the line is nowhere on the disk, where it could be read a second time.
  const access = source.access;
  if (access === undefined || inPlace === null) {
    return withScratchFolder(scratchParent, async (folder) => {
      const part = await PartFile.create(join(folder, 'payload'));
      try {
        const streamed = await authenticateInto(part, decryption, request, meter);
        const proof = await prove(part.access(), scratchParent, decryption, request, context, meter, streamed);
        return { decryption, bytes: part.bytes, proof };
      } finally {
        await part.discard();
      }
    });
  }
  const open = () => openEnvelopes(access(), inPlace);
  const streamed = streamedEntriesOf(proofTask(decryption, request, scratchParent, false));
  const isStreamed = streamed !== null && (await streamsByWell(open(), context.signal));
  const ahead = isStreamed ? null : beginProof(decryption, request, scratchParent, context);
  if (ahead === null) {
    await authenticate(decryption, (slice) => streamed?.add(slice), request, meter);
    const payload = open();
    return {
      decryption,
      bytes: payload.size,
      proof: await prove(payload, scratchParent, decryption, request, context, meter, streamed),
    };
  }
  try {
    let bytes = 0;
    await authenticate(decryption, (slice) => ahead.leader.set((bytes += slice.length)), request, meter);
    meter.enter('prove', bytes);
    const proof = await ahead.result((done) => meter.at(done));
    // It read the same file beside us, so that a change since then shows here.
    await source.requireUnchanged?.();
    return { decryption, bytes, proof: withAuthentication(decryption, proof) };
  } finally {
    await ahead.stop();
  }
}

/**
 * Begins to prove the payload beside its authentication, where it can be read at any position. What it finds counts
 * only when the archive is authentic.
 */
function beginProof(
  decryption: Decryption,
  request: PipelineRequest,
  scratchParent: string,
  { threads, signal }: JobContext,
): ProofAhead | null {
  const { inPlace } = decryption;
  const { descriptor, size } = request.source;
  if (threads === undefined || descriptor === undefined || inPlace === null) return null;
  // Formats that can be read at any position seal their whole: none of them could be cut without a trace.
  return proveAhead(
    threads,
    { task: proofTask(decryption, request, scratchParent, false), archive: { descriptor, size }, envelopes: inPlace },
    signal,
  );
}

/**
 * Refuses an archive that anyone could have made where a secret was given, or where the server says that its archives
 * are sealed. @throws not-sealed
 */
export function requireSeal(
  decryption: Decryption,
  { secrets, sealRequired, accepts }: Pick<PipelineRequest, 'secrets' | 'sealRequired' | 'accepts'>,
): void {
  const { privateKey, passphrase, licenseKey, databasePasswords = [] } = secrets;
  const given =
    databasePasswords.length > 0 || [privateKey, passphrase, licenseKey].some((secret) => secret !== undefined);
  if ((given || sealRequired) && !accepts.unsealed && !isSealed(decryption)) throw failed('not-sealed', {});
}

/** @throws authentic-only where the contents were not looked into, and no one said that this is enough */
function requireProven({ warnings }: ProofReport, { authenticOnly }: Accepts): void {
  const seen = findUnread(warnings);
  if (seen !== null && !authenticOnly) throw failed('authentic-only', { found: seen });
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
    if (isFailure(error, 'altered')) throw await request.diagnose(decryption, error);
    throw error;
  }
  // Of what no secret seals, only that it was read to its end can be said.
  if (isSealed(decryption)) meter.enter('authenticate', null);
  await request.afterAuthentication();
}

/**
 * Writes the authentic payload to `part`, so that it can be read back. What it finds of its entries meanwhile is true
 * of the very bytes that the part was given.
 */
async function authenticateInto(
  part: PartFile,
  decryption: Decryption,
  request: PipelineRequest,
  meter: Meter,
): Promise<StreamedEntries | null> {
  // What an earlier try left is in the part already, and is not given to it now: the proof reads all of that back.
  const isContinued = (request.care?.have ?? 0) > 0;
  const streamed = isContinued ? null : streamedEntriesOf(proofTask(decryption, request, '', false));
  const take = (slice: Uint8Array) => {
    streamed?.add(slice);
    return part.write(slice);
  };
  await authenticate(decryption, take, request, meter);
  await part.flush();
  return streamed;
}

async function prove(
  payload: RandomAccess,
  scratchParent: string,
  decryption: Decryption,
  request: Proving,
  context: JobContext,
  meter: Meter,
  streamed: StreamedEntries | null,
): Promise<ProofReport> {
  meter.enter('prove', payload.size);
  const task = proofTask(decryption, request, scratchParent, decryption.endsOpen());
  return withAuthentication(
    decryption,
    await runProof(task, payload, context.signal, (done) => meter.at(done), streamed),
  );
}

function proofTask(
  { payload, layers }: Decryption,
  { scope, name }: Proving,
  scratchParent: string,
  endsOpen: boolean,
): ProofTask {
  const expected = expectedContents(
    layers.map(({ header }) => header),
    name,
  );
  return { kind: payload, scope, expected, endsOpen, scratchParent };
}

/** Without a secret there is nothing that could tell a change on purpose. */
function withAuthentication(decryption: Decryption, proof: ProofReport): ProofReport {
  const sealed = isSealed(decryption);
  return {
    ...proof,
    checks: [{ id: 'authenticated', outcome: sealed ? 'passed' : 'warning' }, ...proof.checks],
    warnings: [...(sealed ? [] : [warning('not-sealed', {})]), ...clockWarnings(proof), ...proof.warnings],
  };
}

/** What was exported in the future was exported by another clock than this machine's, and its age is not known. */
function clockWarnings({ facts }: ProofReport): Warning[] {
  const at = facts.kind === 'portal-export' ? facts.exportedAt : null;
  const seconds = secondsAhead(at, Date.now());
  return at === null || seconds === null ? [] : [warning('clocks-disagree', { at, seconds })];
}

/** Whether an envelope that takes a secret holds it: only then does anything tell of a change on purpose. */
export function isSealed(decryption: Decryption): boolean {
  return decryption.layers.some(({ header }) => header.needs !== 'nothing');
}

/**
 * GCM alone does not show whether a file was cut or altered. The plaintext does: a body that ends with a zip's end
 * record has its whole length, and a cut dump stops within itself.
 */
export async function cutOrAltered(
  decryption: Decryption,
  source: FileSource,
  error: SalvorError,
): Promise<SalvorError> {
  const { inPlace, layers, payload } = decryption;
  if (inPlace === null || layers.length !== 1) return error;
  const plain = openEnvelopes(source.access(), inPlace);
  try {
    const isCut = payload === 'zip' ? await lacksZipEnd(plain) : await stopsEarly(payload, plain);
    return isCut ? failed('cut-short', { have: source.size, need: null }, error) : error;
  } finally {
    await plain.close();
  }
}

async function lacksZipEnd(plain: RandomAccess): Promise<boolean> {
  const tail = new Uint8Array(Math.min(ZIP_END_BYTES, plain.size));
  await plain.read(tail, plain.size - tail.length);
  return !zipEndsHere(tail);
}
