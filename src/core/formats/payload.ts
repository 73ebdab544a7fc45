import type { PayloadId, Promised } from './format';
import { ascii, startsWith } from './magic';
import { dumpVersion } from './seen';
import { beginsAsSql } from './sql-start';
import { beginsAsZip } from './zip';

/** PostgreSQL's custom format: pg_dump's archive file begins so. */
const POSTGRESQL_CUSTOM = ascii('PGDMP');
/** POSIX.1-1988 and GNU tar put this at 257, after the name and the numbers of the first entry. */
const USTAR = ascii('ustar');
const USTAR_AT = 257;

/** How many first bytes are enough to recognise a payload. */
export const PAYLOAD_HEAD_BYTES = 512;

/** What a payload without an envelope is to hold: a bare zip is most often a portal's export. */
export const PROMISED: Readonly<Record<Exclude<PayloadId, 'unknown'>, Promised>> = {
  zip: { holds: 'portal-export', ending: '.zip' },
  'postgresql-custom': { holds: 'dump', ending: '.dump' },
  'postgresql-sql': { holds: 'dump', ending: '.sql' },
  tar: { holds: 'anything', ending: '.tar' },
};

/** What a plaintext is, by its first bytes; null where nothing known begins so. */
export function recognisePayload(head: Uint8Array): Exclude<PayloadId, 'unknown'> | null {
  if (beginsAsZip(head)) return 'zip';
  if (startsWith(head, POSTGRESQL_CUSTOM) && dumpVersion(head) === null) return 'postgresql-custom';
  if (startsWith(head.subarray(USTAR_AT), USTAR)) return 'tar';
  if (beginsAsSql(head)) return 'postgresql-sql';
  return null;
}
