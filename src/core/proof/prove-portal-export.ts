import { isFolder } from '../contents/entry-names';
import { checkContents, layOut } from '../contents/zip/entry-contents';
import { checkExpansion, needsMoreSpace } from '../contents/zip/expansion';
import { requireNothingBefore } from '../contents/zip/gap';
import { checkReadable } from '../contents/zip/local-header';
import type { StreamedEntries } from '../contents/zip/streamed-entries';
import { readZipDirectory } from '../contents/zip/zip-directory';
import type { RandomAccess } from '../disk/random-access';
import { failed } from '../errors';
import type { Scope } from '../sources/model';
import { checkEntryNames } from './entry-names';
import type { ReadEntries } from './export-files';
import { type ProofReport, warning } from './model';
import { packingWarnings, requirePortalMethods } from './packing';
import { proveFrontendExport } from './prove-frontend-export';
import { proveFullExport } from './prove-full-export';

export interface ProofOptions {
  readonly scope: Scope;
  /** The folder under which the private scratch folder is made; its disk must have space for the database. */
  readonly scratchParent: string;
  /** Free bytes on the disk that the archive would be unpacked on, or null where that does not matter. */
  readonly freeBytes: number | null;
  readonly signal: AbortSignal;
  /** Bytes of the archive gone through, of its length; called for every piece. */
  readonly report: (done: number, total: number) => void;
  /** What was found of a zip's entries while the archive was authenticated. */
  readonly streamed?: StreamedEntries | null;
}

/**
 * Proves that a decrypted archive is a sound zip of the given scope: a whole-site export as the portal's import
 * takes it, or a frontend archive as the portal's frontend import takes it.
 *
 * The report lists this proof's own checks; that the bytes are authentic is for the caller to say. Reads of `payload`
 * overlap. Throws payload-empty, payload-not-a-zip, zip-damaged, entry-name-hostile, entry-damaged, zip-bomb,
 * export-of-other-scope, entry-missing, manifest-unreadable, manifest-other-app, manifest-other-kind,
 * content-unreadable, database-unsound, database-not-of-portal, credential-key-unusable, disk-full and
 * destination-not-writable (of the scratch folder), cancelled, and what the payload's read throws.
 */
export async function provePortalExport(payload: RandomAccess, options: ProofOptions): Promise<ProofReport> {
  if (options.signal.aborted) throw failed('cancelled', {});
  options.report(0, payload.size);
  const directory = await readZipDirectory(payload, options.signal);
  requireNothingBefore(directory);
  const names = checkEntryNames(directory.entries, 'portal').warnings;
  requirePortalMethods(directory.entries);
  for (const entry of directory.entries) checkReadable(entry);
  const { total } = checkExpansion(directory.entries);
  const cramped = needsMoreSpace(total, options.freeBytes);
  const places = layOut(directory);

  let done = 0;
  let between = 0;
  const read: ReadEntries = async (chosen, takers) => {
    const passed = (bytes: number) => options.report((done += bytes), payload.size);
    const more = await checkContents(payload, chosen, {
      signal: options.signal,
      takers,
      passed,
      streamed: options.streamed ?? null,
    });
    between += more;
  };

  const files = directory.entries.filter((entry) => !isFolder(entry.name));
  const parts = { files, places, read };
  const found = options.scope === 'full' ? await proveFullExport(parts, options) : await proveFrontendExport(parts);

  options.report(payload.size, payload.size);
  const packing = packingWarnings(files, { between, after: directory.after });
  return {
    checks: [
      { id: 'entry-names', outcome: names.length > 0 ? 'warning' : 'passed' },
      { id: 'expansion', outcome: cramped ? 'warning' : 'passed' },
      { id: 'entry-contents', outcome: packing.length > 0 ? 'warning' : 'passed' },
      ...found.checks,
    ],
    warnings: [...found.warnings, ...names, ...packing, ...(cramped ? [warning('needs-more-space', {})] : [])],
    entries: { count: files.length, bytes: total },
    facts: found.facts,
  };
}
