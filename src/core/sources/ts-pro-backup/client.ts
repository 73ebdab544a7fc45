import { addAbortSignal, type Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { failed, SalvorError } from '../../errors';
import { holdsSecret, isApiKey, knownSecret } from '../../known-secret';
import type { Archive, Scope, Site, SizedArchive } from '../model';
import type { Listing, Source, SourceAccess, SourceKind } from '../source';
import { checkAddress } from './address';
import { type Connection, openConnection } from './connection';
import { decodedBody, encodingOf } from './content-encoding';
import { Download } from './download';
import { type Asked, isPage, refusalOf } from './refusal';
import { readRow, readRows } from './rows';
import { readSite } from './site';
import { connectionTrouble, isBrokenEncoding } from './trouble';

/** How long a server may take, in milliseconds. */
export interface Bounds {
  /** Without a byte of an archive: then the connection counts as lost. */
  readonly stallMs: number;
  /** For a whole answer that is no archive, however its bytes trickle. */
  readonly answerMs: number;
  /** The same for the list of all archives. */
  readonly listMs: number;
}

export const BOUNDS: Bounds = { stallMs: 60_000, answerMs: 60_000, listMs: 300_000 };

/** A list of ten thousand archives is about 5 MiB; every other answer is a few hundred bytes. */
const LONGEST_LIST = 64 * 1024 * 1024;
const LONGEST_ANSWER = 1024 * 1024;
/** What a web server in front says in place of an archive is a page. */
const REFUSAL_MS = 15_000;

/**
 * The text as an API key, without white space around it.
 *
 * @throws api-key-empty, api-key-malformed for anything that is not one: a private key must never reach a server
 */
export function checkApiKey(text: string): string {
  const key = text.trim();
  if (key === '') throw failed('api-key-empty', {});
  if (!isApiKey(key)) throw failed('api-key-malformed', { given: knownSecret(key) ?? 'other' });
  return key;
}

/**
 * A TS Pro Backup server, API v1. Every method fails with a typed error; a redirect is never followed, so
 * that the API key goes to no other place.
 */
export class BackupServer implements Source {
  readonly host: string;
  readonly #url: URL;
  readonly #base: string;
  readonly #apiKey: string;
  readonly #authorities: readonly string[];
  readonly #bounds: Bounds;
  #opened: Promise<Connection> | null = null;
  #proxy: string | null = null;

  /**
   * @throws secret-in-address, url-malformed, url-has-credentials, url-lacks-api-path, insecure-http-refused,
   * api-key-empty, api-key-malformed
   */
  constructor({ address, apiKey }: SourceAccess, bounds: Partial<Bounds> = {}) {
    this.#url = checkAddress(address.url, address.allowHttp);
    this.#apiKey = checkApiKey(apiKey);
    this.host = this.#url.host;
    this.#base = this.#url.href.replace(/\/$/, '');
    this.#authorities = address.authorities;
    this.#bounds = { ...BOUNDS, ...bounds };
  }

  get proxy(): string | null {
    return this.#proxy;
  }

  async probe(signal?: AbortSignal): Promise<Site> {
    const answer = await this.#json('/ping', signal);
    // Any service can answer with JSON: this one names itself.
    if (!isObject(answer) || answer['service'] !== 'tspro-backup')
      throw failed('not-a-backup-server', { host: this.host });
    return readSite(answer, this.host);
  }

  async list(scope?: Scope, signal?: AbortSignal): Promise<Listing> {
    const path = scope === undefined ? '/backups' : `/backups?scope=${scope}`;
    const answer = await this.#json(path, signal, { most: LONGEST_LIST, within: this.#bounds.listMs });
    if (!isObject(answer) || !Array.isArray(answer['backups']))
      throw failed('broken-answer', { host: this.host, reason: 'backups' });
    return readRows(answer['backups']);
  }

  async find(id: string, signal?: AbortSignal): Promise<Archive> {
    const given = holdsSecret(id);
    if (given !== null) throw failed('secret-in-address', { given, where: 'archive' });
    const answer = await this.#json(`/backups/${encodeURIComponent(id)}`, signal, { id });
    const archive = isObject(answer) ? readRow(answer['backup']) : 'not-an-entry';
    if (typeof archive === 'string') throw failed('broken-answer', { host: this.host, reason: 'backup' });
    return archive;
  }

  /**
   * Asks by `Range` alone: an entity tag that is new says nothing, as a server that encrypts at rest gives a fresh one
   * each time, and would send the whole again.
   *
   * @throws archive-not-found, archive-unavailable; not-a-backup-server where a web page comes; size-changed-on-server
   *   where the announced length is not the listing's; broken-answer where other bytes come than were asked for
   */
  async download(archive: SizedArchive, signal?: AbortSignal, from = 0): Promise<Download> {
    const { bytes: size } = archive;
    const response = await this.#get(downloadPath(archive), signal, from === 0 ? null : `bytes=${from}-`);
    const { statusCode } = response;
    if (from > 0 && statusCode === 206 && encodingOf(response) !== null) {
      // A range of what a proxy has compressed on its way is no range of the archive.
      response.body.on('error', () => {}).destroy();
      return this.#whole(await this.#get(downloadPath(archive), signal), archive, from);
    }
    if (from > 0 && (statusCode === 206 || statusCode === 416)) {
      const wrong = rangeTrouble(response.headers['content-range'], from, size);
      if (wrong !== null || statusCode === 416) {
        response.body.on('error', () => {}).destroy();
        if (typeof wrong === 'number') throw failed('size-changed-on-server', { listed: size, got: wrong });
        throw failed('broken-answer', { host: this.host, reason: 'Content-Range' });
      }
      return new Download(response.body, this.host, size, { from, stallMs: this.#bounds.stallMs });
    }
    return this.#whole(response, archive, from);
  }

  async readBeginning(archive: SizedArchive, bytes: number, signal?: AbortSignal): Promise<Uint8Array> {
    const response = await this.#get(downloadPath(archive), signal, `bytes=0-${bytes - 1}`);
    if (response.statusCode !== 200 && response.statusCode !== 206)
      throw await this.#refusal(response, { id: archive.id, what: 'bytes' });
    const size = rangeTrouble(response.headers['content-range'], 0, archive.bytes);
    const source = new Download(decodedBody(response, this.host), this.host, archive.bytes, {
      stallMs: this.#bounds.stallMs,
    });
    try {
      if (response.statusCode === 206 && typeof size === 'number')
        throw failed('size-changed-on-server', { listed: archive.bytes, got: size });
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
    await (await this.#opened?.catch(() => null))?.dispatcher.destroy();
  }

  /** An answer that holds the whole archive; what is there already of it is passed over. */
  async #whole(response: Dispatcher.ResponseData, archive: SizedArchive, from: number): Promise<Download> {
    const { bytes: size } = archive;
    if (response.statusCode !== 200) throw await this.#refusal(response, { id: archive.id, what: 'bytes' });
    if (isPage(response, '')) {
      // The sign-in page of a hotel's network, in place of the archive.
      response.body.on('error', () => {}).destroy();
      throw failed('not-a-backup-server', { host: this.host });
    }
    const announced = response.headers['content-length'];
    if (announced !== undefined && encodingOf(response) === null && Number(announced) !== size) {
      response.body.on('error', () => {}).destroy();
      throw failed('size-changed-on-server', { listed: size, got: Number(announced) });
    }
    return new Download(decodedBody(response, this.host, size), this.host, size, {
      from,
      skip: from,
      stallMs: this.#bounds.stallMs,
    });
  }

  async #get(
    path: string,
    signal: AbortSignal | undefined,
    range: string | null = null,
  ): Promise<Dispatcher.ResponseData> {
    const { dispatcher, request, proxy } = await (this.#opened ??= openConnection(
      this.#url,
      this.#authorities,
      this.#bounds.stallMs,
    ));
    try {
      const response = await request(this.#base + path, {
        dispatcher,
        signal: signal ?? null,
        headers: {
          authorization: `Bearer ${this.#apiKey}`,
          accept: 'application/json, application/octet-stream',
          'accept-encoding': 'identity',
          ...(range === null ? {} : { range }),
        },
      });
      this.#proxy = proxy();
      return response;
    } catch (cause) {
      signal?.throwIfAborted();
      throw connectionTrouble(this.host, cause, proxy());
    }
  }

  async #json(
    path: string,
    signal: AbortSignal | undefined,
    {
      id = null,
      most = LONGEST_ANSWER,
      within = this.#bounds.answerMs,
    }: { id?: string | null; most?: number; within?: number } = {},
  ): Promise<unknown> {
    const deadline = AbortSignal.timeout(within);
    try {
      const bounded = signal === undefined ? deadline : AbortSignal.any([signal, deadline]);
      const response = await this.#get(path, bounded);
      if (response.statusCode !== 200) throw await this.#refusal(response, { id, what: 'facts' });
      const text = await this.#text(decodedBody(response, this.host), most);
      return this.#parsed(response, text);
    } catch (error) {
      signal?.throwIfAborted();
      // A failure of its own may have come in the same moment; it says more.
      if (deadline.aborted && !(error instanceof SalvorError && error.failure.code !== 'connection-lost')) {
        throw failed('answer-too-slow', { host: this.host, seconds: Math.round(within / 1000) }, error);
      }
      throw error;
    }
  }

  #parsed(response: Dispatcher.ResponseData, text: string): unknown {
    try {
      return JSON.parse(text.replace(/^\u{feff}/u, '')) as unknown;
    } catch (cause) {
      if (isPage(response, text)) throw failed('not-a-backup-server', { host: this.host }, cause);
      throw failed('broken-answer', { host: this.host, reason: 'not JSON' }, cause);
    }
  }

  /** @throws broken-answer where it is longer than `most` bytes or its encoding is broken; connection-lost */
  async #text(body: Readable, most: number): Promise<string> {
    const pieces: Buffer[] = [];
    let bytes = 0;
    try {
      for await (const piece of body as AsyncIterable<Buffer>) {
        bytes += piece.length;
        if (bytes > most) throw failed('broken-answer', { host: this.host, reason: 'answer without end' });
        pieces.push(piece);
      }
    } catch (cause) {
      if (cause instanceof SalvorError) throw cause;
      if (isBrokenEncoding(cause))
        throw failed('broken-answer', { host: this.host, reason: 'Content-Encoding' }, cause);
      throw failed('connection-lost', { host: this.host, have: bytes, need: null }, cause);
    }
    return Buffer.concat(pieces).toString('utf8');
  }

  /** The error that an answer other than 200 means. What the server repeats of the API key is left out. */
  async #refusal(response: Dispatcher.ResponseData, asked: Asked): Promise<Error> {
    const text = await this.#refusalText(response).catch(() => '');
    return refusalOf(this.host, this.#base, response, text.replaceAll(this.#apiKey, '…'), asked);
  }

  async #refusalText(response: Dispatcher.ResponseData): Promise<string> {
    const { statusCode } = response;
    if (statusCode >= 300 && statusCode < 400) {
      response.body.on('error', () => {}).destroy();
      return '';
    }
    return this.#text(
      addAbortSignal(AbortSignal.timeout(REFUSAL_MS), decodedBody(response, this.host)),
      LONGEST_ANSWER,
    );
  }
}

const downloadPath = ({ id }: Archive): string => `/backups/${encodeURIComponent(id)}/download`;

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

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

/** The kind that takes every address that no other does. */
export const tsProBackup: SourceKind = {
  takes: () => true,
  checkAddress: (url, allowHttp) => checkAddress(url, allowHttp).href,
  checkApiKey,
  open: (access, stallMs) => new BackupServer(access, stallMs === undefined ? {} : { stallMs }),
};
