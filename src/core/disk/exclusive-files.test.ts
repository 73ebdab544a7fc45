import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest';
import { withFileLock } from './file-lock';
import { ScratchFile } from './scratch-file';
import { writeWhole } from './whole-file';

/** So that the name of an unfinished file can be guessed, as another user of the folder might. */
vi.mock('node:crypto', async (original) => ({
  ...(await original<typeof import('node:crypto')>()),
  randomBytes: (length: number) => Buffer.alloc(length, 0xab),
}));

const root = mkdtempSync(join(tmpdir(), 'salvor-exclusive-'));
let folder: string;
let precious: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  precious = join(folder, 'precious');
  writeFileSync(precious, 'kept');
});
afterAll(() => rmSync(root, { recursive: true }));

describe.skipIf(process.platform === 'win32')('a link where a file is to be made', () => {
  test('is not written through by a file that is written whole', async () => {
    const path = join(folder, 'vault.salvor');
    symlinkSync(precious, `${path}.abababababab.part`);
    await expect(writeWhole(path, 'secret', 0o600)).rejects.toMatchObject({
      failure: { code: 'destination-not-writable', params: { reason: 'EEXIST' } },
    });
    expect(readFileSync(precious, 'utf8')).toBe('kept');
    expect(existsSync(path)).toBe(false);
  });

  test('is not written through by a scratch file', async () => {
    const path = join(folder, 'tsp.db');
    symlinkSync(precious, path);
    await expect(ScratchFile.create(path, 1)).rejects.toMatchObject({
      failure: { code: 'destination-not-writable' },
    });
    expect(readFileSync(precious, 'utf8')).toBe('kept');
  });

  test('is not written through by a lock, and not taken for one of ours while it leads to a living one', async () => {
    const lock = join(folder, 'x.lock');
    const seen: string[] = [];
    await withFileLock(lock, async () => {
      const link = join(folder, 'other.lock');
      symlinkSync(lock, link);
      const waiting = withFileLock(link, async () => void seen.push('in'));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect(seen).toEqual([]);
      rmSync(link);
      await waiting;
    });
    expect(seen).toEqual(['in']);
  });
});
