import { KeptFile, type WholeFile } from '../../disk/kept-file';
import { failed } from '../../errors';
import { decodeVault, LONGEST_VAULT, type VaultFile } from './file-format';

/** A vault file as it is on the disk. */
export type Stored = WholeFile<VaultFile>;

/** The vault's file in a folder, with its predecessor. */
export class VaultDisk extends KeptFile<VaultFile> {
  constructor(folder: string) {
    const names = {
      file: 'vault.salvor',
      previous: 'vault.salvor.previous',
      damaged: (stamp: string) => `vault.salvor.damaged-${stamp}`,
    };
    super(folder, names, LONGEST_VAULT, (bytes) => {
      const decoded = decodeVault(bytes);
      if (decoded.state === 'unknown') throw failed('vault-version-unknown', { path: this.path });
      return decoded.state === 'whole' ? decoded.file : null;
    });
  }

  /** The present file. @throws vault-missing, vault-damaged, vault-version-unknown, file-unreadable */
  async read(): Promise<Stored> {
    const present = await this.readPresent();
    if (present.state === 'whole') return present;
    const hasPrevious = (await this.findPrevious()) !== null;
    // One that is gone while its predecessor is there was taken away: a new vault would lose what the other holds.
    if (present.state === 'missing' && !hasPrevious) throw failed('vault-missing', { path: this.path });
    throw failed('vault-damaged', { path: this.path, previous: hasPrevious ? 1 : 0 });
  }

  /** The predecessor where there is a whole one, else null. */
  async findPrevious(): Promise<Stored | null> {
    const previous = await this.readPrevious().catch(() => null);
    return previous?.state === 'whole' ? previous : null;
  }

  /** Whether there is a vault in whatever state, or its predecessor alone. */
  async exists(): Promise<boolean> {
    const present = await this.readPresent().catch(() => null);
    return present?.state !== 'missing' || (await this.findPrevious()) !== null;
  }

  /**
   * Puts the predecessor in the place of a damaged file, which is set aside. Only within `alone`.
   *
   * @returns the path of the damaged file; null where there was none
   */
  async restorePrevious(now: Date): Promise<string | null> {
    const previous = await this.findPrevious();
    if (previous === null) throw failed('vault-missing', { path: this.previousPath });
    const aside = await this.setAside(now);
    await this.replacePresent(previous.bytes);
    return aside;
  }
}
