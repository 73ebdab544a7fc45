import { randomUUID } from 'node:crypto';
import { lstat, mkdir, readdir, readFile, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { unwritable } from '../disk/disk-trouble';
import { withFileLock } from '../disk/file-lock';
import { isGone, ownerSchema, thisProcess } from '../disk/owner';
import { sweepScratch } from '../disk/scratch-folder';
import { writeWhole } from '../disk/whole-file';
import { type KeptHead, keptHeadSchema, type Leftover, type LeftoverFacts, leftoverFactsSchema } from './model';

/** One file each below the data folder: which part is where, and all that is needed to resume it. */
const recordSchema = leftoverFactsSchema.extend({
  version: z.literal(1),
  id: z.uuid(),
  /** Empty before its name is known; no other kind of file is ever removed because of a record. */
  part: z.string().regex(/^$|\.part$/),
  /** Whether the part was made; until then an empty file of that name is ours, and any other is not. */
  made: z.boolean(),
  begun: z.iso.datetime(),
  /** Who writes it at this moment; null when no one does. */
  owner: ownerSchema.nullable(),
  /** Null where the archive's format cannot be resumed, and while nothing of it has come. */
  head: keptHeadSchema.nullable(),
});
type Stored = z.infer<typeof recordSchema>;

const ENDING = '.json';
/** A disk that is not there may come back; after so long no one waits for it. */
const FORGET_AFTER_MS = 90 * 24 * 60 * 60 * 1000;

/** A part that can be resumed: its record and what is on the disk. */
export interface Resumable {
  readonly record: PartRecord;
  readonly part: string;
  readonly head: KeptHead;
  readonly have: number;
}

/**
 * The unfinished files of this user, wherever they are. The app and the command share them; each record is a file of
 * its own, so that what is killed between two writes leaves it as it was before or after.
 */
export class Leftovers {
  readonly #folder: string;

  /** @param dataFolder where Salvor keeps what it knows; made when the first record is written */
  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'leftovers');
  }

  /** Begins a record, before its part is made. @throws destination-not-writable */
  async begin(facts: LeftoverFacts): Promise<PartRecord> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 }).catch(unwritable(this.#folder));
    const begun = new Date().toISOString();
    return new PartRecord(this.#folder, {
      version: 1,
      id: randomUUID(),
      ...facts,
      part: '',
      made: false,
      begun,
      owner: await thisProcess(),
      head: null,
    });
  }

  /** Every part that no process works on, the latest first. A record whose file is gone is dropped. */
  async list(): Promise<Leftover[]> {
    const found: Leftover[] = [];
    for (const record of await this.#records()) {
      const left = await this.#inspect(record);
      if (left === null) continue;
      const { id, part, begun, head, job, destination, overwrite, server, archive } = record;
      found.push({ id, job, destination, overwrite, server, archive, part, begun, ...left, resumable: head !== null });
    }
    return found.toSorted((one, other) => Date.parse(other.touched) - Date.parse(one.touched));
  }

  /**
   * Takes the part of the same archive for the same destination, so that it has no second process.
   *
   * @returns null where none can be resumed
   */
  async claim(id: string): Promise<Resumable | null> {
    return withFileLock(join(this.#folder, 'claim.lock'), async () => {
      const record = (await this.#records()).find((each) => each.id === id);
      if (record === undefined || record.head === null) return null;
      const left = await this.#inspect(record);
      if (left === null) return null;
      const claimed = new PartRecord(this.#folder, record);
      await claimed.change({ owner: await thisProcess() });
      return { record: claimed, part: record.part, head: record.head, have: left.have };
    });
  }

  /** Removes a part and its record. One that a process works on, or that is gone, is left alone. */
  async discard(id: string): Promise<void> {
    const record = (await this.#records()).find((each) => each.id === id);
    if (record === undefined || (await this.#inspect(record)) === null) return;
    await rm(record.part, { force: true }).catch(unwritable(record.part));
    await new PartRecord(this.#folder, record).drop();
  }

  /**
   * Removes what killed processes left and no one can resume: private scratch folders, beside every known part and
   * in `folders`, and records that were being written.
   */
  async sweep(folders: readonly string[]): Promise<void> {
    const records = await this.#records();
    await sweepScratch(new Set([...folders, ...records.map(({ part }) => dirname(part))]));
    const names = await readdir(this.#folder).catch(() => []);
    for (const name of names.filter((each) => /^[0-9a-f-]{36}\.json\.[0-9a-f]{12}\.part$/.test(each))) {
      const path = join(this.#folder, name);
      const age = await stat(path).then(
        ({ mtimeMs }) => Date.now() - mtimeMs,
        () => 0,
      );
      // A record is written within a moment, so that an old one has no writer.
      if (age > 60_000) await rm(path, { force: true }).catch(() => {});
    }
  }

  async #records(): Promise<Stored[]> {
    const names = await readdir(this.#folder).catch(() => []);
    const found = names
      .filter((name) => name.endsWith(ENDING))
      .map(async (name) => {
        const text = await readFile(join(this.#folder, name), 'utf8').catch(() => '');
        const record = recordSchema.safeParse(parseJson(text));
        return record.success && `${record.data.id}${ENDING}` === name ? [record.data] : [];
      });
    return (await Promise.all(found)).flat();
  }

  /** What is there of a record's part; null where a process works on it, or where it is not there. */
  async #inspect(record: Stored): Promise<{ have: number; touched: string } | null> {
    if (record.owner !== null && !(await isGone(record.owner))) return null;
    const drop = async () => {
      await new PartRecord(this.#folder, record).drop();
      return null;
    };
    // A link that was put in its place is none of ours, and what it leads to even less.
    const found = await lstat(record.part).catch(() => null);
    if (found === null) {
      const folderStands = await stat(dirname(record.part)).then(
        () => true,
        () => false,
      );
      return folderStands || Date.now() - Date.parse(record.begun) > FORGET_AFTER_MS ? drop() : null;
    }
    if (!record.made) {
      // Killed between the record and the part, or between the part and its first byte.
      if (found.isFile() && found.size === 0) await rm(record.part, { force: true }).catch(() => {});
      return drop();
    }
    if (found.nlink > 1 && (await areOneFile(record.part, record.destination))) {
      // Killed between giving the final name and taking the part's away: the job had come to its end.
      await rm(record.part, { force: true }).catch(() => {});
      return drop();
    }
    return found.isFile() ? { have: found.size, touched: found.mtime.toISOString() } : drop();
  }
}

/** Whether two names are of the same file: continuing the one would change the other. */
async function areOneFile(one: string, other: string): Promise<boolean> {
  const [first, second] = await Promise.all(
    [one, other].map((path) => lstat(path, { bigint: true }).catch(() => null)),
  );
  return first != null && second != null && first.ino === second.ino && first.dev === second.dev;
}

/** The record of one part. Every change is on the disk when it returns. */
export class PartRecord {
  readonly #path: string;
  #record: Stored;

  constructor(folder: string, record: Stored) {
    this.#path = join(folder, `${record.id}${ENDING}`);
    this.#record = record;
  }

  async change(change: Partial<Pick<Stored, 'part' | 'made' | 'owner' | 'head' | 'overwrite'>>): Promise<void> {
    this.#record = { ...this.#record, ...change };
    await writeWhole(this.#path, `${JSON.stringify(this.#record)}\n`, 0o600);
  }

  async drop(): Promise<void> {
    await rm(this.#path, { force: true }).catch(() => {});
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
