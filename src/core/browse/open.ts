import { basename, join } from 'node:path';
import { readDumpToc } from '../contents/postgresql/toc';
import type { FileSource } from '../disk/byte-source';
import { PartFile } from '../disk/part-file';
import { scratchParent } from '../disk/private-folder';
import { openFileAccess, type RandomAccess } from '../disk/random-access';
import { ScratchFolder } from '../disk/scratch-folder';
import { failed, isFailure, type SalvorError } from '../errors';
import { parsePrivateKey, wipe } from '../formats/site-key';
import { archiveFacts } from '../proof/dump-facts';
import { firstStatements, provePlainDump } from '../proof/prove-plain-dump';
import { beginDecryption, type Decryption } from '../restore/decrypt';
import { describeOpening } from '../restore/describe-opening';
import type { JobContext } from '../restore/job';
import { Meter } from '../restore/meter';
import { ONLY_PROVEN } from '../restore/model';
import type { VerifyRequest } from '../restore/open';
import { authenticate, cutOrAltered, isSealed, requireSeal } from '../restore/pipeline';
import { openEnvelopes } from '../restore/proof-task';
import { withStallWatch } from '../restore/stall';
import { fileSource } from '../sources/file/file-source';
import type { BrowsedArchive, Inside, PlainSql } from './browse';
import { PortalDatabase } from './portal-database';
import { tarFiles } from './tar-files';
import { zipFiles } from './zip-files';

export interface BrowseRequest extends Omit<VerifyRequest, 'scope'> {
  /** The folder under which a private scratch folder may be made; the system's own for such things if left out. */
  readonly scratchParent?: string;
}

/**
 * Opens an archive on the disk for browsing. It is read once as a whole, so that nothing is shown of one that is not
 * authentic; then its payload is decrypted where it is asked for, and each block must be as it was authenticated.
 * Envelopes that cannot be read at any position are decrypted to a private scratch file, which is gone after `close`
 * and after any failure here.
 *
 * @throws what opening it would throw: wrong-key, cut-short, altered and the like; zip-damaged and the like where
 *   its list of contents cannot be read
 */
export function openForBrowsing(request: BrowseRequest, context: JobContext): Promise<BrowsedArchive> {
  return withStallWatch(context, (watched) => openWatched(request, watched));
}

async function openWatched(request: BrowseRequest, context: JobContext): Promise<BrowsedArchive> {
  const meter = new Meter(context);
  const scratch = new ScratchFolder(request.scratchParent ?? (await scratchParent()));
  let access: RandomAccess | null = null;
  try {
    const opened = await openPayload(request, scratch, context, meter);
    access = opened.access;
    meter.enter('prove', null);
    context.signal.throwIfAborted();
    const inside = await readInside(opened, scratch, context.signal);
    return {
      archive: { name: basename(request.source), bytes: opened.archiveBytes },
      source: request.source,
      sealed: isSealed(opened.decryption),
      ...describeOpening(opened.decryption),
      bytes: access.size,
      inside,
      access,
      async close() {
        if (inside.kind === 'zip') inside.database?.close();
        await opened.access.close();
        await scratch.remove();
      },
    };
  } catch (error) {
    await access?.close();
    await scratch.remove();
    throw error;
  }
}

interface OpenedPayload {
  readonly decryption: Decryption;
  readonly archiveBytes: number;
  readonly access: RandomAccess;
}

async function openPayload(
  request: BrowseRequest,
  scratch: ScratchFolder,
  context: JobContext,
  meter: Meter,
): Promise<OpenedPayload> {
  const { key, ...others } = request;
  const privateKey = key === null ? undefined : parsePrivateKey(key);
  const source = await fileSource(request.source, true);
  try {
    meter.enter('transfer', source.size);
    const secrets = privateKey === undefined ? others : { ...others, privateKey };
    const decryption = await beginDecryption(source, secrets, context, meter, () => {}, scratch.parent);
    try {
      requireSeal(decryption, { secrets, sealRequired: false, accepts: request.accepts ?? ONLY_PROVEN });
      return await readWhole(decryption, source, scratch, context, meter);
    } finally {
      await decryption.close();
    }
  } finally {
    if (privateKey !== undefined) wipe(privateKey);
    await source.close();
  }
}

async function readWhole(
  decryption: Decryption,
  source: FileSource,
  scratch: ScratchFolder,
  context: JobContext,
  meter: Meter,
): Promise<OpenedPayload> {
  const settle = {
    afterAuthentication: () => {},
    diagnose: (failing: Decryption, error: SalvorError) => cutOrAltered(failing, source, error),
  };
  const { layers } = decryption;
  if (layers.length === 0) {
    // Nothing seals it: there is nothing to find out by reading all of it.
    return { decryption, archiveBytes: source.size, access: source.access() };
  }
  const { inPlace } = decryption;
  const access =
    inPlace !== null
      ? await authenticate(decryption, () => {}, settle, meter).then(() => openEnvelopes(source.access(), inPlace))
      : await scratchCopy(scratch, context.signal, (take) => authenticate(decryption, take, settle, meter));
  return { decryption, archiveBytes: source.size, access };
}

/** The payload in a file that has no name any more as soon as it is open, where the system allows that. */
async function scratchCopy(
  scratch: ScratchFolder,
  signal: AbortSignal,
  fill: (take: (slice: Uint8Array) => Promise<void> | void) => Promise<void>,
): Promise<RandomAccess> {
  const part = await PartFile.create(join(await scratch.path(), 'payload'));
  try {
    await fill((slice) => {
      // A few kilobytes of gzip can become gigabytes, between two pieces of the source.
      signal.throwIfAborted();
      return part.write(slice);
    });
    await part.flush();
    return await openFileAccess(part.path);
  } finally {
    await part.discard();
  }
}

async function readInside(
  { decryption, access }: OpenedPayload,
  scratch: ScratchFolder,
  signal: AbortSignal,
): Promise<Inside> {
  try {
    return await insideOf(decryption, access, scratch, signal);
  } catch (error) {
    // An envelope that can be cut without a trace: then what is inside has no end.
    if (decryption.endsOpen() && isFailure(error, 'zip-end-missing')) {
      throw failed('cut-short', { have: access.size, need: null }, error);
    }
    throw error;
  }
}

async function insideOf(
  { payload, endsOpen }: Decryption,
  access: RandomAccess,
  scratch: ScratchFolder,
  signal: AbortSignal,
): Promise<Inside> {
  switch (payload) {
    case 'zip': {
      const files = await zipFiles(access, signal);
      return { kind: 'zip', files, database: PortalDatabase.among(files, scratch) };
    }
    case 'tar':
      return { kind: 'tar', files: await tarFiles(access, signal) };
    case 'postgresql-custom': {
      const toc = await readDumpToc(access, signal);
      // Of the rows nothing is known before the data itself was read.
      return { kind: 'postgresql-custom', toc, facts: archiveFacts(toc, new Map()) };
    }
    case 'postgresql-sql':
      return { kind: 'postgresql-sql', sql: plainSql(access) };
    default:
      if (access.size === 0) throw failed('payload-empty', {});
      if (endsOpen()) throw failed('cut-short', { have: access.size, need: null });
      return { kind: 'unknown' };
  }
}

function plainSql(access: RandomAccess): PlainSql {
  return {
    statements: (most) => firstStatements(access, most),
    async facts(signal) {
      const { facts } = await provePlainDump(access, { signal, report: () => {} });
      if (facts.kind !== 'postgresql-dump')
        throw failed('unexpected', { detail: `plain SQL has facts of the kind ${facts.kind}` });
      return facts;
    },
  };
}
