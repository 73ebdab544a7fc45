import { beforeEach, describe, expect, test } from 'vitest';
import { Clearings } from './clearings';
import { locker, type Secretive } from './locking';
import type { LockReason } from './vault-session';

/** What was asked of those that hold secrets, in the order of asking. */
let asked: string[];
let clearings: Clearings;

beforeEach(() => {
  asked = [];
  clearings = new Clearings();
});

const asks = (what: string) => () => void asked.push(what);

function lockerWith({
  vaultOpen = false,
  recovery = false,
  extracting = false,
} = {}): (reason: LockReason) => Promise<void> {
  return locker({
    reload: asks('reload'),
    vaultSession: { lock: () => (asks('vault')(), vaultOpen) },
    keys: { forgetAll: asks('keys') },
    secrets: { forgetAll: asks('secrets') },
    cards: { forgetAll: asks('cards') },
    ceremonies: { wipe: async () => asks('ceremonies')() },
    recoveries: { underWay: recovery, pause: asks('recovery') },
    browseSessions: { extracting, endAll: async () => asks('looks')() },
    clipboard: { clear: async () => asks('clipboard')() },
    present: { windowLeaves: asks('present') },
    clearings,
    settings: { current: { lockAfter: 5 } } as Secretive['settings'],
  });
}

const EVERYTHING = [
  'vault',
  'recovery',
  'keys',
  'secrets',
  'cards',
  'ceremonies',
  'clipboard',
  'looks',
  'present',
  'reload',
];

describe('locking', () => {
  test.each(['person', 'idle', 'suspend', 'screen'] as const)(
    'forgets everything without a vault, and the window says so (%s)',
    async (reason) => {
      await lockerWith()(reason);
      expect(asked).toEqual(EVERYTHING);
      expect(clearings.last).toEqual({ what: 'secrets', reason, minutes: 5 });
    },
  );

  test('forgets the same with a vault, whose own screen says why', async () => {
    await lockerWith({ vaultOpen: true })('idle');
    expect(asked).toEqual(EVERYTHING);
    expect(clearings.last).toBeNull();
  });

  test('says nothing besides where a recovery is covered', async () => {
    await lockerWith({ recovery: true })('idle');
    expect(asked).toEqual(EVERYTHING);
    expect(clearings.last).toBeNull();
  });

  test('lets what is being taken out of an archive end, and forgets the keys all the same', async () => {
    await lockerWith({ extracting: true })('screen');
    expect(asked).toEqual(EVERYTHING.slice(0, EVERYTHING.indexOf('looks')));
  });
});
