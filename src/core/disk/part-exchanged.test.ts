import { chmodSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { PartFile } from './part-file';

/**
 * What another user of the folder does at the last moment, between the look at the part and the step that gives the
 * name.
 */
const meddler = vi.hoisted(() => ({ meddle: (_part: string) => {} }));
vi.mock('node:fs/promises', async (original) => {
  const real = await original<typeof import('node:fs/promises')>();
  const first =
    <A extends [from: Parameters<typeof real.link>[0], to: Parameters<typeof real.link>[1]]>(
      step: (...names: A) => Promise<void>,
    ) =>
    (...names: A) => {
      meddler.meddle(String(names[0]));
      return step(...names);
    };
  return { ...real, link: first(real.link), rename: first(real.rename) };
});

const root = mkdtempSync(join(tmpdir(), 'salvor-exchanged-'));
afterAll(() => rmSync(root, { recursive: true }));

test.skipIf(process.platform === 'win32').each([false, true])(
  'a part that is exchanged at the last moment is no success (overwrite: %s)',
  async (overwrite) => {
    const folder = mkdtempSync(join(root, 'case-'));
    chmodSync(folder, 0o777);
    const target = join(folder, 'import.zip');
    const part = await PartFile.create(target);
    await part.write(Buffer.from('authentic'));
    await part.flush();
    meddler.meddle = (path) => {
      renameSync(path, join(folder, 'aside'));
      writeFileSync(path, 'something');
    };
    await expect(part.place(overwrite)).rejects.toMatchObject({
      failure: { code: 'file-changed', params: { path: target } },
    });
    meddler.meddle = () => {};
    expect(existsSync(target) ? readFileSync(target, 'utf8') : '').not.toBe('authentic');
  },
);
