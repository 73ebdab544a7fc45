import { expect, test } from 'vitest';
import { warning } from '../../core/proof/model';
import type { RestoreResult } from '../../core/restore/model';
import { speaker } from '../../shared/messages/catalogue';
import { nextSteps } from './next-steps';

const result = (warnings: RestoreResult['proof']['warnings'], payload: RestoreResult['payload']) =>
  ({
    path: '/backups/shop.sql',
    payload,
    layers: ['gzip'],
    proof: { warnings, facts: { kind: 'postgresql-dump', tables: [] } },
  }) as unknown as RestoreResult;

test.each(['postgresql-sql', 'postgresql-custom'] as const)(
  'no command leads to restoring what could run commands: %s',
  (payload) => {
    const say = speaker('en');
    expect(nextSteps(say, result([], payload))).toContain('--single-transaction');
    const steps = nextSteps(say, result([warning('sql-runs-commands', { sql: '\\! id' })], payload));
    expect(steps).not.toMatch(/psql|pg_restore|--dbname/);
    expect(steps).toContain('Do not restore this file yet');
  },
);
