import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { secretOf, split } from '../../../../test-support/custody/splits';
import { Records } from '../../../core/custody/register/records';
import { HeldCards } from '../../custody/cards';
import { Recoveries } from '../../custody/recoveries';
import { recoveryCalls } from './recovery';

const NO_RELEASE = { requested: null, early: false };

let folder: string;
let recoveries: Recoveries;
/** What happens while the save dialog is open. */
let meanwhile: () => void;
let calls: ReturnType<typeof recoveryCalls>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-calls-'));
  recoveries = new Recoveries(new Records(join(folder, 'records'), { version: '0.1.0', who: () => 'Olga' }));
  meanwhile = () => {};
  const dialogs = {
    vaultExport: async () => {
      meanwhile();
      return join(folder, 'tide.txt');
    },
  };
  const parts = {
    recoveries,
    cards: new HeldCards(),
    vaultSession: { isOpen: false },
    servers: { views: () => [] },
    dialogs,
    settings: { current: { lastFolder: null }, change: () => {} },
  };
  calls = recoveryCalls(parts as unknown as Parameters<typeof recoveryCalls>[0]);
  const { cards } = await split([secretOf('the tide comes in', 'text', 'Tide')]);
  await recoveries.give(cards[0], NO_RELEASE);
  await recoveries.give(cards[1], NO_RELEASE);
  await recoveries.run();
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

const save = async () => calls['recovery.toFile']({ secret: 0, form: 'secret' });
const saved = async () => (await readdir(folder)).filter((name) => name !== 'records');

test('a secret is saved, and has gone somewhere', async () => {
  await save();
  expect(await readFile(join(folder, 'tide.txt'), 'utf8')).toBe('the tide comes in');
  expect(recoveries.unsaved).toBe(false);
});

test.each([
  ['covered', () => recoveries.pause('idle')],
  ['cleared', () => void recoveries.wipe()],
])(
  'one that was %s while the dialog was open is not saved, nor are the zeros that are left of it',
  async (_what, happens) => {
    meanwhile = happens;
    await expect(save()).rejects.toThrow('unexpected');
    expect(await saved()).toEqual([]);
  },
);

test('a secret that opens no archive is not handed to a restore', async () => {
  await expect(calls['recovery.toSecret']({ secret: 0 })).rejects.toThrow('unexpected');
  expect(recoveries.unsaved).toBe(true);
});
