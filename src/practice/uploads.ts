import { createReadStream } from 'node:fs';
import { mkdir, rename, rm, statfs } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { isTspepk01 } from '../core/formats/tspepk01';
import { type Scope, scopeSchema } from '../core/sources/model';
import { Refusal } from './answer';
import { type Form, readForm } from './form';
import type { Limits } from './limits';
import { archiveName, safeName } from './store/names';
import { type Received, receive } from './store/receive';
import type { Row, Site } from './store/state';
import type { Store } from './store/store';

const MB = 1024 * 1024;
const UPLOAD_ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** A chunked upload that has begun: its pieces lie in `folder` under their numbers. */
interface Session {
  readonly folder: string;
  readonly totalChunks: number;
  /** Pieces 0 to `next - 1` are here. */
  next: number;
  size: number;
}

/** Takes backups in, in one piece or in chunks, and applies the gates that both share. */
export class Uploads {
  readonly #store: Store;
  readonly #limits: Limits;
  readonly #atRest: Buffer | null;
  readonly #now: () => Date;
  readonly #sessions = new Map<string, Session>();

  /** @param atRest the key under which new backups are stored; null stores them as they come */
  constructor(store: Store, limits: Limits, atRest: Buffer | null, now: () => Date) {
    this.#store = store;
    this.#limits = limits;
    this.#atRest = atRest;
    this.#now = now;
  }

  /** `POST /backups` */
  async single(site: Site, request: IncomingMessage): Promise<Row> {
    await this.#refuseWhenLow();
    const limit = this.#limits.maxBackupMb * MB;
    const form = await readForm(request, 'file', this.#store.arrival(), { limit, atRest: this.#atRest });
    const { file } = form;
    if (file === null) throw new Refusal(400, 'missing file');
    return this.#keep(site, file, form, file.filename);
  }

  /** `POST /backups/chunk` */
  async chunk(site: Site, request: IncomingMessage): Promise<{ received: number; total_chunks: number }> {
    await this.#refuseWhenLow();
    const limit = this.#limits.maxChunkMb * MB;
    // A chunk is kept as it came: at rest it is encrypted when the backup is put together.
    const { fields, file } = await readForm(request, 'chunk', this.#store.arrival(), { limit, atRest: null });
    if (file === null) throw new Refusal(400, 'missing chunk');
    try {
      const uploadId = uploadIdOf(fields);
      const index = wholeNumber(fields, 'chunk_index');
      const totalChunks = wholeNumber(fields, 'total_chunks');
      if (totalChunks === 0 || index >= totalChunks) throw new Refusal(400, 'invalid chunk_index or total_chunks');
      if (file.overLimit) throw new Refusal(413, `chunk larger than ${this.#limits.maxChunkMb} MB`);

      const session = await this.#session(site, uploadId, index, totalChunks);
      if (totalChunks !== session.totalChunks || index > session.next) throw new Refusal(409, 'chunk out of order');
      if (session.size + file.size > this.#limits.maxBackupMb * MB) throw new Refusal(413, 'backup too large');
      // A chunk that comes again, because its answer was lost, takes the place of the first.
      if (index === session.next) {
        session.next += 1;
        session.size += file.size;
      }
      await rename(file.path, join(session.folder, String(index)));
      return { received: session.next, total_chunks: totalChunks };
    } finally {
      await rm(file.path, { force: true });
    }
  }

  /** `POST /backups/finalize` */
  async finalize(site: Site, request: IncomingMessage): Promise<Row> {
    const form = await readForm(request, '', this.#store.arrival(), { limit: 0, atRest: null });
    const key = sessionKey(site, uploadIdOf(form.fields));
    const session = this.#sessions.get(key);
    if (session === undefined) throw new Refusal(404, 'unknown upload session');
    const totalChunks = wholeNumber(form.fields, 'total_chunks');
    if (totalChunks !== session.totalChunks || session.next !== totalChunks) throw new Refusal(409, 'missing chunks');
    scopeOf(form.fields);
    await this.#refuseWhenLow();

    const whole = await receive(joined(session), this.#store.arrival(), {
      limit: this.#limits.maxBackupMb * MB,
      atRest: this.#atRest,
    });
    this.#sessions.delete(key);
    await rm(session.folder, { recursive: true, force: true });
    return this.#keep(site, whole, form, form.fields.get('filename') ?? '');
  }

  /** The gates that every backup passes, then its place on the shelf, then the site's retention. */
  async #keep(site: Site, received: Received, { fields }: Form, filename: string): Promise<Row> {
    try {
      const scope = scopeOf(fields);
      if (received.overLimit) throw new Refusal(413, `backup larger than ${this.#limits.maxBackupMb} MB`);
      if (received.size === 0) throw new Refusal(400, 'empty file');
      if (site.requireE2ee && !isTspepk01(received.head)) throw new Refusal(422, 'end-to-end encryption is required');
      const { quotaBytes } = this.#limits;
      if (quotaBytes !== null && this.#store.used(site) + received.storedSize > quotaBytes) {
        throw new Refusal(413, 'storage quota exceeded');
      }
      const createdAt = this.#now();
      const row = await this.#store.add(site, received, {
        scope,
        name: safeName(filename) ?? archiveName(scope, createdAt, isTspepk01(received.head)),
        note: fields.get('note') ?? null,
        createdAt,
        fingerprint: site.keys.find((key) => key.current)?.fingerprint ?? null,
      });
      await this.#store.save();
      await this.#store.prune(site);
      return row;
    } finally {
      await rm(received.path, { force: true });
    }
  }

  /** The session of an upload; its first chunk begins it. */
  async #session(site: Site, uploadId: string, index: number, totalChunks: number): Promise<Session> {
    const key = sessionKey(site, uploadId);
    const known = this.#sessions.get(key);
    if (known !== undefined) return known;
    if (index !== 0) throw new Refusal(409, 'chunk out of order');
    const session: Session = { folder: this.#store.arrival(), totalChunks, next: 0, size: 0 };
    await mkdir(session.folder, { mode: 0o700 });
    this.#sessions.set(key, session);
    return session;
  }

  async #refuseWhenLow(): Promise<void> {
    const { bavail, bsize } = await statfs(this.#store.folder);
    if (bavail * bsize < this.#limits.keepFreeBytes) throw new Refusal(507, 'insufficient storage');
  }
}

async function* joined(session: Session): AsyncGenerator<Uint8Array> {
  for (let index = 0; index < session.totalChunks; index += 1) {
    yield* createReadStream(join(session.folder, String(index)), { highWaterMark: MB }) as AsyncIterable<Uint8Array>;
  }
}

function sessionKey(site: Site, uploadId: string): string {
  return `${site.id}/${uploadId}`;
}

function uploadIdOf(fields: ReadonlyMap<string, string>): string {
  const uploadId = fields.get('upload_id') ?? '';
  if (!UPLOAD_ID.test(uploadId)) throw new Refusal(400, 'invalid upload_id');
  return uploadId;
}

function wholeNumber(fields: ReadonlyMap<string, string>, name: string): number {
  const text = fields.get(name) ?? '';
  if (!/^\d{1,6}$/.test(text)) throw new Refusal(400, `invalid ${name}`);
  return Number(text);
}

function scopeOf(fields: ReadonlyMap<string, string>): Scope {
  const scope = scopeSchema.safeParse(fields.get('scope'));
  if (!scope.success) throw new Refusal(400, 'unknown scope');
  return scope.data;
}
