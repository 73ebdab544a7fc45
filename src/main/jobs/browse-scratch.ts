import { readFile, rm } from 'node:fs/promises';
import { basename, isAbsolute } from 'node:path';
import { z } from 'zod';
import { unwritable } from '../../core/disk/disk-trouble';
import { makePrivateFolder, removePrivateFolder } from '../../core/disk/private-folder';
import { writeWhole } from '../../core/disk/whole-file';

const PREFIX = 'salvor-browse-';
const recordSchema = z.array(z.string());

/**
 * The private folders in which looks may keep what they had to decrypt to the disk. Main makes and removes them, so
 * that nothing stays when the process of a look is killed; and since main can be killed too, it writes down which
 * there are, and the next start removes what is left.
 */
export class BrowseScratch {
  readonly #parent: string;
  readonly #record: string;
  #rooms: string[] = [];
  #swept: Promise<void> | null = null;

  /**
   * @param parent where the system keeps temporary files
   * @param record the file in which the rooms are written down
   */
  constructor(parent: string, record: string) {
    this.#parent = parent;
    this.#record = record;
  }

  /** Makes a room (mode 0700). @throws destination-not-writable */
  async make(): Promise<string> {
    await this.sweep();
    const room = await makePrivateFolder(this.#parent, PREFIX).catch(unwritable(this.#parent));
    this.#rooms.push(room);
    await this.#write();
    return room;
  }

  /** Removes a room with all that is in it. One that cannot be removed now stays written down. Never rejects. */
  async remove(room: string): Promise<void> {
    if (await removePrivateFolder(room)) this.#rooms = this.#rooms.filter((each) => each !== room);
    await this.#write().catch(() => {});
  }

  /** Removes what an earlier run left behind, once. Never rejects: it must not keep Salvor from starting. */
  sweep(): Promise<void> {
    this.#swept ??= this.#removeLeft();
    return this.#swept;
  }

  async #removeLeft(): Promise<void> {
    const text = await readFile(this.#record, 'utf8').catch(() => null);
    if (text === null) return;
    for (const room of written(text)) if (!(await removePrivateFolder(room))) this.#rooms.push(room);
    await this.#write().catch(() => {});
  }

  async #write(): Promise<void> {
    if (this.#rooms.length === 0) await rm(this.#record, { force: true });
    else await writeWhole(this.#record, JSON.stringify(this.#rooms), 0o600);
  }
}

/** The rooms in a record; none that a room of ours could not be, and none where the record cannot be read. */
function written(record: string): string[] {
  try {
    return recordSchema
      .parse(JSON.parse(record))
      .filter((room) => isAbsolute(room) && basename(room).startsWith(PREFIX));
  } catch {
    return [];
  }
}
