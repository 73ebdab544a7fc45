import { formatTocLine, listedEntries } from '../contents/postgresql/toc-line';
import { type Failure, toFailure } from '../errors';
import type { BrowsedArchive } from './browse';
import type { Overview } from './model';

/** As many as one screen holds. */
export const STATEMENTS = 20;

/**
 * All that can be seen inside an archive. Damaged tables are listed beside the rest, which can still be looked
 * at and taken out.
 *
 * @throws cancelled, and what no one foresaw
 */
export async function overviewOf(browsed: BrowsedArchive, signal: AbortSignal): Promise<Overview> {
  const { archive, bytes, layers, payload, keyFingerprint, derivation, said } = browsed;
  return {
    archive,
    bytes,
    layers,
    payload,
    keyFingerprint,
    derivation,
    said,
    ...NOTHING,
    ...(await seenInside(browsed, signal)),
  };
}

type Seen = Pick<Overview, 'entries' | 'tables' | 'objects' | 'statements' | 'dump' | 'failure'>;

const NOTHING: Seen = { entries: null, tables: null, objects: null, statements: null, dump: null, failure: null };

async function seenInside({ inside }: BrowsedArchive, signal: AbortSignal): Promise<Partial<Seen>> {
  switch (inside.kind) {
    case 'zip': {
      const { value, failure } = await readable(async () => (await inside.database?.tables(signal)) ?? null);
      return { entries: [...inside.files.entries], tables: value === null ? null : [...value], failure };
    }
    case 'tar':
      return { entries: [...inside.files.entries] };
    case 'postgresql-custom':
      return { dump: inside.facts, objects: listedEntries(inside.toc).map(formatTocLine) };
    case 'postgresql-sql': {
      const { value, failure } = await readable(() => inside.sql.facts(signal));
      return { dump: value, statements: [...(await inside.sql.statements(STATEMENTS))], failure };
    }
    case 'unknown':
      return {};
  }
}

async function readable<T>(read: () => Promise<T>): Promise<{ value: T | null; failure: Failure | null }> {
  try {
    return { value: await read(), failure: null };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === 'cancelled' || failure.code === 'unexpected') throw error;
    return { value: null, failure };
  }
}
