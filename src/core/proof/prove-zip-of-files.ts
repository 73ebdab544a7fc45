import { join } from 'node:path';
import { isFolder } from '../contents/entry-names';
import { checkContents, layOut } from '../contents/zip/entry-contents';
import { checkExpansion, needsMoreSpace } from '../contents/zip/expansion';
import { requireNothingBefore } from '../contents/zip/gap';
import type { Take } from '../contents/zip/inflate';
import { checkReadable } from '../contents/zip/local-header';
import { readZipDirectory, type ZipEntry } from '../contents/zip/zip-directory';
import { openFileAccess, type RandomAccess } from '../disk/random-access';
import { ScratchFile } from '../disk/scratch-file';
import { withScratchFolder } from '../disk/scratch-folder';
import { failed } from '../errors';
import { PAYLOAD_HEAD_BYTES } from '../formats/payload';
import { checkEntryNames } from './entry-names';
import { filesReport } from './files-report';
import { type InnerProof, mayHoldDump, type ProveInner } from './inner-proof';
import type { ProofReport } from './model';
import { packingWarnings } from './packing';
import type { ProofOptions } from './prove-portal-export';

/**
 * Proves a zip that is no portal export: names, lengths, checksums and how far it expands, as of every zip, and then
 * every database dump in it, which is in a private file meanwhile.
 *
 * @param proveInner proves what its files hold
 * @throws what the proof of a portal export throws of its zip, and what the proof of a dump throws
 */
export async function proveZipOfFiles(
  payload: RandomAccess,
  proveInner: ProveInner,
  options: ProofOptions,
): Promise<ProofReport> {
  if (options.signal.aborted) throw failed('cancelled', {});
  const directory = await readZipDirectory(payload, options.signal);
  requireNothingBefore(directory);
  const names = checkEntryNames(directory.entries).warnings;
  for (const entry of directory.entries) checkReadable(entry);
  const { total } = checkExpansion(directory.entries);
  const cramped = needsMoreSpace(total, options.freeBytes);
  const places = layOut(directory);
  const files = directory.entries.filter(({ name }) => !isFolder(name));

  return withScratchFolder(options.scratchParent, async (folder) => {
    const candidates = new Map<ZipEntry, Candidate>(
      files.map((entry, index) => [entry, new Candidate(entry, join(folder, String(index)))]),
    );
    const takers = new Map<ZipEntry, Take>(
      [...candidates].map(([entry, candidate]) => [entry, (bytes) => candidate.take(bytes)]),
    );
    let done = 0;
    let between = 0;
    try {
      between = await checkContents(payload, places, {
        signal: options.signal,
        takers,
        passed: (bytes) => options.report((done += bytes), payload.size),
      });
      for (const candidate of candidates.values()) await candidate.decide();
    } finally {
      for (const candidate of candidates.values()) await candidate.close();
    }
    const inner: InnerProof[] = [];
    for (const { entry, path } of candidates.values()) {
      if (path === null) continue;
      const file = await openFileAccess(path);
      try {
        inner.push(await proveInner(entry.name, file));
      } finally {
        await file.close();
      }
    }
    return filesReport('zip', inner, {
      names,
      packing: packingWarnings(files, { between, after: directory.after }),
      cramped,
      total: { count: files.length, bytes: total },
    });
  });
}

/** An entry that is written out if its first bytes are those of a dump, or of something that may hold one. */
class Candidate {
  readonly entry: ZipEntry;
  readonly #place: string;
  #head: Buffer | null = Buffer.alloc(0);
  #file: ScratchFile | null = null;

  constructor(entry: ZipEntry, place: string) {
    this.entry = entry;
    this.#place = place;
  }

  /** Where it was written; null where it is nothing to look into. */
  get path(): string | null {
    return this.#file?.path ?? null;
  }

  take(bytes: Buffer): Promise<void> | void {
    if (this.#head === null) return this.#file?.append(bytes);
    // A copy: a piece is valid only until the next one comes.
    this.#head = Buffer.concat([this.#head, bytes]);
    if (this.#head.length >= PAYLOAD_HEAD_BYTES) return this.decide();
  }

  /** To be called once more behind the last piece, for files that are shorter than a head. */
  async decide(): Promise<void> {
    const head = this.#head;
    if (head === null) return;
    this.#head = null;
    if (!mayHoldDump(this.entry.name, head.subarray(0, PAYLOAD_HEAD_BYTES))) return;
    this.#file = await ScratchFile.create(this.#place, this.entry.bytes);
    await this.#file.append(head);
  }

  async close(): Promise<void> {
    await this.#file?.close();
  }
}
