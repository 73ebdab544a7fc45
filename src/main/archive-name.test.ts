import { describe, expect, it } from 'vitest';
import { proposedName } from './archive-name';

describe('the name proposed for an import zip', () => {
  it.each([
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

  it('stays short enough for every disk', () => {
    expect(proposedName('x'.repeat(5000)).length).toBeLessThan(200);
  });
});
