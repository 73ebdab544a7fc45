import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withFileLock } from '../../disk/file-lock';
import { readTextIfThere } from '../../disk/read-file';
import { removeUnfinished, writeWhole } from '../../disk/whole-file';
import { failed } from '../../errors';
import { parseStrictJson } from '../../signing/strict-json';
import type { Anchor, AnchorKeeper } from '../logbook/anchor';
import { type RegisterFile, registerSchema } from './model';
import { EMPTY_REGISTER } from './operations';

const FILE = 'register.json';
const MODE = 0o600;

export interface ReadRegister {
  readonly register: RegisterFile;
  /** The file was damaged, and what is shown is the state before the last change. */
  readonly fromPrevious: boolean;
}

/**
 * The register's file, and beside it the state before the last change. Every change happens under a lock and is on the
 * disk when it returns; after a kill at any point the register is as it was before or as it is after.
 */
export class Register implements AnchorKeeper {
  readonly #path: string;
  readonly #previous: string;

  /** @param folder of the installation */
  constructor(folder: string) {
    this.#path = join(folder, FILE);
    this.#previous = join(folder, 'register.previous.json');
  }

  /** @throws register-damaged where neither state can be read, file-unreadable */
  async read(): Promise<ReadRegister> {
    const { register, fromPrevious } = await this.#look();
    return { register, fromPrevious };
  }

  /**
   * Changes the register by one operation.
   *
   * @throws register-damaged, file-in-use, destination-not-writable, and whatever the operation refuses with
   */
  async change(operation: (register: RegisterFile) => RegisterFile): Promise<RegisterFile> {
    return withFileLock(`${this.#path}.lock`, async () => {
      await removeUnfinished(this.#path);
      await removeUnfinished(this.#previous);
      const { register, fromPrevious, text } = await this.#look();
      const changed = registerSchema.parse(operation(register));
      if (fromPrevious) await this.#setAside();
      else if (text !== null) await writeWhole(this.#previous, text, MODE);
      await writeWhole(this.#path, `${JSON.stringify(changed, null, 2)}\n`, MODE);
      return changed;
    });
  }

  /** Where the logbook ended when a line was last written. @throws as read */
  async readAnchor(): Promise<Anchor | null> {
    return (await this.#look()).register.logbook;
  }

  /** Keeps a later end of the logbook; the state before the last change stays what it is. @throws as change */
  async keepAnchor(logbook: Anchor): Promise<void> {
    await withFileLock(`${this.#path}.lock`, async () => {
      const { register, fromPrevious } = await this.#look();
      if (!fromPrevious) await writeWhole(this.#path, `${JSON.stringify({ ...register, logbook }, null, 2)}\n`, MODE);
    });
  }

  async #look(): Promise<ReadRegister & { text: string | null }> {
    const text = await readTextIfThere(this.#path);
    const register = text === null ? null : parse(text);
    if (register !== null) return { register, fromPrevious: false, text };
    const earlier = await readTextIfThere(this.#previous);
    if (text === null && earlier === null) return { register: EMPTY_REGISTER, fromPrevious: false, text: null };
    const previous = earlier === null ? null : parse(earlier);
    if (previous === null) throw failed('register-damaged', { path: this.#path });
    return { register: previous, fromPrevious: true, text };
  }

  /** Keeps the damaged file for whoever wants to know what happened to it. */
  async #setAside(): Promise<void> {
    const damaged = await readFile(this.#path).catch(() => null);
    if (damaged === null) return;
    const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-');
    await writeWhole(this.#path.replace(/\.json$/, `.damaged-${stamp}.json`), damaged, MODE);
  }
}

function parse(text: string): RegisterFile | null {
  try {
    return registerSchema.parse(parseStrictJson(text));
  } catch {
    return null;
  }
}
