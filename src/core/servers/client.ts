import { rootCertificates } from 'node:tls';
import type { Agent, Dispatcher } from 'undici';
import type { z } from 'zod';
import { failed } from '../errors';
import { checkAddress } from './address';
import { Download } from './download';
import { type Backup, type Ping, type Scope, backupListSchema, oneBackupSchema, pingSchema } from './model';
import { connectionTrouble } from './trouble';

export interface ServerAddress {
  /** Base URL, ending in /api/v1. */
  readonly url: string;
  /** Whether a person switched plain http on for this server. */
  readonly allowHttp: boolean;
  /** Certificate authorities to trust for this server besides the known ones, as PEM. */
  readonly authorities: readonly string[];
}

const CONNECT_MS = 15_000;
/** A server that encrypts at rest makes the whole plain file before it answers a download. */
const HEADERS_MS = 180_000;
/** A list of ten thousand archives is about 5 MiB; every other answer is a few hundred bytes. */
const LONGEST_LIST = 64 * 1024 * 1024;
const LONGEST_ANSWER = 1024 * 1024;
const LONGEST_SERVER_MESSAGE = 300;
const API_KEY = /^[\x21-\x7e]+$/;

/**
 * A TS Pro Backup server, API v1. Every method fails with a typed error; a redirect is never followed, so
 * that the API key goes to no other place.
 */
export class BackupServer {
  readonly host: string;
  readonly #base: string;
  readonly #apiKey: string;
  readonly #authorities: readonly string[];
  readonly #stallMs: number;
  #opened: Promise<{ agent: Agent; request: (typeof import('undici'))['request'] }> | null = null;

  /**
   * @param stallMs after how many milliseconds without a byte an answer counts as lost
   * @throws url-malformed, url-lacks-api-path, insecure-http-refused, api-key-malformed
   */
  constructor(address: ServerAddress, apiKey: string, stallMs = 60_000) {
    const url = checkAddress(address.url, address.allowHttp);
    const key = apiKey.trim();
    if (!API_KEY.test(key)) throw failed('api-key-malformed', {});
    this.host = url.host;
    this.#base = url.href.replace(/\/$/, '');
    this.#apiKey = key;
    this.#authorities = address.authorities;
    this.#stallMs = stallMs;
  }

  async ping(signal?: AbortSignal): Promise<Ping> {
    const answer = await this.#json('/ping', signal);
    // Any service can answer with JSON: this one names itself.
    if (!isObject(answer) || answer['service'] !== 'tspro-backup') throw failed('not-a-backup-server', { host: this.host });
    return this.#shaped(pingSchema, answer);
  }

  /** All archives of the site, or those of one scope, newest first as the server gives them. */
  async list(scope?: Scope, signal?: AbortSignal): Promise<Backup[]> {
    const answer = await this.#json(scope === undefined ? '/backups' : `/backups?scope=${scope}`, signal, { most: LONGEST_LIST });
    return this.#shaped(backupListSchema, answer).backups;
  }

  /** @throws archive-not-found */
  async backup(id: string, signal?: AbortSignal): Promise<Backup> {
    const answer = await this.#json(`/backups/${encodeURIComponent(id)}`, signal, { id });
    return this.#shaped(oneBackupSchema, answer).backup;
  }

  /**
   * Begins to download an archive, from byte `from` on. It asks by `Range` alone: an entity tag that is new says nothing,
   * as a server that encrypts at rest gives a fresh one each time, and would send the whole again.
   *
   * @throws archive-not-found; not-a-backup-server where a web page comes; size-changed-on-server where the announced
   *   length is not the listing's; broken-answer where other bytes come than were asked for
   */
  async download(backup: Backup, signal?: AbortSignal, from = 0): Promise<Download> {
    const response = await this.#get(downloadPath(backup), signal, from === 0 ? null : `bytes=${from}-`);
    const { statusCode } = response;
    if (from > 0 && (statusCode === 206 || statusCode === 416)) {
      const wrong = rangeTrouble(response.headers['content-range'], from, backup.size);
      if (wrong !== null || statusCode === 416) {
        response.body.on('error', () => {}).destroy();
        if (typeof wrong === 'number') throw failed('size-changed-on-server', { listed: backup.size, got: wrong });
        throw failed('broken-answer', { host: this.host, reason: 'Content-Range' });
      }
      return new Download(response.body, this.host, backup.size, from);
    }
    if (statusCode !== 200) throw await this.#refusal(response, backup.id);
    if (isPage(response, '')) {
      // The sign-in page of a hotel's network, in place of the archive.
      response.body.on('error', () => {}).destroy();
      throw failed('not-a-backup-server', { host: this.host });
    }
    const announced = response.headers['content-length'];
    if (announced !== undefined && Number(announced) !== backup.size) {
      response.body.on('error', () => {}).destroy();
      throw failed('size-changed-on-server', { listed: backup.size, got: Number(announced) });
    }
    // A server that knows no ranges sends everything: what is there already is passed over.
    return new Download(response.body, this.host, backup.size, from, from);
  }

  /** The first bytes of an archive as they are on the server now. @throws as `download`; cut-short, connection-lost */
  async beginning(backup: Backup, bytes: number, signal?: AbortSignal): Promise<Uint8Array> {
    const response = await this.#get(downloadPath(backup), signal, `bytes=0-${bytes - 1}`);
    if (response.statusCode !== 200 && response.statusCode !== 206) throw await this.#refusal(response, backup.id);
    const size = rangeTrouble(response.headers['content-range'], 0, backup.size);
    const source = new Download(response.body, this.host, backup.size);
    try {
      if (response.statusCode === 206 && typeof size === 'number') throw failed('size-changed-on-server', { listed: backup.size, got: size });
      const pieces: Uint8Array[] = [];
      for (let have = 0; have < bytes; ) {
        const piece = await source.next();
        if (piece === null) break;
        pieces.push(Uint8Array.from(piece));
        have += piece.length;
      }
      return Buffer.concat(pieces).subarray(0, bytes);
    } finally {
      await source.close();
    }
  }

  async close(): Promise<void> {
    await (await this.#opened)?.agent.destroy();
  }

  /** Reads the library when the first call is made: it would be a third of the start of a command that makes none. */
  async #open() {
    const { Agent, request } = await import('undici');
    const ca = this.#authorities.length > 0 ? { ca: [...rootCertificates, ...this.#authorities] } : {};
    const agent = new Agent({ connect: { timeout: CONNECT_MS, ...ca }, headersTimeout: HEADERS_MS, bodyTimeout: this.#stallMs, connections: 4 });
    return { agent, request };
  }

  async #get(path: string, signal: AbortSignal | undefined, range: string | null = null): Promise<Dispatcher.ResponseData> {
    const { agent, request } = await (this.#opened ??= this.#open());
    try {
      return await request(this.#base + path, {
        dispatcher: agent,
        signal: signal ?? null,
        headers: {
          authorization: `Bearer ${this.#apiKey}`,
          accept: 'application/json, application/octet-stream',
          ...(range === null ? {} : { range }),
        },
      });
    } catch (cause) {
      signal?.throwIfAborted();
      throw connectionTrouble(this.host, cause);
    }
  }

  async #json(path: string, signal: AbortSignal | undefined, { id = null, most = LONGEST_ANSWER }: { id?: string | null; most?: number } = {}): Promise<unknown> {
    const response = await this.#get(path, signal);
    if (response.statusCode !== 200) throw await this.#refusal(response, id);
    const text = await this.#text(response, most, signal);
    try {
      return JSON.parse(text) as unknown;
    } catch (cause) {
      if (isPage(response, text)) throw failed('not-a-backup-server', { host: this.host }, cause);
      throw failed('broken-answer', { host: this.host, reason: 'not JSON' }, cause);
    }
  }

  async #text(response: Dispatcher.ResponseData, most: number, signal?: AbortSignal): Promise<string> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const piece of response.body as AsyncIterable<Buffer>) {
        bytes += piece.length;
        if (bytes > most) throw failed('broken-answer', { host: this.host, reason: 'answer without end' });
        pieces.push(piece);
      }
    } catch (cause) {
      signal?.throwIfAborted();
      if (cause instanceof Error && cause.name === 'SalvorError') throw cause;
      throw failed('connection-lost', { host: this.host, have: bytes, need: null }, cause);
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  /** The error that an answer other than 200 stands for. */
  async #refusal(response: Dispatcher.ResponseData, id: string | null): Promise<Error> {
    const { host } = this;
    const status = response.statusCode;
    if (status >= 300 && status < 400) {
      response.body.on('error', () => {}).destroy();
      return failed('redirect-refused', { host, location: redirectTarget(response, this.#base) });
    }
    const text = await this.#text(response, LONGEST_ANSWER).catch(() => '');
    if (status === 401) return failed('unauthorised', { host });
    const message = serverMessage(text);
    if (status === 404 && id !== null && message !== null) return failed('archive-not-found', { id });
    if (message === null && (isPage(response, text) || status === 404)) return failed('not-a-backup-server', { host });
    return failed('server-error', { host, status, message: message ?? '', retryAfter: retryAfter(response) });
  }

  #shaped<T extends z.ZodType>(schema: T, answer: unknown): z.output<T> {
    const result = schema.safeParse(answer);
    if (result.success) return result.data;
    const first = result.error.issues[0];
    const reason = first === undefined ? 'another shape' : `${first.path.join('.')}: ${first.message}`;
    throw failed('broken-answer', { host: this.host, reason });
  }
}

const downloadPath = ({ id }: Backup): string => `/backups/${encodeURIComponent(id)}/download`;

/**
 * What is wrong with a `Content-Range` (RFC 9110, 14.4) for the bytes of an archive of `size` from `from` on: the other
 * size, `true` for another place or none that can be read, null for nothing.
 */
function rangeTrouble(header: string | string[] | undefined, from: number, size: number): number | true | null {
  const match = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(String(header));
  if (match === null) return true;
  if (match[2] !== '*' && Number(match[2]) !== size) return Number(match[2]);
  return Number(match[1]) === from ? null : true;
}

/** Seconds until the server wants to be asked again (RFC 9110, 10.2.3: seconds or a date); null where it does not say. */
function retryAfter(response: Dispatcher.ResponseData): number | null {
  const header = response.headers['retry-after'];
  if (typeof header !== 'string') return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

function isPage(response: Dispatcher.ResponseData, text: string): boolean {
  const type = response.headers['content-type'];
  return (typeof type === 'string' && type.includes('html')) || /^\s*</.test(text);
}

/** The server's own word for its refusal, one printable line of it; null where it is not of this API. */
function serverMessage(text: string): string | null {
  try {
    const answer = JSON.parse(text) as unknown;
    if (!isObject(answer) || typeof answer['error'] !== 'string') return null;
    return answer['error'].replace(/\p{C}+/gu, ' ').slice(0, LONGEST_SERVER_MESSAGE);
  } catch {
    return null;
  }
}

/** Where a redirect points to: its origin and path alone, as a query may carry secrets. */
function redirectTarget(response: Dispatcher.ResponseData, base: string): string {
  const location = response.headers['location'];
  if (typeof location !== 'string' || !URL.canParse(location, base)) return '';
  const { origin, pathname } = new URL(location, base);
  return origin + pathname;
}
