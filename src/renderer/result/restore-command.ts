import type { RestoreResult } from '../base/client';

type Restorable = Pick<RestoreResult, 'payload' | 'layers' | 'proof'>;

/** Stands in a command for the schema that nothing tells, to be filled in. */
export const UNKNOWN_SCHEMA = 'tenant_SLUG';

/**
 * The schema that a tenant's dump goes into: the one that all its tables are in, if it is named as a tenant's is; else
 * a name to fill in. Null for a dump of a whole database.
 */
export function tenantSchema({ layers, proof }: Restorable): string | null {
  if (!layers.includes('proxpanel-v2-tenant')) return null;
  const tables = proof.facts.kind === 'postgresql-dump' ? proof.facts.tables : [];
  const [schema, ...others] = new Set(tables.map((table) => table.schema));
  return others.length === 0 && typeof schema === 'string' && /^tenant_[a-z0-9_]+$/.test(schema)
    ? schema
    : UNKNOWN_SCHEMA;
}

/**
 * The command that restores a PostgreSQL dump at `path`, in one transaction. A tenant's goes into its own schema; plain
 * SQL goes through psql, which stops at its first error only when told to.
 *
 * @param platform of Node, since shells quote differently
 */
export function restoreCommand(result: Restorable, path: string, platform: string): string {
  const schema = tenantSchema(result);
  const word = (text: string) => quoted(text, platform);
  if (result.payload === 'postgresql-sql') {
    const search = schema === null ? '' : ` --command=${word(`SET search_path TO ${schema}`)}`;
    return `psql --set=ON_ERROR_STOP=1 --single-transaction --dbname=DATABASE${search} --file=${word(path)}`;
  }
  if (schema === null)
    return `pg_restore --clean --if-exists --no-owner --no-acl --single-transaction --dbname=DATABASE ${word(path)}`;
  const options = `-c search_path=${schema}`;
  const environment = platform === 'win32' ? `set "PGOPTIONS=${options}" && ` : `PGOPTIONS=${word(options)} `;
  return `${environment}pg_restore --no-owner --no-acl --single-transaction --dbname=DATABASE ${word(path)}`;
}

/** A text as one word of a shell: of cmd.exe on Windows, of a POSIX shell elsewhere. */
function quoted(text: string, platform: string): string {
  if (/^[\w./:@+-]+$/.test(text)) return text;
  return platform === 'win32' ? `"${text}"` : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
