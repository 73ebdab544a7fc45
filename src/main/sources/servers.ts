import { randomUUID } from 'node:crypto';
import { failed } from '../../core/errors';
import { checkApiKey } from '../../core/sources/kinds/registry';
import type { Site } from '../../core/sources/model';
import type { SourceAccess, SourceAddress } from '../../core/sources/source';
import type { ServerView } from '../../shared/ipc/server-calls';
import type { Keystore } from '../custody/keystore';
import type { ServerRecord, SettingsStore } from '../settings/settings';
import type { Authorities } from './authorities';

/** A server that answered to a test and may be added. */
export interface Draft extends SourceAccess {
  site: Site;
}

/** The practice server's site, as its process told it. */
export interface PracticeEntry extends SourceAccess {
  id: string;
  siteName: string;
}

/**
 * The sites that Salvor knows. Those that a person added stand in the settings; the practice server's live in
 * memory. API keys are sealed into the settings where the keystore is real, else held until Salvor is closed.
 */
export class Servers {
  readonly #settings: SettingsStore;
  readonly #keystore: Keystore;
  readonly #authorities: Authorities;
  readonly #heldApiKeys = new Map<string, string>();
  #practice: PracticeEntry[] = [];

  constructor(settings: SettingsStore, keystore: Keystore, authorities: Authorities) {
    this.#settings = settings;
    this.#keystore = keystore;
    this.#authorities = authorities;
  }

  views(): ServerView[] {
    return [
      ...this.#practice.map((entry) => entry.id),
      ...this.#settings.current.servers.map((record) => record.id),
    ].map((id) => this.view(id));
  }

  view(id: string): ServerView {
    const record = this.#record(id);
    return {
      id,
      url: record.url,
      siteName: record.siteName,
      allowHttp: record.allowHttp,
      authorities: record.authorities.map((pem) => this.#authorities.view(pem)),
      pinned: record.pinned?.fingerprint ?? null,
      apiKey: this.#apiKeyState(record),
      practice: this.#isPractice(id),
    };
  }

  setPractice(entries: PracticeEntry[]): void {
    this.#practice = entries;
    for (const { id, apiKey } of entries) this.#heldApiKeys.set(id, apiKey);
  }

  /** Adds the site that a test reached; the same site at the same address is only given its new API key. */
  async add(draft: Draft): Promise<string> {
    const { servers } = this.#settings.current;
    const { id: siteId, name: siteName } = draft.site;
    const known = servers.find((record) => record.url === draft.address.url && record.siteId === siteId);
    const apiKey = checkApiKey(draft.address, draft.apiKey);
    const record: ServerRecord = {
      id: known?.id ?? randomUUID(),
      url: draft.address.url,
      siteId,
      siteName,
      allowHttp: draft.address.allowHttp,
      authorities: [...draft.address.authorities],
      pinned: known?.pinned ?? null,
      sealedApiKey: null,
    };
    this.#settings.change({ servers: [...servers.filter((other) => other !== known), record] });
    await this.giveApiKey(record.id, apiKey);
    return record.id;
  }

  forget(id: string): void {
    const { servers, practicePins } = this.#settings.current;
    const { [id]: _forgotten, ...otherPins } = practicePins;
    this.#practice = this.#practice.filter((entry) => entry.id !== id);
    this.#heldApiKeys.delete(id);
    this.#settings.change({ servers: servers.filter((record) => record.id !== id), practicePins: otherPins });
  }

  /**
   * Stores the API key sealed where that protects it, else holds it in memory.
   *
   * @throws api-key-empty, api-key-malformed: whatever is kept here is sent to the server later
   */
  async giveApiKey(id: string, given: string): Promise<void> {
    const apiKey = checkApiKey(this.#record(id), given);
    this.#heldApiKeys.set(id, apiKey);
    if (this.#isPractice(id)) return;
    const sealedApiKey = this.#keystore.real ? await this.#keystore.seal(apiKey) : null;
    this.#change(id, { sealedApiKey });
  }

  /** @throws api-key-needed when no key was given in this run and none is stored */
  async access(id: string): Promise<SourceAccess> {
    const record = this.#record(id);
    const { url, allowHttp, authorities } = record;
    return { address: { url, allowHttp, authorities }, apiKey: await this.#apiKey(record) };
  }

  address(id: string): SourceAddress {
    const { url, allowHttp, authorities } = this.#record(id);
    return { url, allowHttp, authorities };
  }

  site(id: string): { siteId: string; siteName: string; pinned: string | null } {
    const { siteId, siteName, pinned } = this.#record(id);
    return { siteId, siteName, pinned: pinned?.fingerprint ?? null };
  }

  /** Keeps the fingerprint that a person has compared. */
  pin(id: string, fingerprint: string): void {
    const pinned = { fingerprint, pinnedAt: new Date().toISOString() };
    if (this.#isPractice(id)) {
      this.#settings.change({ practicePins: { ...this.#settings.current.practicePins, [id]: pinned } });
    } else {
      this.#change(id, { pinned });
    }
  }

  #record(id: string): ServerRecord {
    const practice = this.#practice.find((entry) => entry.id === id);
    if (practice !== undefined) {
      return {
        id,
        ...practice.address,
        authorities: [...practice.address.authorities],
        siteId: id,
        siteName: practice.siteName,
        pinned: this.#settings.current.practicePins[id] ?? null,
        sealedApiKey: null,
      };
    }
    const record = this.#settings.current.servers.find((candidate) => candidate.id === id);
    if (record === undefined) throw failed('unexpected', { detail: 'a server that is not known' });
    return record;
  }

  #change(id: string, change: Partial<ServerRecord>): void {
    const servers = this.#settings.current.servers.map((record) =>
      record.id === id ? { ...record, ...change } : record,
    );
    this.#settings.change({ servers });
  }

  #apiKeyState(record: ServerRecord): ServerView['apiKey'] {
    if (record.sealedApiKey !== null && this.#keystore.real) return 'stored';
    return this.#heldApiKeys.has(record.id) ? 'held' : 'needed';
  }

  async #apiKey(record: ServerRecord): Promise<string> {
    const held = this.#heldApiKeys.get(record.id);
    if (held !== undefined) return held;
    const stored = record.sealedApiKey === null ? null : await this.#keystore.open(record.sealedApiKey);
    if (stored === null) {
      // Sealed by another keystore: the window must see that the key is needed again.
      if (record.sealedApiKey !== null) this.#change(record.id, { sealedApiKey: null });
      throw failed('api-key-needed', { host: new URL(record.url).host });
    }
    return stored;
  }

  #isPractice(id: string): boolean {
    return this.#practice.some((entry) => entry.id === id);
  }
}
