import { randomUUID } from 'node:crypto';
import { mkdir, rename, rm, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { systemCode } from '../../core/disk/disk-trouble';
import { tspenc01 } from '../../core/formats/tspenc01';
import { isTspepk01 } from '../../core/formats/tspepk01';
import type { Scope } from '../../core/sources/model';
import { keptBy } from '../../core/sources/retention';
import type { Received } from './receive';
import { type Row, type Site, type State, writeState } from './state';

/** What an upload says of itself. */
export interface Upload {
  readonly scope: Scope;
  readonly name: string;
  readonly note: string | null;
  readonly createdAt: Date;
  /** The key that an envelope was sealed to; null where it is not known. */
  readonly fingerprint: string | null;
}

/** The backups of all sites: rows in the state file, bytes in `archives/`, arrivals in `incoming/`. */
export class Store {
  readonly folder: string;
  readonly #state: State;
  #saved: Promise<void> = Promise.resolve();

  constructor(folder: string, state: State) {
    this.folder = folder;
    this.#state = state;
  }

  /** Makes the folders and throws away what was arriving when the server last stopped. */
  async prepare(): Promise<void> {
    await rm(this.#incoming, { recursive: true, force: true });
    await mkdir(this.#incoming, { recursive: true, mode: 0o700 });
    for (const site of this.sites) await mkdir(this.#shelf(site), { recursive: true, mode: 0o700 });
  }

  get sites(): readonly Site[] {
    return this.#state.sites;
  }

  get port(): number | null {
    return this.#state.port;
  }

  async rememberPort(port: number): Promise<void> {
    this.#state.port = port;
    await this.save();
  }

  /** Newest first. */
  list(site: Site, scope?: Scope): Row[] {
    return this.#state.rows
      .filter((row) => row.site === site.id && (scope === undefined || row.scope === scope))
      .sort((a, b) => b.created_at.localeCompare(a.created_at) || b.id - a.id);
  }

  find(site: Site, id: number): Row | undefined {
    return this.#state.rows.find((row) => row.site === site.id && row.id === id);
  }

  /** Bytes of a site's backups on the disk. */
  used(site: Site): number {
    return this.list(site).reduce((sum, row) => sum + row.stored_size, 0);
  }

  /** A path for bytes that are arriving. */
  arrival(): string {
    return join(this.#incoming, randomUUID());
  }

  pathOf(site: Site, row: Row): string {
    return join(this.#shelf(site), String(row.id));
  }

  /** Moves arrived bytes to their place and keeps a row of them; nothing is sure before `save`. */
  async add(site: Site, received: Received, upload: Upload): Promise<Row> {
    const envelope = isTspepk01(received.head);
    const row: Row = {
      id: this.#state.nextId,
      site: site.id,
      scope: upload.scope,
      name: upload.name,
      size: received.size,
      stored_size: received.storedSize,
      sha256: received.sha256,
      encrypted_at_rest: received.storedSize !== received.size,
      // What the portal exports by hand is encrypted too, with a passphrase and to no key.
      client_encrypted: envelope || tspenc01.recognise(received.head),
      e2ee_fingerprint: envelope ? upload.fingerprint : null,
      note: upload.note,
      // The server tells microseconds; a Date has milliseconds.
      created_at: upload.createdAt.toISOString().replace('Z', '000Z'),
    };
    this.#state.nextId += 1;
    await rename(received.path, this.pathOf(site, row));
    this.#state.rows.push(row);
    return row;
  }

  /** Writes the state. One after the other, so that an older one can never overtake a newer one. */
  save(): Promise<void> {
    const save = this.#saved.then(() => writeState(this.folder, this.#state));
    this.#saved = save.catch(() => {});
    return save;
  }

  /** Forgets a backup, then removes its bytes; a download that is under way still ends. */
  async remove(site: Site, row: Row): Promise<void> {
    this.#state.rows = this.#state.rows.filter((other) => other !== row);
    await this.save();
    await unlink(this.pathOf(site, row)).catch((error: unknown) => {
      if (systemCode(error) !== 'ENOENT') throw error;
    });
  }

  /** Removes what none of the site's retention tiers keeps. */
  async prune(site: Site): Promise<void> {
    const rows = this.list(site);
    const kept = keptBy(
      rows.map(({ id, scope, created_at: createdAt }) => ({ id: String(id), scope, createdAt })),
      site.retention,
    );
    for (const row of rows) {
      if (!kept.has(String(row.id))) await this.remove(site, row);
    }
  }

  get #incoming(): string {
    return join(this.folder, 'incoming');
  }

  #shelf(site: Site): string {
    return join(this.folder, 'archives', site.slug);
  }
}
