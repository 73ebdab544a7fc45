import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type * as wholeFile from '../../disk/whole-file';
import { failed } from '../../errors';
import { Vault } from './vault';

const OLD = { passphrase: 'harbour lantern quiet seven' };
const NEW = { passphrase: 'another one altogether' };

const disk = vi.hoisted(() => ({ writesUntilFull: Number.POSITIVE_INFINITY }));
vi.mock('../../disk/whole-file', async (original) => {
  const real = await original<typeof wholeFile>();
  return {
    ...real,
    writeWhole: async (path: string, content: string | Uint8Array, mode: number) => {
      disk.writesUntilFull -= 1;
      if (disk.writesUntilFull < 0) throw failed('destination-not-writable', { path, reason: 'ENOSPC' });
      await real.writeWhole(path, content, mode);
    },
  };
});

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-reseal-'));
});
afterEach(async () => {
  disk.writesUntilFull = Number.POSITIVE_INFINITY;
  await rm(folder, { recursive: true, force: true });
});

test.each([0, 1])(
  'a vault whose new seal cannot be written opens as before, and can be used on (after %i writes)',
  async (writes) => {
    const vault = await Vault.create(folder, { ...OLD, sealer: null });
    await vault.add({ kind: 'text', label: 'x', bytes: new TextEncoder().encode('open sesame') });
    disk.writesUntilFull = writes;
    await expect(vault.reseal({ ...NEW, sealer: null })).rejects.toMatchObject({
      failure: { code: 'destination-not-writable' },
    });
    disk.writesUntilFull = Number.POSITIVE_INFINITY;
    (await Vault.open(folder, OLD)).lock();
    await vault.add({ kind: 'text', label: 'y', bytes: new TextEncoder().encode('still open') });
    await vault.reseal({ ...NEW, sealer: null });
    expect((await Vault.open(folder, NEW)).entries()).toHaveLength(2);
  },
  300_000,
);
