import type { RandomAccess } from '../disk/random-access';
import { gzip } from '../formats/gzip';
import { recognisePayload } from '../formats/payload';
import type { FilesFacts, Warning } from './model';

/** pg_dump's first line. Other text may begin as SQL does and be anything. */
const DUMP_BEGINS = /^(?:\uFEFF)?\s*--\s*\n-- PostgreSQL database (?:cluster )?dump/;
const SQL_NAME = /\.sql(?:\.gz)?$/i;

/** What the dumps in one file of a tar or zip were found to be. */
export interface InnerProof {
  readonly dumps: FilesFacts['dumps'];
  readonly warnings: readonly Warning[];
}

export const NOTHING_INSIDE: InnerProof = { dumps: [], warnings: [] };

/** Proves one file of a tar or zip, if there is anything to prove in it. */
export type ProveInner = (name: string, file: RandomAccess) => Promise<InnerProof>;

/** Whether a file with this beginning is proven. The name decides only for SQL that pg_dump did not write. */
export function mayHoldDump(name: string, head: Uint8Array): boolean {
  if (gzip.recognise(head)) return true;
  const kind = recognisePayload(head);
  return kind === 'postgresql-sql' ? isSql(name, head) : kind !== null;
}

function isSql(name: string, head: Uint8Array): boolean {
  return SQL_NAME.test(name) || DUMP_BEGINS.test(Buffer.from(head).toString('latin1'));
}
