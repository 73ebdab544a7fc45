import type { DumpToc } from '../contents/postgresql/toc';
import type { RandomAccess } from '../disk/random-access';
import type { DumpFacts } from '../proof/model';
import type { ShownStatement } from '../proof/prove-plain-dump';
import type { RestoreResult } from '../restore/model';
import type { Files } from './files';
import type { PortalDatabase } from './portal-database';

/** What is inside an archive, by its kind. */
export type Inside =
  | { readonly kind: 'zip'; readonly files: Files; readonly database: PortalDatabase | null }
  | { readonly kind: 'tar'; readonly files: Files }
  | { readonly kind: 'postgresql-custom'; readonly toc: DumpToc; readonly facts: DumpFacts }
  | { readonly kind: 'postgresql-sql'; readonly sql: PlainSql }
  | { readonly kind: 'unknown' };

/** Plain SQL has no list of contents: what is in it is found by reading it. */
export interface PlainSql {
  /** The first statements, at most `most`. */
  statements(most: number): Promise<readonly ShownStatement[]>;
  /** Its tables with their rows, from the whole text. @throws cut-short, dump-damaged, cancelled */
  facts(signal: AbortSignal): Promise<DumpFacts>;
}

/** An archive that is open to be browsed. Every byte of a sealed one was authenticated before anything is shown. */
export interface BrowsedArchive
  extends Pick<RestoreResult, 'layers' | 'payload' | 'keyFingerprint' | 'derivation' | 'said'> {
  readonly archive: { readonly name: string; readonly bytes: number };
  /** Path of the archive. */
  readonly source: string;
  /** Whether an envelope with a secret seals it; else no one can tell whether it was changed on purpose. */
  readonly sealed: boolean;
  /** Length of the payload, in bytes. */
  readonly bytes: number;
  readonly inside: Inside;
  /** The payload itself, to read at any position. */
  readonly access: RandomAccess;
  /** Closes the archive and removes its scratch files. No read may be under way. */
  close(): Promise<void>;
}
