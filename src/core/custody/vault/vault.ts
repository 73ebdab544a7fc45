import { randomBytes, randomUUID, timingSafeEqual } from 'node:crypto';
import { failed, isFailure } from '../../errors';
import { type Anchor, laterAnchor } from '../logbook/anchor';
import { endOfLogbook } from '../logbook/begin';
import type { SecretKind } from '../model';
import { acceptedSecret, randomFingerprint } from './accepted-secret';
import { type Entry, type Inside, openVaultBody, sealVault } from './body';
import { type Stored, VaultDisk } from './disk';
import { digestOf, type VaultHeader } from './file-format';
import type { Sealing, VaultEntryView } from './model';
import {
  base64url,
  type Sealer,
  unwrapWithKeystore,
  unwrapWithPassphrase,
  wrapWithKeystore,
  wrapWithPassphrase,
} from './sealing';

/** Far more keys than a company has. */
export const MOST_ENTRIES = 2000;
const MOST_OPENS = 200;

/** By what a vault is sealed: at least one of the two. */
export interface SealedBy {
  readonly passphrase: string | null;
  readonly sealer: Sealer | null;
}

export type UnlockedBy = { readonly passphrase: string } | { readonly sealer: Sealer };

/** A secret to be kept. Its bytes stay the caller's, who is to wipe them. */
export interface NewSecret {
  readonly kind: SecretKind;
  readonly label: string;
  readonly bytes: Uint8Array;
  readonly note?: string;
  readonly opens?: VaultEntryView['opens'];
  /** Of a secret without a public half that has one already, as it comes back from its shares. */
  readonly fingerprint?: string;
}

export type EntryChange = Partial<Pick<VaultEntryView, 'label' | 'note' | 'opens' | 'lastOpened' | 'escrowed'>>;

/** What can be known of a vault from outside. */
export type VaultState =
  | { readonly state: 'none' }
  | { readonly state: 'sealed'; readonly sealings: readonly Sealing[] }
  | { readonly state: 'damaged'; readonly previous: boolean };

/**
 * An unlocked vault. Every change is on the disk when its promise resolves, and other processes may change the same
 * file meanwhile: each change is made to what is there. Secrets are in the clear only while one is revealed or the
 * file is written.
 */
export class Vault {
  readonly #folder: string;
  readonly #disk: VaultDisk;
  #opened: { dataKey: Uint8Array; stored: Stored; views: readonly VaultEntryView[] } | null;

  private constructor(
    folder: string,
    disk: VaultDisk,
    dataKey: Uint8Array,
    stored: Stored,
    views: readonly VaultEntryView[],
  ) {
    this.#folder = folder;
    this.#disk = disk;
    this.#opened = { dataKey, stored, views };
  }

  /** What vault there is in `folder`. @throws vault-version-unknown, file-unreadable */
  static async inspect(folder: string): Promise<VaultState> {
    const disk = new VaultDisk(folder);
    try {
      const { content } = await disk.read();
      return { state: 'sealed', sealings: content.header.wraps.map(({ kind }) => kind) };
    } catch (error) {
      if (isFailure(error, 'vault-missing')) return { state: 'none' };
      if (isFailure(error, 'vault-damaged')) return { state: 'damaged', previous: error.failure.params.previous === 1 };
      throw error;
    }
  }

  /**
   * Makes an empty vault in `folder`, and opens it.
   *
   * @throws vault-exists, vault-passphrase-needed, vault-passphrase-short, file-in-use, destination-not-writable
   */
  static async create(folder: string, by: SealedBy): Promise<Vault> {
    const disk = new VaultDisk(folder);
    return disk.alone(async () => {
      if (await disk.exists()) throw failed('vault-exists', { path: disk.path });
      const dataKey = freshKey();
      const vault = base64url(randomBytes(16));
      const bytes = sealVault({ entries: [], logbook: await endOfLogbook(folder) }, dataKey, {
        vault,
        wraps: await wraps(dataKey, vault, by),
      });
      await disk.replace(bytes);
      return new Vault(folder, disk, dataKey, await disk.read(), []);
    });
  }

  /**
   * Unlocks the vault in `folder`.
   *
   * @throws vault-missing, vault-damaged, vault-version-unknown, vault-parameters-refused; vault-wrong-passphrase,
   *   vault-keystore-other; vault-passphrase-needed where it is not sealed in the way that is tried
   */
  static async open(folder: string, by: UnlockedBy): Promise<Vault> {
    const disk = new VaultDisk(folder);
    const stored = await disk.read();
    const dataKey = await unwrap(stored.content.header, by);
    const views = viewsOf(stored, dataKey);
    if (views === null) {
      dataKey.fill(0);
      throw failed('vault-damaged', { path: disk.path, previous: (await disk.findPrevious()) === null ? 0 : 1 });
    }
    return new Vault(folder, disk, dataKey, stored, views);
  }

  /**
   * Puts the last good predecessor in the place of a damaged or missing file, and keeps the damaged one beside it.
   *
   * @returns where the damaged file is kept; null where there was none
   * @throws vault-missing where there is no good predecessor; vault-exists where the present file is whole
   */
  static async restorePrevious(folder: string, now = new Date()): Promise<string | null> {
    const disk = new VaultDisk(folder);
    return disk.alone(async () => {
      if ((await Vault.inspect(folder)).state === 'sealed') throw failed('vault-exists', { path: disk.path });
      return disk.restorePrevious(now);
    });
  }

  get locked(): boolean {
    return this.#opened === null;
  }

  /** @throws vault-locked */
  get sealings(): readonly Sealing[] {
    return this.#unlocked().stored.content.header.wraps.map(({ kind }) => kind);
  }

  /** Every entry in the order in which it was added. @throws vault-locked */
  entries(): readonly VaultEntryView[] {
    return this.#unlocked().views;
  }

  /** The end of the logbook when the vault was last changed. @throws vault-locked */
  get logbook(): Anchor | null {
    const { stored, dataKey } = this.#unlocked();
    const inside = openVaultBody(stored.content, dataKey);
    inside?.wipe();
    return inside?.logbook ?? null;
  }

  /**
   * Takes in what another process has changed. @throws vault-locked, vault-changed; and what `open` throws of the file
   */
  async refresh(): Promise<void> {
    const { stored } = this.#unlocked();
    const present = await this.#disk.read();
    if (digestOf(present.bytes) !== digestOf(stored.bytes)) this.#takeIn(present);
  }

  /** A copy of the secret's bytes, which the caller is to wipe. @throws vault-locked, vault-entry-missing */
  reveal(id: string): Uint8Array {
    const { stored, dataKey } = this.#unlocked();
    const inside = openVaultBody(stored.content, dataKey);
    try {
      const found = inside?.entries.find(({ view }) => view.id === id);
      if (found === undefined) throw failed('vault-entry-missing', { entry: id });
      return Uint8Array.from(found.secret);
    } finally {
      inside?.wipe();
    }
  }

  /**
   * Keeps a secret and gives its id.
   *
   * @throws vault-duplicate where the vault holds it already; what `acceptedSecret` throws; vault-full, vault-locked,
   *   vault-changed, file-in-use, destination-not-writable
   */
  async add({ kind, label, bytes, note = '', opens = [], ...given }: NewSecret, now = new Date()): Promise<string> {
    const { secret, fingerprint } = acceptedSecret(kind, bytes);
    const id = randomUUID();
    const view: VaultEntryView = {
      id,
      kind,
      label,
      fingerprint: fingerprint ?? given.fingerprint ?? randomFingerprint(),
      opens,
      added: now.toISOString(),
      lastOpened: null,
      escrowed: null,
      note,
      bytes: secret.length,
    };
    try {
      await this.#change((entries) => {
        const same = entries.find((entry) => entry.view.kind === kind && isSame(entry.secret, secret));
        if (same !== undefined) throw failed('vault-duplicate', { label: same.view.label });
        if (entries.length >= MOST_ENTRIES) throw failed('vault-full', { limit: MOST_ENTRIES });
        return [...entries, { view, secret }];
      });
    } finally {
      secret.fill(0);
    }
    return id;
  }

  /**
   * Takes an entry out. Its sealed bytes stay in the predecessor until the next change. @throws vault-entry-missing and
   * as `add`
   */
  async remove(id: string): Promise<void> {
    await this.#change((entries) => {
      requireEntry(entries, id);
      return entries.filter(({ view }) => view.id !== id);
    });
  }

  /** Changes the facts of an entry; its secret never changes. @throws vault-entry-missing and as `add` */
  async change(id: string, change: EntryChange): Promise<void> {
    await this.#change((entries) => {
      requireEntry(entries, id);
      return entries.map((entry) => (entry.view.id === id ? { ...entry, view: { ...entry.view, ...change } } : entry));
    });
  }

  /** Notes that an entry has just opened something: an archive, a site, a server. @throws as `change` */
  async noteOpened(id: string, what: string, now = new Date()): Promise<void> {
    const known = this.entries().find(({ id: other }) => other === id)?.opens ?? [];
    const opens = [...known.filter((each) => each.what !== what), { what }].slice(-MOST_OPENS);
    await this.change(id, { opens, lastOpened: now.toISOString() });
  }

  /**
   * Seals the vault again with a fresh data key, the predecessor too: nothing that opened it before opens it any more.
   *
   * @throws vault-passphrase-needed, vault-passphrase-short and as `change`
   */
  async reseal(by: SealedBy): Promise<void> {
    await this.#disk.alone(async () => {
      await this.refresh();
      const { stored, dataKey } = this.#unlocked();
      const fresh = freshKey();
      const { vault } = stored.content.header;
      const outside = { vault, wraps: await wraps(fresh, vault, by) };
      const inside = openVaultBody(stored.content, dataKey);
      if (inside === null) throw failed('vault-changed', {});
      try {
        await this.#disk.replaceBoth(
          sealVault({ entries: inside.entries, logbook: await this.#logbook(inside) }, fresh, outside),
        );
      } finally {
        inside.wipe();
      }
      dataKey.fill(0);
      this.#opened = { dataKey: fresh, stored: await this.#disk.read(), views: this.#unlocked().views };
    });
  }

  /**
   * Forgets the data key and the entries. What JavaScript itself has copied of them stays with its garbage until that
   * is collected.
   */
  lock(): void {
    this.#opened?.dataKey.fill(0);
    this.#opened?.stored.bytes.fill(0);
    this.#opened = null;
  }

  async #change(change: (entries: readonly Entry[]) => readonly Entry[]): Promise<void> {
    await this.#disk.alone(async () => {
      await this.refresh();
      const { stored, dataKey } = this.#unlocked();
      const inside = openVaultBody(stored.content, dataKey);
      if (inside === null) throw failed('vault-changed', {});
      try {
        const { vault, wraps: kept } = stored.content.header;
        await this.#disk.replace(
          sealVault({ entries: change(inside.entries), logbook: await this.#logbook(inside) }, dataKey, {
            vault,
            wraps: kept,
          }),
        );
      } finally {
        inside.wipe();
      }
      this.#takeIn(await this.#disk.read());
    });
  }

  /** The end of the logbook as it goes into the vault: where the logbook was put back, what the vault knew stays. */
  async #logbook({ logbook }: Inside): Promise<Anchor | null> {
    const present = await endOfLogbook(this.#folder);
    return present === null ? logbook : laterAnchor(logbook, present, present.signer);
  }

  #takeIn(stored: Stored): void {
    const { dataKey } = this.#unlocked();
    const views = viewsOf(stored, dataKey);
    if (views === null) {
      // Sealed again by another process: our data key is no longer this vault's.
      this.lock();
      throw failed('vault-changed', {});
    }
    this.#opened = { dataKey, stored, views };
  }

  #unlocked(): { dataKey: Uint8Array; stored: Stored; views: readonly VaultEntryView[] } {
    if (this.#opened === null) throw failed('vault-locked', {});
    return this.#opened;
  }
}

function viewsOf({ content }: Stored, dataKey: Uint8Array): readonly VaultEntryView[] | null {
  const inside = openVaultBody(content, dataKey);
  inside?.wipe();
  return inside?.entries.map(({ view }) => view) ?? null;
}

async function wraps(
  dataKey: Uint8Array,
  vault: string,
  { passphrase, sealer }: SealedBy,
): Promise<VaultHeader['wraps']> {
  if (passphrase === null && sealer === null) throw failed('vault-passphrase-needed', {});
  return [
    ...(sealer === null ? [] : [await wrapWithKeystore(dataKey, sealer)]),
    ...(passphrase === null ? [] : [await wrapWithPassphrase(dataKey, passphrase, vault)]),
  ];
}

async function unwrap({ vault, wraps: ways }: VaultHeader, by: UnlockedBy): Promise<Uint8Array> {
  if ('passphrase' in by) {
    const wrap = ways.find((way) => way.kind === 'passphrase');
    if (wrap === undefined) throw failed('vault-keystore-needed', {});
    const dataKey = await unwrapWithPassphrase(wrap, by.passphrase, vault);
    if (dataKey === null) throw failed('vault-wrong-passphrase', {});
    return dataKey;
  }
  const wrap = ways.find((way) => way.kind === 'keystore');
  if (wrap === undefined) throw failed('vault-passphrase-needed', {});
  const dataKey = await unwrapWithKeystore(wrap, by.sealer);
  if (dataKey === null) throw failed('vault-keystore-other', {});
  return dataKey;
}

function requireEntry(entries: readonly Entry[], id: string): void {
  if (!entries.some(({ view }) => view.id === id)) throw failed('vault-entry-missing', { entry: id });
}

function isSame(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && timingSafeEqual(one, other);
}

/** 32 random bytes of their own rather than in Node's shared pool, so that they can be wiped. */
function freshKey(): Uint8Array {
  return Uint8Array.from(randomBytes(32));
}
