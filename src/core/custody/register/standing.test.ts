import { describe, expect, test } from 'vitest';
import { cardOf, SITE_KEY, setOf, someShares } from '../../../../test-support/custody/sets';
import type { RegisterFile } from './model';
import {
  acknowledge,
  addSet,
  attestDestruction,
  confirmShare,
  EMPTY_REGISTER,
  findSet,
  markLost,
  moveShare,
  replaceCustodian,
  retire,
} from './operations';
import { refOf, seenOf } from './receipt';
import { findSets, secretStandings, standingOf } from './standing';

const shares = someShares();
const [one, two, three] = shares;
const when = '2026-01-01T00:00:00.000Z';
const made = { when, signer: '0000:0000:0000:0000', replaces: null };
const soon = Date.parse('2026-02-01T00:00:00Z');
const fresh = () => addSet(EMPTY_REGISTER, setOf(shares), made);
const standing = (register: RegisterFile, now = soon) => standingOf(findSet(register, refOf(one)), now);
const toDee = {
  custodian: { name: 'Dee', role: '', contact: '', organisation: 'customer' },
  medium: { kind: 'printed' },
  place: '',
  by: 'Ada',
  when,
} as const;

describe('how far a key is from being lost', () => {
  test('may lose one of three, then none, and then it is lost', () => {
    let register = fresh();
    expect(standing(register)).toMatchObject({ held: 3, mayLose: 1, next: { kind: 'none' } });
    register = markLost(register, refOf(one), when);
    expect(standing(register)).toMatchObject({ held: 2, mayLose: 0, next: { kind: 'split-again' } });
    register = markLost(register, refOf(three), when);
    expect(standing(register)).toMatchObject({ held: 1, mayLose: -1, next: { kind: 'lost' } });
    expect(secretStandings(register, soon)).toMatchObject([{ secret: SITE_KEY, mayLose: -1, waiting: 0 }]);
  });

  test('does not count a share that its new custodian has not confirmed', () => {
    let register = replaceCustodian(fresh(), refOf(two), toDee);
    expect(standing(register)).toMatchObject({ held: 2, waiting: 1, mayLose: 0, next: { kind: 'confirm', share: 2 } });
    expect(secretStandings(register, soon)[0]).toMatchObject({ mayLose: 0, waiting: 1 });
    register = confirmShare(register, refOf(two), seenOf(cardOf(two)), { when, how: 'check-in', signer: made.signer });
    expect(standing(register)).toMatchObject({ held: 3, waiting: 0, mayLose: 1 });
    expect(findSet(register, refOf(two)).shares[1]).toMatchObject({
      acknowledged: null,
      earlier: [{ custodian: { name: 'Bo Brook' } }],
    });
    expect(standing(register).next).toEqual({ kind: 'acknowledge', share: 2 });
    expect(standing(acknowledge(register, refOf(two), '2026-02-01')).next).toEqual({ kind: 'none' });
  });

  test('takes a share back that has turned up, if it is the right one', () => {
    const lost = markLost(fresh(), refOf(one), when);
    const [other] = someShares(2);
    const confirmation = { when, how: 'check-in', signer: made.signer } as const;
    expect(() => confirmShare(lost, refOf(one), seenOf(cardOf(other)), confirmation)).toThrow('share-not-registered');
    expect(standing(confirmShare(lost, refOf(one), seenOf(cardOf(one)), confirmation)).held).toBe(3);
  });

  test('needs every set broken before a key that was split twice is lost', () => {
    const again = addSet(fresh(), setOf(someShares(2)), made);
    expect(secretStandings(again, soon)[0]).toMatchObject({ mayLose: 3, sets: [{ generation: 1 }, { generation: 2 }] });
  });

  test('does not believe a confirmation from the future, and takes the next one in', () => {
    const far = confirmShare(fresh(), refOf(one), seenOf(cardOf(one)), {
      when: '2099-01-01T00:00:00.000Z',
      how: 'check-in',
      signer: made.signer,
    });
    const late = Date.parse('2027-01-02T00:00:00Z');
    expect(standing(far, late).shares[0]).toMatchObject({ confirmed: made.when, overdue: true });
    const again = confirmShare(far, refOf(one), seenOf(cardOf(one)), {
      when: '2027-01-02T00:00:00.000Z',
      how: 'check-in',
      signer: made.signer,
    });
    expect(standing(again, late).shares[0]).toMatchObject({ confirmed: '2027-01-02T00:00:00.000Z', overdue: false });
  });

  test('says who is overdue after a year, and the longest first', () => {
    let register = confirmShare(fresh(), refOf(one), seenOf(cardOf(one)), {
      when: '2026-06-01T00:00:00.000Z',
      how: 'check-in',
      signer: made.signer,
    });
    const late = Date.parse('2027-01-02T00:00:00Z');
    expect(standing(register, late).shares.map(({ overdue }) => overdue)).toEqual([false, true, true]);
    expect(standing(register, late).next).toEqual({ kind: 'check-in', share: 2 });
    register = markLost(register, refOf(two), when);
    expect(standing(register, late).shares[1]).toMatchObject({ overdue: false, due: null });
  });
});

describe('a share that no one holds', () => {
  const confirmation = { when, how: 'check-in', signer: made.signer } as const;
  const lost = () => markLost(fresh(), refOf(one), when);
  const destroyed = () => attestDestruction(fresh(), refOf(one), { by: 'Ada', on: '2026-02-01', when });

  test.each([
    ['lost', lost],
    ['destroyed', destroyed],
  ] as const)('that is %s is neither handed over nor moved nor signed for', (_status, register) => {
    expect(() => replaceCustodian(register(), refOf(one), toDee)).toThrow('share-not-held');
    expect(() => moveShare(register(), refOf(one), { medium: { kind: 'printed' }, place: 'x' })).toThrow(
      'share-not-held',
    );
    expect(() => acknowledge(register(), refOf(one), '2026-02-01')).toThrow('share-not-held');
    expect(() => markLost(register(), refOf(one), when)).toThrow('share-not-held');
  });

  test('that was destroyed does not come back, and a number that no share has is none', () => {
    expect(() => confirmShare(destroyed(), refOf(one), seenOf(cardOf(one)), confirmation)).toThrow('share-not-held');
    expect(() => confirmShare(fresh(), { ...refOf(one), index: 7 }, seenOf(cardOf(one)), confirmation)).toThrow(
      'share-not-registered',
    );
  });
});

describe('a set that is no longer used', () => {
  test('is replaced in the same step in which the new one is registered, and then wants its shares destroyed', () => {
    let register = addSet(fresh(), setOf(someShares(2)), { ...made, replaces: refOf(one) });
    expect(findSet(register, refOf(one))).toMatchObject({
      state: 'replaced',
      ended: when,
      replacedBy: { generation: 2 },
    });
    expect(secretStandings(register, soon)[0]).toMatchObject({ mayLose: 1, sets: [{ generation: 2 }] });
    for (const share of shares) {
      expect(standing(register).next).toEqual({ kind: 'destroy', share: share.index });
      register = attestDestruction(register, refOf(share), { by: 'Ada', on: '2026-02-01', when });
    }
    expect(standing(register).next).toEqual({ kind: 'none' });
    expect(() => attestDestruction(register, refOf(one), { by: 'Ada', on: '2026-02-01', when })).toThrow(
      'share-not-held',
    );
  });

  test('refuses everything that only makes sense for one in use', () => {
    const register = retire(fresh(), refOf(one), when);
    const confirmation = { when, how: 'check-in', signer: made.signer } as const;
    expect(() => confirmShare(register, refOf(one), seenOf(cardOf(one)), confirmation)).toThrow('set-not-active');
    expect(() => replaceCustodian(register, refOf(one), toDee)).toThrow('set-not-active');
    expect(() => retire(register, refOf(one), when)).toThrow('set-not-active');
    expect(() => addSet(register, setOf(shares), made)).toThrow('set-already-registered');
    expect(() => markLost(register, { ...refOf(one), set: 'ffffffffff' }, when)).toThrow('set-not-registered');
  });

  test('is found by its name however it is typed', () => {
    const register = addSet(fresh(), setOf(someShares(2)), made);
    const { set } = refOf(one);
    const found = (typed: string) => findSets(register, typed).map(({ generation }) => generation);
    expect(found(set)).toEqual([1, 2]);
    const named = findSets(register, set)[0];
    expect(named).toBeDefined();
    expect(found('nothing')).toEqual([]);
  });
});
