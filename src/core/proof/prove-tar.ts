import { toPrintable } from '../contents/printable';
import { slice } from '../contents/slice';
import { readTar, type TarEntry } from '../contents/tar/tar-directory';
import type { RandomAccess } from '../disk/random-access';
import { failed } from '../errors';
import { checkEntryNames } from './entry-names';
import { filesReport } from './files-report';
import { type InnerProof, NOTHING_INSIDE, type ProveInner } from './inner-proof';
import { type ProofReport, warning } from './model';
import type { DumpProofOptions } from './prove-custom-dump';
import { proveFolderDump } from './prove-folder-dump';

/** The table of contents of a dump in several files, as pg_dump's tar and folder formats have it. */
const TOC = /(?:^|\/)toc\.dat$/;

/**
 * Proves a tar: every header, the lengths, the names, and the mark at its end; then every database dump in it. Files
 * with holes are not read, which is a warning. A tar that pg_dump wrote is itself one dump.
 *
 * @param proveInner proves what its files hold
 * @throws cut-short, tar-damaged, entry-name-hostile, payload-empty, cancelled; what the proof of a dump throws
 */
export async function proveTar(
  access: RandomAccess,
  proveInner: ProveInner,
  options: DumpProofOptions,
): Promise<ProofReport> {
  const entries = await readTar(access, options.signal);
  const { warnings: names } = checkEntryNames(entries);
  const sparse = entries.filter(({ kind }) => kind === 'sparse');
  const files = entries.filter(({ kind }) => kind === 'file');
  const total = { count: files.length, bytes: files.reduce((sum, { bytes }) => sum + bytes, 0) };

  const inner: InnerProof[] = [];
  const partsOfDumps = new Set<TarEntry>();
  for (const toc of files.filter(({ name }) => TOC.test(name)))
    inner.push(await proveFolderOf(toc, files, access, options, partsOfDumps));
  for (const entry of files) {
    if (options.signal.aborted) throw failed('cancelled', {});
    if (!partsOfDumps.has(entry)) inner.push(await proveInner(entry.name, slice(access, entry.at, entry.bytes)));
    options.report(entry.at + entry.bytes, access.size);
  }
  options.report(access.size, access.size);
  // Nothing in a tar is packed: unpacked it takes as much space as it does already.
  const packing =
    sparse[0] === undefined
      ? []
      : [warning('files-with-holes', { count: sparse.length, example: toPrintable(sparse[0].name) })];
  return filesReport('tar', inner, { names, packing, cramped: false, total });
}

async function proveFolderOf(
  toc: TarEntry,
  files: readonly TarEntry[],
  access: RandomAccess,
  options: DumpProofOptions,
  parts: Set<TarEntry>,
): Promise<InnerProof> {
  const folder = toc.name.slice(0, -'toc.dat'.length);
  const byName = new Map(
    files.filter(({ name }) => name.startsWith(folder)).map((file) => [file.name.slice(folder.length), file]),
  );
  const proven = await proveFolderDump(slice(access, toc.at, toc.bytes), {
    open(name) {
      const file = byName.get(name);
      if (file === undefined) return null;
      parts.add(file);
      return slice(access, file.at, file.bytes);
    },
    signal: options.signal,
  });
  if (proven === null || proven.facts.kind !== 'postgresql-dump') return NOTHING_INSIDE;
  parts.add(toc);
  // In its tars pg_dump puts a script beside the data, which restores it by psql.
  const script = byName.get('restore.sql');
  if (script !== undefined) parts.add(script);
  return {
    dumps: [{ entry: toPrintable(folder === '' ? toc.name : folder), dump: proven.facts }],
    warnings: proven.warnings,
  };
}
