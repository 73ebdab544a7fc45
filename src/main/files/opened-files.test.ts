import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { inspectFile } from '../../core/formats/inspect';
import { OpenedFiles } from './opened-files';

const vector = (name: string) => resolve('test-vectors', name);

describe('files that a person chose', () => {
  test('are known by a token that was handed out', async () => {
    const files = new OpenedFiles(inspectFile);
    const opened = await files.open(vector('portal-full.tspb1.enc'));
    expect(opened).toMatchObject({
      name: 'portal-full.tspb1.enc',
      format: 'tspb-v1',
      needs: 'passphrase',
      holds: 'portal-export',
      bytes: 319_329,
      said: {},
    });
    expect(files.find(opened.token)).toEqual({
      path: vector('portal-full.tspb1.enc'),
      bytes: 319_329,
      format: 'tspb-v1',
      needs: 'passphrase',
      ending: '.zip',
    });
    expect(() => files.find(vector('portal-full.tspb1.enc'))).toThrow('unexpected');
  });

  test.each([
    ['bad-magic.enc', 'unknown-format'],
    ['bad-truncated-header.enc', 'header-cut-short'],
    ['bad-no-newline.proisp.bak', 'header-never-ends'],
    ['nowhere.enc', 'file-unreadable'],
    ['.', 'file-unreadable'],
  ])('%s ends as %s', async (name, code) => {
    await expect(new OpenedFiles(inspectFile).open(vector(name))).rejects.toMatchObject({ failure: { code } });
  });

  test.runIf(process.platform !== 'win32')('are no pipes, which would wait for a writer', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'salvor-pipe-'));
    try {
      execFileSync('mkfifo', [join(folder, 'archive.enc')]);
      await expect(new OpenedFiles(inspectFile).open(join(folder, 'archive.enc'))).rejects.toMatchObject({
        failure: { code: 'file-unreadable' },
      });
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});
