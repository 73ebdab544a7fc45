import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildScript, type Script } from '../../../../test-support/scripts';
import type { Sealer } from './sealing';
import { Vault } from './vault';

/** The same as the writer's, in place of a keystore. */
const keystore: Sealer = {
  seal: async (bytes) => bytes.map((byte) => byte ^ 0x5a),
  open: async (sealed) => sealed.map((byte) => byte ^ 0x5a),
};
const KILLS = 20;

let writer: Script;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-killed-'));
  writer = await buildScript('test-support/custody/vault-writer.ts');
}, 300_000);
afterAll(async () => {
  await writer.remove();
  await rm(folder, { recursive: true, force: true });
});

/**
 * Starts a process that adds one secret after another, and kills it in the middle. Gives how many it said it had added.
 */
function addUntilKilled(run: number): Promise<number> {
  return new Promise((resolveEnd, reject) => {
    const child = writer.start([folder, String(run)]);
    let told = '';
    child.stdout?.setEncoding('utf8').on('data', (text: string) => {
      // Somewhere within its next few writes, at another place each time.
      if (told === '') setTimeout(() => child.kill('SIGKILL'), 3 + ((run * 7) % 40));
      told += text;
    });
    child.on('error', reject);
    child.on('close', (exit, signal) =>
      signal === 'SIGKILL'
        ? resolveEnd(told.split('\n').length - 1)
        : reject(new Error(`the writer ended by itself: ${exit}`)),
    );
  });
}

describe('a vault whose writer is killed', () => {
  test('is whole with everything that was reported as added, each time', async () => {
    await Vault.create(folder, { passphrase: null, sealer: keystore });
    let atLeast = 0;
    for (let run = 0; run < KILLS; run += 1) {
      atLeast += await addUntilKilled(run);
      const vault = await Vault.open(folder, { sealer: keystore });
      // The last one may have been written and not yet told.
      expect(vault.entries().length).toBeGreaterThanOrEqual(atLeast);
      expect(vault.entries().length).toBeLessThanOrEqual(atLeast + run + 1);
      expect(
        vault.entries().every(({ id, label }) => new TextDecoder().decode(vault.reveal(id)) === `secret ${label}`),
      ).toBe(true);
    }
    expect(atLeast).toBeGreaterThan(KILLS);
    const vault = await Vault.open(folder, { sealer: keystore });
    await vault.add({ kind: 'text', label: 'last', bytes: new TextEncoder().encode('secret last') });
    expect((await readdir(folder)).sort()).toEqual(['vault.salvor', 'vault.salvor.previous']);
  }, 300_000);
});
