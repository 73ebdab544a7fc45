import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { setOf } from '../../../test-support/custody/sets';
import { bent, changed, codeOf, secretOf, split } from '../../../test-support/custody/splits';
import type { Split } from '../../core/custody/escrow/split';
import type { NewSet } from '../../core/custody/register/model';
import { Records } from '../../core/custody/register/records';
import type { Card } from '../../core/custody/share/card-text';
import { Clearings, clearOverdue } from './clearings';
import { KEPT_MINUTES, Recoveries } from './recoveries';

const NO_RELEASE = { requested: null, early: false };
const NOW = Date.parse('2026-11-21T12:00:00Z');

let folder: string;
let records: Records;
let recoveries: Recoveries;
let made: Split;
let clock: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-recoveries-'));
  records = new Records(folder, { version: '0.1.0', who: () => 'Olga' });
  clock = NOW;
  recoveries = new Recoveries(records, () => clock);
  made = await split([secretOf('the tide comes in', 'text', 'Tide')]);
});

afterEach(async () => {
  await rm(folder, { recursive: true });
});

const register = (changes: Partial<NewSet> = {}) =>
  records.addSet({ ...setOf(made.cards.map(({ share }) => share)), ...changes }, 'ceremony');
const give = (card: Card) => recoveries.give(card, NO_RELEASE);
const shareAlone = (card: Card): Card => ({ ...card, sealed: null });

async function readLog() {
  const { entries } = await records.logbook.check();
  return entries.flatMap(({ entry }) =>
    entry.what === 'recovery' ? [{ outcome: entry.outcome, ...entry.facts }] : [],
  );
}

describe('two cards', () => {
  test('bring the secret back, by whom the register names, and it is written down where it went', async () => {
    await register();
    const first = await give(made.cards[0]);
    expect(first).toMatchObject({
      kind: 'taken',
      view: { lacks: 'card', cards: [{ custodian: 'Ada Able', standing: 'held' }] },
    });
    expect(JSON.stringify(first)).not.toContain(bytesToHex(made.cards[0].share.point).slice(0, 16));
    await give(shareAlone(made.cards[2]));
    expect(recoveries.current()?.lacks).toBeNull();
    const { recovered } = await recoveries.run();
    expect(recovered?.secrets).toMatchObject([{ kind: 'text', label: 'Tide', text: true, bytes: 17 }]);
    expect(new TextDecoder().decode(recoveries.secret(0).bytes)).toBe('the tide comes in');
    expect((await records.read()).register.sets[0]?.recoveries).toEqual([]);

    await recoveries.note(0, 'file');
    await recoveries.note(0, 'vault');
    expect((await records.read()).register.sets[0]?.recoveries).toHaveLength(1);
    expect(await readLog()).toMatchObject([
      { outcome: 'ok', to: 'nowhere', shares: [1, 3] },
      { to: 'file' },
      { to: 'vault' },
    ]);
  });

  test('without what they open ask for it, and take it from a card that is there already', async () => {
    await give(shareAlone(made.cards[0]));
    await give(shareAlone(made.cards[1]));
    expect(recoveries.current()?.lacks).toBe('sealed-part');
    expect(await codeOf(recoveries.run())).toBe('sealed-part-missing');
    await give(made.cards[1]);
    expect(recoveries.current()).toMatchObject({ lacks: null, cards: [{ carries: 'nothing' }, { carries: 'secret' }] });
    await recoveries.run();
  });

  test('of a large secret ask for the escrow file, and for no other', async () => {
    const large = await split([secretOf('x'.repeat(500))]);
    const other = await split([secretOf('y'.repeat(500))]);
    await give(large.cards[0]);
    await give(large.cards[1]);
    expect(recoveries.current()?.lacks).toBe('escrow-file');
    expect(() => recoveries.giveEscrowFile(other.escrowFile ?? new Uint8Array())).toThrow('escrow-file-other');
    recoveries.giveEscrowFile(large.escrowFile ?? new Uint8Array());
    expect((await recoveries.run()).recovered?.secrets[0]?.bytes).toBe(500);
  });
});

describe('what does not belong together', () => {
  test.each<[string, () => Promise<Card>, string]>([
    ['the same share', async () => made.cards[0], 'share-given-twice'],
    ['another set', async () => (await split([secretOf('another')])).cards[1], 'shares-of-two-sets'],
    [
      'another generation',
      async () => (await split([secretOf('older')], { set: made.set, generation: 2 })).cards[1],
      'shares-of-two-generations',
    ],
    [
      'an x of zero',
      async () => changed(made.cards[1], { point: bent(made.cards[1].share.point, 32, made.cards[1].share.point[32]) }),
      'share-zero-x',
    ],
  ])('%s is refused, and the first card stays', async (_, card, code) => {
    await give(made.cards[0]);
    expect(await codeOf(give(await card()))).toBe(code);
    expect(recoveries.current()?.cards).toHaveLength(1);
  });

  test('an altered share fails with a trace, and a third card tells which it was', async () => {
    await register();
    await give(made.cards[0]);
    await give(changed(made.cards[1], { point: bent(made.cards[1].share.point, 3) }));
    expect(recoveries.current()?.cards[1]?.standing).toBe('other');
    expect(await codeOf(recoveries.run())).toBe('share-altered');
    expect(recoveries.current()?.recovered).toBeNull();
    expect(() => recoveries.secret(0)).toThrow();
    await give(shareAlone(made.cards[2]));
    expect((await recoveries.run()).recovered?.remarks).toEqual([{ place: 1, remark: 'altered' }]);
    expect(await readLog()).toMatchObject([
      { outcome: 'share-altered', secrets: [], shares: [1, 2] },
      { outcome: 'ok', shares: [1, 3] },
    ]);
  });

  test('a card of a set that was replaced says so', async () => {
    await register();
    const next = await split([secretOf('newer')], { set: made.set, generation: 2 });
    await records.addSet(setOf(next.cards.map(({ share }) => share)), 'ceremony', {
      set: bytesToHex(made.set),
      generation: 1,
    });
    await give(made.cards[0]);
    expect(recoveries.current()?.set).toMatchObject({
      state: 'replaced',
      replacedBy: recoveries.current()?.name.replace(/1$/, '2'),
    });
  });
});

describe('the vendor’s share', () => {
  const vendor = { name: 'Vera Vendor', role: '', contact: '', organisation: 'vendor' as const };
  beforeEach(async () => {
    const { shares } = setOf(made.cards.map(({ share }) => share));
    await register({
      mode: 'managed',
      release: { conditions: 'Two signatures.', delayDays: 3 },
      shares: shares.map((share) => (share.index === 3 ? { ...share, custodian: vendor } : share)),
    });
  });

  test('is not taken before its conditions were seen and the day of the request was said', async () => {
    expect(await give(made.cards[2])).toEqual({
      kind: 'break-glass',
      index: 3,
      custodian: 'Vera Vendor',
      conditions: 'Two signatures.',
      delayDays: 3,
      earliest: null,
    });
    expect(recoveries.underWay).toBe(false);
    const tooEarly = await recoveries.give(made.cards[2], { requested: '2026-11-20', early: false });
    expect(tooEarly).toMatchObject({ kind: 'break-glass', earliest: '2026-11-23' });
    expect(await recoveries.give(made.cards[2], { requested: '2026-11-18', early: false })).toMatchObject({
      view: { cards: [{ breakGlass: { early: 0 } }] },
    });
  });

  test('is taken too early where a person insists, and the logbook has it', async () => {
    await give(made.cards[0]);
    await recoveries.give(made.cards[2], { requested: '2026-11-20', early: true });
    await recoveries.run();
    expect(await readLog()).toMatchObject([{ breakGlass: { share: 3, requested: '2026-11-20', daysEarly: 2 } }]);
  });

  test('opens nothing where the logbook cannot be written, and any other pair does', async () => {
    const managed = await split([secretOf('the tide comes in')], { breakGlass: 3 });
    await rm(join(folder, 'logbook.jsonl'));
    await mkdir(join(folder, 'logbook.jsonl'));
    await give(managed.cards[0]);
    await give(managed.cards[2]);
    expect(await codeOf(recoveries.run())).toBe('file-unreadable');
    expect(() => recoveries.secret(0)).toThrow();
    recoveries.takeBack(1);
    await give(managed.cards[1]);
    expect((await recoveries.run()).recovered?.secrets).toHaveLength(1);
  });
});

test('what came back is not shown where that cannot be written down, and goes anywhere else', async () => {
  await give(made.cards[0]);
  await give(made.cards[1]);
  await recoveries.run();
  await rm(join(folder, 'logbook.jsonl'));
  await mkdir(join(folder, 'logbook.jsonl'));
  expect(await codeOf(recoveries.note(0, 'screen'))).toBe('file-unreadable');
  expect(recoveries.unsaved).toBe(true);
  await recoveries.note(0, 'file');
  expect(recoveries.unsaved).toBe(false);
});

test('wiping overwrites what came back, and nothing of it ever stood in the folder', async () => {
  await give(made.cards[0]);
  await give(made.cards[1]);
  await recoveries.run();
  const { bytes } = recoveries.secret(0);
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name))));
  for (const file of files)
    for (const form of [bytes, made.cards[0].share.point]) expect(file.includes(Buffer.from(form))).toBe(false);
  expect(recoveries.wipe()).toBe(true);
  expect(bytes.every((byte) => byte === 0)).toBe(true);
  // The cards that were given are their giver's, who forgets them by itself.
  expect(made.cards[0].share.point.some((byte) => byte !== 0)).toBe(true);
  expect(recoveries.current()).toBeNull();
  expect(recoveries.wipe()).toBe(false);
});

describe('a recovery that is covered', () => {
  const KEPT_MS = KEPT_MINUTES * 60_000;

  test('gives nothing out, says which cards are kept, and is there again when it is uncovered', async () => {
    await register();
    await give(made.cards[0]);
    await give(shareAlone(made.cards[2]));
    await recoveries.run();
    expect(recoveries.paused()).toBeNull();
    recoveries.pause('idle');
    expect([recoveries.underWay, recoveries.inSight]).toEqual([true, false]);
    expect(recoveries.paused()).toMatchObject({
      cards: [
        { index: 1, custodian: 'Ada Able' },
        { index: 3, custodian: 'Cy Cole' },
      ],
      secrets: 1,
      reason: 'idle',
      left: KEPT_MS,
    });
    for (const attempt of [() => recoveries.current(), () => recoveries.secret(0), () => recoveries.takeBack(0)])
      expect(attempt).toThrow('unexpected');
    for (const attempt of [recoveries.run(), recoveries.note(0, 'screen'), give(made.cards[1])])
      await expect(attempt).rejects.toThrow('unexpected');
    recoveries.resume();
    expect(new TextDecoder().decode(recoveries.secret(0).bytes)).toBe('the tide comes in');
  });

  test('takes no further card while it is covered', async () => {
    await give(made.cards[0]);
    recoveries.pause('screen');
    await expect(give(shareAlone(made.cards[2]))).rejects.toThrow('unexpected');
    recoveries.resume();
    expect(recoveries.current()?.cards).toHaveLength(1);
  });

  test('is cleared when its time is over, not before, and the window has to say so', async () => {
    const clearings = new Clearings();
    await give(made.cards[0]);
    recoveries.pause('idle');
    clock += KEPT_MS - 1;
    // What covers it again, as a second lock does, gives it no more time.
    recoveries.pause('screen');
    expect(clearOverdue(recoveries, clearings)).toBe(false);
    expect(recoveries.paused()).toMatchObject({ left: 1, reason: 'idle' });
    clock += 1;
    expect(clearOverdue(recoveries, clearings)).toBe(true);
    expect([recoveries.underWay, recoveries.paused(), clearings.last]).toEqual([
      false,
      null,
      { what: 'recovery', minutes: KEPT_MINUTES },
    ]);
  });

  test('is not uncovered after its time', async () => {
    await give(made.cards[0]);
    recoveries.pause('suspend');
    clock += KEPT_MS;
    recoveries.resume();
    expect(recoveries.underWay).toBe(false);
  });
});

test('what would be lost by leaving now is known, secret by secret', async () => {
  const two = await split([secretOf('the tide comes in', 'text', 'Tide'), secretOf('and goes out', 'text', 'Ebb')]);
  expect(recoveries.unsaved).toBe(false);
  await give(two.cards[0]);
  expect(recoveries.unsaved).toBe(true);
  await give(shareAlone(two.cards[1]));
  expect((await recoveries.run()).recovered?.secrets.map(({ gone }) => gone)).toEqual([false, false]);
  await recoveries.note(1, 'file');
  expect(recoveries.current()?.recovered?.secrets.map(({ gone }) => gone)).toEqual([false, true]);
  expect(recoveries.unsaved).toBe(true);
  await recoveries.note(0, 'vault');
  expect(recoveries.unsaved).toBe(false);
});
