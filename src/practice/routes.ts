import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { scopeSchema } from '../core/sources/model';
import { Refusal, sendJson } from './answer';
import { sendDownload } from './download';
import type { Limits } from './limits';
import type { Row, Site } from './store/state';
import type { Store } from './store/store';
import type { Uploads } from './uploads';

/** The server version whose behaviour is spoken here. */
const VERSION = '1.3.1';
const BASE = '/api/v1';

export interface Service {
  readonly store: Store;
  readonly uploads: Uploads;
  readonly limits: Limits;
  /** API keys by site id. */
  readonly apiKeys: ReadonlyMap<number, string>;
  readonly atRestKey: Buffer;
  readonly encryptAtRest: boolean;
}

/** Answers one request of API v1. @throws Refusal */
export async function answer(service: Service, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const site = siteOf(service, request);
  const url = new URL(`http://localhost${request.url ?? ''}`);
  const method = request.method === 'HEAD' ? 'GET' : request.method;
  const path = url.pathname.startsWith(`${BASE}/`) ? url.pathname.slice(BASE.length) : null;
  const one = /^\/backups\/(\d{1,15})(\/download)?$/.exec(path ?? '');

  switch (`${method} ${one === null ? path : `/backups/ID${one[2] ?? ''}`}`) {
    case 'GET /ping':
      return sendJson(response, 200, ping(service, site));
    case 'GET /backups':
      return sendJson(response, 200, list(service.store, site, url.searchParams.get('scope')));
    case 'POST /backups':
      return sendJson(response, 201, { ok: true, backup: rowView(await service.uploads.single(site, request)) });
    case 'POST /backups/chunk':
      return sendJson(response, 200, { ok: true, ...(await service.uploads.chunk(site, request)) });
    case 'POST /backups/finalize':
      return sendJson(response, 201, { ok: true, backup: rowView(await service.uploads.finalize(site, request)) });
    case 'GET /backups/ID':
      return sendJson(response, 200, { ok: true, backup: rowView(findRow(service.store, site, one)) });
    case 'GET /backups/ID/download': {
      const row = findRow(service.store, site, one);
      return sendDownload(request, response, row, service.store.pathOf(site, row), service.atRestKey);
    }
    case 'DELETE /backups/ID': {
      const row = findRow(service.store, site, one);
      await service.store.remove(site, row);
      return sendJson(response, 200, { ok: true, deleted: row.id });
    }
    default:
      throw new Refusal(404, 'not found');
  }
}

/** The site whose API key the request carries, as a bearer token or in the other header. */
function siteOf({ store, apiKeys }: Service, request: IncomingMessage): Site {
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? request.headers['x-api-key'];
  const site = store.sites.find(({ id }) => typeof given === 'string' && sameText(given, apiKeys.get(id) ?? ''));
  if (site === undefined) throw new Refusal(401, 'invalid or missing API key');
  return site;
}

/** Compares digests, so that the time it takes tells nothing of the key. */
function sameText(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

function ping({ limits, encryptAtRest }: Service, site: Site): unknown {
  return {
    ok: true,
    service: 'tspro-backup',
    version: VERSION,
    site: { id: site.id, name: site.name },
    scopes: scopeSchema.options,
    require_e2ee: site.requireE2ee,
    e2ee_alg: 'TSPEPK01',
    e2ee_public_key: site.keys.find((key) => key.current)?.publicText ?? null,
    encrypt_at_rest: encryptAtRest,
    retention: site.retention,
    chunked_upload: true,
    max_chunk_mb: limits.maxChunkMb,
    max_backup_mb: limits.maxBackupMb,
    remote_restore: false,
  };
}

function list(store: Store, site: Site, scopeText: string | null): unknown {
  const scope = scopeSchema.optional().safeParse(scopeText ?? undefined);
  if (!scope.success) throw new Refusal(400, 'unknown scope');
  const rows = store.list(site, scope.data);
  return { ok: true, count: rows.length, backups: rows.map(rowView) };
}

/** A backup of this very site; another site's is as unknown as none. */
function findRow(store: Store, site: Site, match: RegExpExecArray | null): Row {
  const row = store.find(site, Number(match?.[1]));
  if (row === undefined) throw new Refusal(404, 'not found');
  return row;
}

/** A row as the API shows it: all but the site, which is the one that asks. JSON leaves undefined fields out. */
function rowView(row: Row): unknown {
  return { ...row, site: undefined };
}
