import { describe, expect, test } from 'vitest';
import type { RestoreResult } from './model';
import { restoreCommand, tenantSchema } from './restore-command';
import { shellLine } from './shell-line';

function dump(
  payload: RestoreResult['payload'],
  layers: RestoreResult['layers'],
  schemas: (string | null)[],
): Pick<RestoreResult, 'payload' | 'layers' | 'proof'> {
  const tables = schemas.map((schema, index) => ({ schema, name: `t${index}`, rows: 1 }));
  const facts = {
    kind: 'postgresql-dump' as const,
    format: 'custom' as const,
    serverVersion: null,
    dumpVersion: null,
    database: null,
    createdAt: null,
    objects: [],
    tables,
  };
  return { payload, layers, proof: { checks: [], warnings: [], entries: { count: 0, bytes: 0 }, facts } };
}

describe('the command that restores a dump', () => {
  const line = (result: ReturnType<typeof dump>, path: string, platform: string) =>
    shellLine(restoreCommand(result, path), platform);

  test('replaces a whole database in one transaction', () => {
    expect(line(dump('postgresql-custom', ['proxpanel-v2'], ['public']), '/home/a/x.dump', 'linux')).toBe(
      'pg_restore --clean --if-exists --no-owner --no-acl --single-transaction --dbname=DATABASE /home/a/x.dump',
    );
  });

  test('keeps a tenant to its own schema', () => {
    const tenant = dump('postgresql-sql', ['proxpanel-v2-tenant'], ['tenant_harbour', 'tenant_harbour']);
    expect(line(tenant, "/home/a/it's.sql", 'linux')).toBe(
      `psql --set=ON_ERROR_STOP=1 --single-transaction --dbname=DATABASE ` +
        String.raw`--command='SET search_path TO tenant_harbour' --file='/home/a/it'\''s.sql'`,
    );
    const custom = { ...tenant, payload: 'postgresql-custom' as const };
    expect(line(custom, '/home/a/x.dump', 'linux')).toBe(
      `PGOPTIONS='-c search_path=tenant_harbour' pg_restore --no-owner --no-acl --single-transaction ` +
        '--dbname=DATABASE /home/a/x.dump',
    );
    expect(line(custom, String.raw`C:\a b\x.dump`, 'win32')).toBe(
      `set "PGOPTIONS=-c search_path=tenant_harbour" && pg_restore --no-owner --no-acl --single-transaction ` +
        String.raw`--dbname=DATABASE "C:\a b\x.dump"`,
    );
  });

  test('takes no schema from a dump whose tables are in several, or in one with another name', () => {
    expect(tenantSchema(dump('postgresql-custom', ['proxpanel-v2-tenant'], ['tenant_a', 'tenant_b']))).toBe(
      'tenant_SLUG',
    );
    expect(tenantSchema(dump('postgresql-custom', ['proxpanel-v2-tenant'], ["x'; drop"]))).toBe('tenant_SLUG');
    expect(tenantSchema(dump('postgresql-custom', ['gzip'], ['tenant_a']))).toBeNull();
  });
});
