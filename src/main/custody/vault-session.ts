import { join } from 'node:path';
import type { Logbook, LogNote } from '../../core/custody/logbook/logbook';
import type { LogEvent, LogFacts } from '../../core/custody/logbook/model';
import type { Sealing } from '../../core/custody/vault/model';
import type { Sealer } from '../../core/custody/vault/sealing';
import { type SealedBy, Vault } from '../../core/custody/vault/vault';
import { failed, SalvorError } from '../../core/errors';
import { userName } from '../../core/user-name';
import type { VaultStatus } from '../../shared/ipc/vault-calls';
import type { Keystore } from './keystore';

export type LockReason = NonNullable<VaultStatus['lockedBy']>;

/** So many wrong passphrases in a row are typing errors; each further one doubles the wait, from two seconds. */
const FREE_TRIES = 3;
const LONGEST_WAIT_S = 60;

interface Surroundings {
  /** Where the vault file is. */
  readonly folder: string;
  readonly keystore: Keystore;
  readonly logbook: Logbook;
  /** The window is to look again. */
  readonly changed: () => void;
  readonly now?: () => number;
}

/** This installation's vault, open or locked. */
export class VaultSession {
  readonly #folder: string;
  readonly #sealer: Sealer | null;
  readonly #logbook: Logbook;
  readonly #changed: () => void;
  readonly #now: () => number;
  #vault: Vault | null = null;
  #lockedBy: LockReason | null = null;
  #wrongTries = 0;
  #notBefore = 0;

  constructor({ folder, keystore, logbook, changed, now = Date.now }: Surroundings) {
    this.#folder = folder;
    this.#sealer = keystore.real ? sealerOf(keystore) : null;
    this.#logbook = logbook;
    this.#changed = changed;
    this.#now = now;
  }

  get isOpen(): boolean {
    return this.#vault !== null && !this.#vault.locked;
  }

  /** The open vault. @throws vault-locked */
  get vault(): Vault {
    if (this.#vault === null || this.#vault.locked) throw failed('vault-locked', {});
    return this.#vault;
  }

  /** @throws vault-version-unknown, file-unreadable */
  async status(): Promise<Omit<VaultStatus, 'lockAfter'>> {
    const found = await Vault.inspect(this.#folder);
    const path = join(this.#folder, 'vault.salvor');
    const lockedBy = this.isOpen ? null : this.#lockedBy;
    if (found.state === 'none') return { state: 'none', sealings: [], previous: false, lockedBy: null, path };
    if (found.state === 'damaged')
      return { state: 'damaged', sealings: [], previous: found.previous, lockedBy: null, path };
    return { state: this.isOpen ? 'open' : 'locked', sealings: [...found.sealings], previous: false, lockedBy, path };
  }

  /** @throws what `Vault.create` throws */
  async create(passphrase: string | null, keystore: boolean): Promise<void> {
    this.#vault = await Vault.create(this.#folder, this.#sealedBy(passphrase, keystore));
    await this.note('vault-created', { sealedBy: sealedByOf(this.#vault.sealings) });
    this.#changed();
  }

  /**
   * @param passphrase null for the keystore
   * @throws vault-wait after several wrong passphrases; what `Vault.open` throws
   */
  async unlock(passphrase: string | null): Promise<void> {
    if (passphrase === null && this.#sealer === null) throw failed('vault-passphrase-needed', {});
    const wait = Math.ceil((this.#notBefore - this.#now()) / 1000);
    if (passphrase !== null && wait > 0) throw failed('vault-wait', { seconds: wait });
    try {
      const by =
        passphrase !== null || this.#sealer === null ? { passphrase: passphrase ?? '' } : { sealer: this.#sealer };
      const vault = await Vault.open(this.#folder, by);
      this.#vault?.lock();
      this.#vault = vault;
    } catch (error) {
      if (error instanceof SalvorError) await this.#failedTry(error);
      throw error;
    }
    this.#wrongTries = 0;
    this.#lockedBy = null;
    this.#changed();
  }

  /** Forgets the data key. Whether it was open. */
  lock(reason: LockReason): boolean {
    const wasOpen = this.isOpen;
    this.#vault?.lock();
    this.#vault = null;
    if (wasOpen) this.#lockedBy = reason;
    return wasOpen;
  }

  /** Puts the predecessor in the place of a damaged file. @throws what `Vault.restorePrevious` throws */
  async restorePrevious(): Promise<string | null> {
    this.#vault?.lock();
    this.#vault = null;
    const aside = await Vault.restorePrevious(this.#folder);
    this.#changed();
    return aside;
  }

  /**
   * @param current the present passphrase, where there is one: who finds an open vault must not be able to take it
   * over
   * @throws vault-wrong-passphrase; what `Vault.reseal` throws
   */
  async reseal(current: string | null, passphrase: string | null, keystore: boolean): Promise<void> {
    const { vault } = this;
    if (vault.sealings.includes('passphrase')) {
      if (current === null) throw failed('vault-passphrase-needed', {});
      const wait = Math.ceil((this.#notBefore - this.#now()) / 1000);
      if (wait > 0) throw failed('vault-wait', { seconds: wait });
      const proof = await Vault.open(this.#folder, { passphrase: current }).catch(async (error: unknown) => {
        if (error instanceof SalvorError) await this.#failedTry(error);
        throw error;
      });
      proof.lock();
      this.#wrongTries = 0;
    }
    await vault.reseal(this.#sealedBy(passphrase, keystore));
    await this.note('vault-sealing-changed', { sealedBy: sealedByOf(vault.sealings) });
    this.#changed();
  }

  /** Tells the window that something in the vault is not as it was. */
  changed(): void {
    this.#changed();
  }

  /** Writes a line into the logbook. That it could not be written must not undo what was done. */
  async note<W extends LogEvent>(what: W, facts: LogFacts<W>, outcome: LogNote['outcome'] = 'ok'): Promise<void> {
    await this.record(what, facts, outcome).catch(() => {});
  }

  /** The same for what must not be done without a trace. @throws what `Logbook.append` throws */
  async record<W extends LogEvent>(what: W, facts: LogFacts<W>, outcome: LogNote['outcome'] = 'ok'): Promise<void> {
    await this.#logbook.append({ what, who: userName(), outcome, facts });
  }

  async #failedTry({ failure }: SalvorError): Promise<void> {
    if (failure.code === 'vault-wrong-passphrase') {
      this.#wrongTries += 1;
      const doubled = this.#wrongTries < FREE_TRIES ? 0 : 2 ** (this.#wrongTries - FREE_TRIES + 1);
      this.#notBefore = this.#now() + Math.min(doubled, LONGEST_WAIT_S) * 1000;
    }
    await this.note('vault-unlock-failed', {}, failure.code);
  }

  #sealedBy(passphrase: string | null, keystore: boolean): SealedBy {
    return { passphrase, sealer: keystore ? this.#sealer : null };
  }
}

/** The keystore seals texts. */
function sealerOf(keystore: Keystore): Sealer {
  return {
    seal: async (bytes) => Buffer.from(await keystore.seal(Buffer.from(bytes).toString('base64')), 'base64'),
    async open(sealed) {
      const text = await keystore.open(Buffer.from(sealed).toString('base64'));
      return text === null ? null : Uint8Array.from(Buffer.from(text, 'base64'));
    },
  };
}

function sealedByOf(sealings: readonly Sealing[]): 'keystore' | 'passphrase' | 'both' {
  return sealings.length > 1 ? 'both' : (sealings[0] ?? 'passphrase');
}
