import type { RestoreResult } from './model';

type RestoredDump = Pick<RestoreResult, 'payload' | 'layers' | 'proof'>;

/** A program to run, without any shell: its name and arguments, and what its environment needs besides. */
export interface Command {
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string>>;
}

/** To be filled in by hand where the dump does not name the tenant's schema. */
export const UNKNOWN_SCHEMA = 'tenant_SLUG';

/** To be filled in by hand: an archive does not know the database that it is restored into. */
const DATABASE = '--dbname=DATABASE';

/**
 * The schema that a tenant's dump goes into: the one that holds all its tables, if it is named as a tenant's is; else a
 * name to fill in. Null for a dump of a whole database.
 */
export function tenantSchema({ layers, proof }: RestoredDump): string | null {
  if (!layers.includes('proxpanel-v2-tenant')) return null;
  const tables = proof.facts.kind === 'postgresql-dump' ? proof.facts.tables : [];
  const [schema, ...others] = new Set(tables.map((table) => table.schema));
  return others.length === 0 && typeof schema === 'string' && /^tenant_[a-z0-9_]+$/.test(schema)
    ? schema
    : UNKNOWN_SCHEMA;
}

/**
 * The command that restores the PostgreSQL dump at `path`, in one transaction. ProxPanel restores a whole panel by
 * pg_restore with these options, and a tenant with the search path set to its schema. psql stops at the first error
 * of plain SQL only if asked to.
 */
export function restoreCommand(dump: RestoredDump, path: string): Command {
  const schema = tenantSchema(dump);
  if (dump.payload === 'postgresql-sql') {
    const search = schema === null ? [] : [`--command=SET search_path TO ${schema}`];
    return {
      argv: ['psql', '--set=ON_ERROR_STOP=1', '--single-transaction', DATABASE, ...search, `--file=${path}`],
      env: {},
    };
  }
  const replace = schema === null ? ['--clean', '--if-exists'] : [];
  return {
    argv: ['pg_restore', ...replace, '--no-owner', '--no-acl', '--single-transaction', DATABASE, path],
    env: schema === null ? {} : { PGOPTIONS: `-c search_path=${schema}` },
  };
}
