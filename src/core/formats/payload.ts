import type { PayloadId } from './format';
import { ascii, startsWith } from './magic';
import { beginsAsZip } from './zip';

/** PostgreSQL's custom format: pg_dump's archive file begins so. */
const POSTGRESQL_CUSTOM = ascii('PGDMP');
/** POSIX.1-1988 and GNU tar put this at 257, after the name and the numbers of the first entry. */
const USTAR = ascii('ustar');
const USTAR_AT = 257;

/** How pg_dump begins plain SQL; before it only blank lines, comments and psql's own commands can stand. */
const SQL_START = /^(?:\uFEFF)?(?:\s|--[^\n]*\n|\/\*[^*]*\*\/|\\[a-z]+[^\n]*\n)*(?:--|\/\*|\\restrict|SET\b|CREATE\b|BEGIN\b|INSERT\b|COPY\b|DROP\b|ALTER\b|SELECT\b|START\b|COMMENT\b)/i;
const SQL_HEAD = 256;

/** How many first bytes are enough to tell what a payload is. */
export const PAYLOAD_HEAD_BYTES = 512;

/** What a plaintext is, by its first bytes; null where nothing known begins so. */
export function recognisePayload(head: Uint8Array): Exclude<PayloadId, 'unknown'> | null {
  if (beginsAsZip(head)) return 'zip';
  if (startsWith(head, POSTGRESQL_CUSTOM)) return 'postgresql-custom';
  if (startsWith(head.subarray(USTAR_AT), USTAR)) return 'tar';
  if (beginsAsSql(head)) return 'postgresql-sql';
  return null;
}

function beginsAsSql(head: Uint8Array): boolean {
  const text = Buffer.from(head.subarray(0, SQL_HEAD)).toString('latin1');
  // Control characters other than white space are in no dump.
  // oxlint-disable-next-line no-control-regex
  return !/[\0-\x08\x0e-\x1f\x7f]/.test(text) && SQL_START.test(text);
}
