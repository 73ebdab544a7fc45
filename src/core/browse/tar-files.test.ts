import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { type HandMadeTarEntry, handMadeTar, paxEntry } from '../../../test-support/proof/hand-made-tar';
import { openFileAccess } from '../disk/random-access';
import { tarFiles } from './tar-files';

const folder = mkdtempSync(join(tmpdir(), 'salvor-tar-files-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function modifiedIn(path: string) {
  const access = await openFileAccess(path);
  try {
    return (await tarFiles(access, new AbortController().signal)).entries.map(({ modified }) => modified);
  } finally {
    await access.close();
  }
}

async function modifiedOf(entries: readonly HandMadeTarEntry[]) {
  const path = join(folder, 'made.tar');
  writeFileSync(path, handMadeTar(entries));
  return modifiedIn(path);
}

describe('when the files of a tar were written', () => {
  // On Windows `tar` is another program, which has no --mtime.
  test.runIf(process.platform === 'linux').each(['gnu', 'oldgnu', 'pax', 'ustar'])(
    'is what GNU tar says, --format=%s',
    async (format) => {
      writeFileSync(join(folder, 'file'), 'x');
      const path = join(folder, `${format}.tar`);
      execFileSync('tar', ['-cf', path, `--format=${format}`, '--mtime=2026-11-21T03:00:06.5Z', '-C', folder, 'file']);
      expect(await modifiedIn(path)).toEqual(['2026-11-21T03:00:06Z']);
    },
  );

  test('is what the attributes say, where they say it, and of that entry alone', async () => {
    expect(await modifiedOf([paxEntry({ mtime: '1795230006.75' }), { name: 'a' }, { name: 'b' }])).toEqual([
      '2026-11-21T03:00:06Z',
      '2021-01-14T08:25:36Z',
    ]);
    expect(await modifiedOf([paxEntry({ mtime: '-1.5' }), { name: 'a' }])).toEqual(['1969-12-31T23:59:58Z']);
  });

  test('is nothing where it cannot be read, which damages nothing', async () => {
    expect(
      await modifiedOf([
        { name: 'a', mtime: 'yesterday   ' },
        { name: 'b', mtime: '            ' },
      ]),
    ).toEqual([null, null]);
    expect(await modifiedOf([{ name: 'c', mtime: Buffer.from([0x80, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0]) }])).toEqual([
      '2106-02-07T06:28:16Z',
    ]);
    expect(await modifiedOf([{ name: 'd', mtime: Buffer.alloc(12, 0xff) }])).toEqual([null]);
    expect(await modifiedOf([paxEntry({ mtime: '99999999999' }), { name: 'e' }])).toEqual(['5138-11-16T09:46:39Z']);
    expect(await modifiedOf([paxEntry({ mtime: '999999999999' }), { name: 'f' }])).toEqual([null]);
  });
});
