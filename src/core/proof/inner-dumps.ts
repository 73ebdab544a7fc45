import { join } from 'node:path';
import { toPrintable } from '../contents/printable';
import { unpackGzip } from '../contents/unpack-gzip';
import { allowedExpansion } from '../contents/zip/expansion';
import { openFileAccess, type RandomAccess } from '../disk/random-access';
import { ScratchFile } from '../disk/scratch-file';
import { withScratchFolder } from '../disk/scratch-folder';
import { failed, SalvorError } from '../errors';
import { gzip } from '../formats/gzip';
import { PAYLOAD_HEAD_BYTES, recognisePayload } from '../formats/payload';
import { type InnerProof, mayHoldDump, NOTHING_INSIDE, type ProveInner } from './inner-proof';
import type { ProofReport } from './model';
import { proveCustomDump } from './prove-custom-dump';
import { provePlainDump } from './prove-plain-dump';
import type { ProofOptions } from './prove-portal-export';
import { proveTar } from './prove-tar';
import { proveZipOfFiles } from './prove-zip-of-files';

/** A tar in a zip, or a packed dump in a tar: what lies deeper is a file like any other. */
const DEEPEST = 2;

/**
 * Proves files of a tar or zip where they are dumps, packed ones, or hold dumps themselves.
 *
 * What it gives throws dump-damaged and the like, naming the file: what is cut within a whole archive was cut before.
 *
 * @param depth how many tars, zips and gzip files are around the files
 */
export function innerProver(depth: number, options: ProofOptions): ProveInner {
  return (name, file) => proveInner(name, file, depth, options);
}

async function proveInner(name: string, file: RandomAccess, depth: number, options: ProofOptions): Promise<InnerProof> {
  const head = Buffer.alloc(Math.min(PAYLOAD_HEAD_BYTES, file.size));
  await file.read(head, 0);
  if (depth > DEEPEST || !mayHoldDump(name, head)) return NOTHING_INSIDE;
  try {
    if (gzip.recognise(head)) return await proveUnpacked(name, file, depth, options);
    return await proveKind(name, file, head, depth, options);
  } catch (error) {
    throw inEntry(name, error);
  }
}

async function proveKind(
  name: string,
  file: RandomAccess,
  head: Uint8Array,
  depth: number,
  options: ProofOptions,
): Promise<InnerProof> {
  const quiet = { signal: options.signal, report: () => undefined };
  switch (recognisePayload(head)) {
    case 'postgresql-custom':
      return toInnerProof(name, await proveCustomDump(file, quiet));
    case 'postgresql-sql':
      return toInnerProof(name, await provePlainDump(file, quiet));
    case 'tar':
      return nestDumps(name, await proveTar(file, innerProver(depth + 1, options), quiet));
    case 'zip':
      return nestDumps(name, await proveZipOfFiles(file, innerProver(depth + 1, options), { ...options, ...quiet }));
    case null:
      return NOTHING_INSIDE;
  }
}

function toInnerProof(name: string, { facts, warnings }: ProofReport): InnerProof {
  return facts.kind === 'postgresql-dump'
    ? { dumps: [{ entry: toPrintable(name), dump: facts }], warnings }
    : NOTHING_INSIDE;
}

function nestDumps(name: string, proven: ProofReport): InnerProof {
  const { facts } = proven;
  if (facts.kind !== 'files') return toInnerProof(name, proven);
  const dumps = facts.dumps.map(({ entry, dump }) => ({ entry: `${toPrintable(name)}/${entry}`, dump }));
  // That there is none in here says nothing of the whole.
  return { dumps, warnings: proven.warnings.filter(({ code }) => code !== 'no-dump-inside') };
}

/** A dump is read at any position, so that a packed one is unpacked to a private file. */
async function proveUnpacked(
  name: string,
  file: RandomAccess,
  depth: number,
  options: ProofOptions,
): Promise<InnerProof> {
  const limit = allowedExpansion(file.size);
  return withScratchFolder(options.scratchParent, async (folder) => {
    const scratch = await ScratchFile.create(join(folder, 'unpacked'), limit);
    let bytes = 0;
    try {
      await unpackGzip(file, options.signal, (piece) => {
        bytes += piece.length;
        if (bytes > limit) throw failed('zip-bomb', { entry: toPrintable(name), expandsTo: bytes, limit });
        if (options.freeBytes !== null && bytes > options.freeBytes)
          throw failed('expands-beyond-disk', { expandsTo: bytes, free: options.freeBytes });
        return scratch.append(piece);
      });
    } finally {
      await scratch.close();
    }
    const access = await openFileAccess(scratch.path);
    try {
      return await proveInner(name.replace(/\.gz$/i, ''), access, depth + 1, options);
    } finally {
      await access.close();
    }
  });
}

/** Names the file in a failure; the archive around it is whole, so that a cut file was cut before. */
function inEntry(name: string, error: unknown): unknown {
  if (!(error instanceof SalvorError)) return error;
  const { code, params } = error.failure;
  const where = `in the file “${toPrintable(name)}”`;
  if (code === 'cut-short' || code === 'header-cut-short' || code === 'zip-end-missing')
    return failed('dump-damaged', { reason: `${where} its end is missing` }, error);
  if (code !== 'dump-damaged' && code !== 'tar-damaged' && code !== 'zip-damaged' && code !== 'gzip-damaged')
    return error;
  return failed(
    code,
    { reason: params.reason.startsWith('in the file ') ? params.reason : `${where} ${params.reason}` },
    error,
  );
}
