import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Logbook } from '../../core/custody/logbook/logbook';
import type { Keystore } from './keystore';
import { VaultSession } from './vault-session';

const PASSPHRASE = 'harbour lantern quiet seven';
const none: Keystore = { real: false, seal: async (text) => text, open: async () => null };
const real: Keystore = {
  real: true,
  seal: async (text) => Buffer.from(`!${text}`).toString('base64'),
  open: async (sealed) => Buffer.from(sealed, 'base64').toString().slice(1),
};

let folder: string;
let now: number;
let told: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-vault-session-'));
  now = 1_000_000;
  told = 0;
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const session = (keystore: Keystore) =>
  new VaultSession({
    folder,
    keystore,
    logbook: Logbook.open(folder, { version: '1.0.0' }),
    changed: () => (told += 1),
    now: () => now,
  });
const outcome = (run: Promise<unknown>) =>
  run.then(
    () => 'done',
    (error: { failure?: { code: string; params: object } }) => ({
      code: error.failure?.code,
      ...error.failure?.params,
    }),
  );

describe('the vault of this installation', () => {
  test('needs a passphrase where there is no real keystore', async () => {
    const vault = session(none);
    expect(await outcome(vault.create(null, true))).toEqual({ code: 'vault-passphrase-needed' });
    expect(await outcome(vault.create(PASSPHRASE, true))).toBe('done');
    expect(await vault.status()).toMatchObject({ state: 'open', sealings: ['passphrase'] });
    expect(await outcome(vault.unlock(null))).toEqual({ code: 'vault-passphrase-needed' });
  });

  test('is opened by the keystore alone where that is real', async () => {
    const vault = session(real);
    await vault.create(null, true);
    expect(vault.lock('idle')).toBe(true);
    expect(vault.lock('idle')).toBe(false);
    expect(await vault.status()).toMatchObject({ state: 'locked', lockedBy: 'idle', sealings: ['keystore'] });
    await vault.unlock(null);
    expect(await vault.status()).toMatchObject({ state: 'open', lockedBy: null });
    expect(told).toBe(2);
  });

  test('makes anyone who guesses wait, longer each time, and forgets that after the right one', async () => {
    const vault = session(none);
    await vault.create(PASSPHRASE, false);
    vault.lock('person');
    const guess = () => outcome(vault.unlock('a wrong passphrase'));
    const waits: unknown[] = [];
    for (let attempt = 0; attempt < 4; attempt += 1) {
      expect(await guess()).toEqual({ code: 'vault-wrong-passphrase' });
      const refused = await guess();
      waits.push(refused);
      if (typeof refused === 'object' && 'seconds' in refused) now += Number(refused.seconds) * 1000;
      else attempt += 1;
    }
    expect(waits).toEqual([
      { code: 'vault-wrong-passphrase' },
      { code: 'vault-wait', seconds: 2 },
      { code: 'vault-wait', seconds: 4 },
    ]);
    expect(await outcome(vault.unlock(PASSPHRASE))).toBe('done');
    vault.lock('person');
    expect(await guess()).toEqual({ code: 'vault-wrong-passphrase' });
    expect(await guess()).toEqual({ code: 'vault-wrong-passphrase' });
  }, 300_000);

  test('makes anyone who guesses wait where it is open, too, before it is sealed again', async () => {
    const vault = session(none);
    await vault.create(PASSPHRASE, false);
    for (let attempt = 0; attempt < 3; attempt += 1)
      expect(await outcome(vault.reseal('a wrong passphrase', PASSPHRASE, false))).toEqual({
        code: 'vault-wrong-passphrase',
      });
    expect(await outcome(vault.reseal(PASSPHRASE, `${PASSPHRASE} again`, false))).toEqual({
      code: 'vault-wait',
      seconds: 2,
    });
    now += 2_000;
    expect(await outcome(vault.reseal(PASSPHRASE, `${PASSPHRASE} again`, false))).toBe('done');
  }, 300_000);

  test('is sealed again only by someone who knows its passphrase, and leaves a line of each', async () => {
    const vault = session(real);
    await vault.create(PASSPHRASE, false);
    expect(await outcome(vault.reseal(null, null, true))).toEqual({ code: 'vault-passphrase-needed' });
    expect(await outcome(vault.reseal('not that one', null, true))).toEqual({ code: 'vault-wrong-passphrase' });
    expect(await outcome(vault.reseal(PASSPHRASE, null, true))).toBe('done');
    expect((await vault.status()).sealings).toEqual(['keystore']);
    const { entries } = await Logbook.open(folder, { version: '1.0.0' }).check();
    expect(entries.map(({ entry: { what, outcome } }) => [what, outcome])).toEqual([
      ['vault-created', 'ok'],
      ['vault-unlock-failed', 'vault-wrong-passphrase'],
      ['vault-sealing-changed', 'ok'],
    ]);
  });
});
