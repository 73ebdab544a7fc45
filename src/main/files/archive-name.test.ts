import { describe, expect, test } from 'vitest';
import { proposedName, proposedPayloadName } from './archive-name';

describe('the name proposed for an import zip', () => {
  test.each([
    ['tsp-export-20261121-030000.zip.enc', 'tsp-export-20261121-030000.zip'],
    ['tsp-frontend-20261121.zip', 'tsp-frontend-20261121.zip'],
    ['backup.ENC', 'backup.zip'],
    ['../../.bashrc', '_.._.bashrc.zip'],
    ['C:\\Windows\\system.ini', 'C__Windows_system.ini.zip'],
    ['a\u0000b\nc.zip.enc', 'a_b_c.zip'],
    ['...', 'portal-export.zip'],
    ['', 'portal-export.zip'],
  ])('%j becomes %j', (given, proposed) => {
    expect(proposedName(given)).toBe(proposed);
  });

  test('stays short enough for every disk', () => {
    expect(proposedName('x'.repeat(5000)).length).toBeLessThan(200);
  });
});

describe('the name proposed for what comes out of a file', () => {
  test.each([
    ['tsp-export-20261121.zip.enc', '.zip', 'tsp-export-20261121.zip'],
    ['tsp-export-20261121.zip.enc', '.zip', 'tsp-export-20261121.zip'],
    ['renamed', '.zip', 'renamed.zip'],
    ['proisp_full_20260512_140530.proisp.bak', '.dump', 'proisp_full_20260512_140530.dump'],
    ['tenant_42.proisp.bak', '.dump', 'tenant_42.dump'],
    ['vaultterm-2026-11-20.sql.gz', '', 'vaultterm-2026-11-20.sql'],
    ['backup.tgz', '', 'backup.tar'],
    ['tenant_acme.sql', '.sql', 'tenant_acme.sql'],
    ['dump', '.dump', 'dump.dump'],
    ['backup.tar', '.tar', 'backup.tar'],
    ['..enc', '.zip', 'archive.zip'],
    ['a\u0000b?.zip.enc', '.zip', 'a_b_.zip'],
  ])('%j of what holds %j becomes %j', (given, ending, proposed) => {
    expect(proposedPayloadName(given, ending)).toBe(proposed);
  });
});

test('a name that was made to take long takes no longer than another', () => {
  const long = `${'. '.repeat(200_000)}x`;
  const begun = process.cpuUsage();
  proposedName(long);
  proposedPayloadName(long, '.zip');
  expect(process.cpuUsage(begun).user / 1e6).toBeLessThan(1);
});
