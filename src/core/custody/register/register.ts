import { KeptFile } from '../../disk/kept-file';
import { failed } from '../../errors';
import { parseStrictJson } from '../../signing/strict-json';
import type { Anchor, AnchorKeeper } from '../logbook/anchor';
import { type RegisterFile, registerSchema } from './model';
import { EMPTY_REGISTER } from './operations';

const NAMES = {
  file: 'register.json',
  previous: 'register.previous.json',
  damaged: (stamp: string) => `register.damaged-${stamp}.json`,
};
/** Far more than any register grows to; the whole file is read into memory. */
const LONGEST_REGISTER = 64 * 1024 * 1024;

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
  readonly #disk: KeptFile<RegisterFile>;

  /** @param folder of the installation */
  constructor(folder: string) {
    this.#disk = new KeptFile(folder, NAMES, LONGEST_REGISTER, decodeRegister);
  }

  /** @throws register-damaged where neither state can be read, file-unreadable */
  async read(): Promise<ReadRegister> {
    const present = await this.#disk.readPresent();
    if (present.state === 'whole') return { register: present.content, fromPrevious: false };
    const previous = await this.#disk.readPrevious();
    if (previous.state === 'whole') return { register: previous.content, fromPrevious: true };
    if (present.state === 'damaged' || previous.state === 'damaged')
      throw failed('register-damaged', { path: this.#disk.path });
    return { register: EMPTY_REGISTER, fromPrevious: false };
  }

  /**
   * Changes the register by one operation.
   *
   * @throws register-damaged, file-in-use, destination-not-writable, and whatever the operation refuses with
   */
  async change(operation: (register: RegisterFile) => RegisterFile): Promise<RegisterFile> {
    return this.#disk.alone(async () => {
      const { register } = await this.read();
      const changed = registerSchema.parse(operation(register));
      // A damaged file is set aside, for anyone who wants to know what happened to it.
      await this.#disk.replace(encodeRegister(changed));
      return changed;
    });
  }

  /** Where the logbook ended when a line was last written. @throws as read */
  async readAnchor(): Promise<Anchor | null> {
    return (await this.read()).register.logbook;
  }

  /** Keeps a later end of the logbook; the state before the last change stays what it is. @throws as change */
  async keepAnchor(logbook: Anchor): Promise<void> {
    await this.#disk.alone(async () => {
      const { register, fromPrevious } = await this.read();
      if (!fromPrevious) await this.#disk.replacePresent(encodeRegister({ ...register, logbook }));
    });
  }
}

function encodeRegister(register: RegisterFile): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify(register, null, 2)}\n`);
}

function decodeRegister(bytes: Uint8Array): RegisterFile | null {
  try {
    return registerSchema.parse(parseStrictJson(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes)));
  } catch {
    return null;
  }
}
