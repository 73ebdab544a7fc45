import type { RestoreResult } from '../../core/restore/model';
import type { Say } from '../../shared/messages/catalogue';
import { isUnusual } from '../../shared/report/unusual';
import { indent, wrap } from './layout';
import { printable } from './terminal';

/** One thing to do, and the command that does it where there is one. */
interface Step {
  readonly text: string;
  readonly command?: string;
}

/** The exact next steps, by what was written; a verified archive has still to be opened. */
export function nextSteps(say: Say, result: RestoreResult): string {
  if (result.path === null) return wrap(say('cli.next.verified'));
  const steps = stepsOf(say, result, result.path);
  const told = steps.map(({ text, command }) =>
    command === undefined ? wrap(text) : `${wrap(text)}\n\n${indent(command, 4)}\n`,
  );
  return told.length === 1
    ? (told[0] ?? '')
    : told
        .map((step, index) => `${index + 1}. ${indent(step, 3).trimStart()}`)
        .join('\n')
        .trimEnd();
}

function stepsOf(say: Say, result: RestoreResult, path: string): Step[] {
  switch (result.proof.facts.kind) {
    case 'portal-export':
      return [
        { text: say('cli.next.import', { path }) },
        { text: `${say('proof.import.replaces')} ${say('proof.import.signs-out')}` },
        { text: say('cli.next.keep') },
      ];
    case 'frontend-export':
      return [{ text: say('cli.next.frontend') }];
    case 'postgresql-dump':
      return dumpSteps(say, result, path);
    case 'files':
      return [
        { text: say('cli.next.files'), command: `salvor extract ${quoted(path)} --all --out FOLDER` },
        { text: say('cli.next.files-restore') },
      ];
    case 'unknown':
      return [{ text: say('cli.next.unknown') }];
  }
}

/**
 * ProxPanel restores a whole panel by pg_restore with these options, and a tenant in one transaction with the search
 * path set to the tenant's schema. Plain SQL goes through psql, which stops at its first error only when told to.
 */
function dumpSteps(say: Say, result: RestoreResult, path: string): Step[] {
  if (isUnusual(result.proof)) return [{ text: say('cli.next.dump-unusual') }, { text: say('cli.next.dump-keep') }];
  const schema = result.layers.includes('proxpanel-v2-tenant') ? tenantSchema(result) : null;
  const sql = result.payload === 'postgresql-sql';
  const command = sql ? psql(path, schema) : pgRestore(path, schema);
  return [
    { text: say(sql ? 'cli.next.psql' : 'cli.next.pg-restore'), command },
    { text: say(schema === null ? 'cli.next.dump-replaces' : 'cli.next.tenant', { sql, schema }) },
    ...(sql && result.layers.length === 1 && result.layers[0] === 'gzip' ? [{ text: say('cli.next.vaultterm') }] : []),
    { text: say('cli.next.dump-keep') },
  ];
}

function pgRestore(path: string, schema: string | null): string {
  if (schema === null)
    return `pg_restore --clean --if-exists --no-owner --no-acl --single-transaction --dbname=DATABASE ${quoted(path)}`;
  return `PGOPTIONS=${quoted(`-c search_path=${schema}`)} pg_restore --no-owner --no-acl --single-transaction --dbname=DATABASE ${quoted(path)}`;
}

function psql(path: string, schema: string | null): string {
  const search = schema === null ? '' : ` --command=${quoted(`SET search_path TO ${schema}`)}`;
  return `psql --set=ON_ERROR_STOP=1 --single-transaction --dbname=DATABASE${search} --file=${quoted(path)}`;
}

/** The one schema of its tables, if it is named as a tenant's is; else a name to be filled in. */
function tenantSchema({ proof }: RestoreResult): string {
  const tables = proof.facts.kind === 'postgresql-dump' ? proof.facts.tables : [];
  const [schema, ...others] = new Set(tables.map((table) => table.schema));
  return others.length === 0 && typeof schema === 'string' && /^tenant_[a-z0-9_]+$/.test(schema)
    ? schema
    : 'tenant_SLUG';
}

/** A text as one word of a shell: of cmd.exe on Windows, of a POSIX shell elsewhere. */
function quoted(text: string): string {
  const shown = printable(text);
  if (/^[\w./:@+-]+$/.test(shown)) return shown;
  return process.platform === 'win32' ? `"${shown}"` : `'${shown.replaceAll("'", String.raw`'\''`)}'`;
}
