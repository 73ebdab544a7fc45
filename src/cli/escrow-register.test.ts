import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { setOf, someShares } from '../../test-support/custody/sets';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import { cardFileText, encodeCard } from '../core/custody/share/card-text';
import { type Share, setName } from '../core/custody/share/share';

/** For what takes many commands, one after another, on a machine that has other work as well. */
const MANY_COMMANDS = 120_000;

const shares = someShares();
const [first, second, third] = shares;
const name = setName(first.set, 1);

let salvor: SalvorCommand;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  salvor = await buildSalvor();
});
afterAll(() => salvor.remove());

async function machine(): Promise<NodeJS.ProcessEnv> {
  const home = await salvor.newFolder();
  return { ...process.env, XDG_CONFIG_HOME: home, APPDATA: home, HOME: home };
}

beforeEach(async () => {
  env = await machine();
  const entry = join(await salvor.newFolder(), 'entry.json');
  await writeFile(entry, JSON.stringify(setOf(shares)));
  expect((await salvor.run(['escrow', 'register', 'add', entry, '--operator', 'Olga'], { env })).exit).toBe(0);
});

const typed = (share: Share) =>
  encodeCard({ share, sealed: null })
    .share.map(({ groups }) => groups.join(' '))
    .join('\n');
const register = (...args: string[]) => salvor.runJson(['escrow', 'register', ...args], { env });
/** The one set that an answer is about. */
const only = (answer: unknown) =>
  (answer as { sets: { state: string; standing: { mayLose: number; next: object }; shares: { status: string }[] }[] })
    .sets[0];

describe('salvor escrow check-in', () => {
  test('confirms a share that comes on standard input, and keeps nothing of it', async () => {
    const { exit, answer } = await salvor.runJson(['escrow', 'check-in', '-'], {
      env,
      stdin: typed(second).toLowerCase(),
    });
    expect(exit).toBe(0);
    expect(answer).toMatchObject({
      registered: true,
      share: 2,
      set: { name },
      receipt: { receipt: { custodian: 'Bo Brook' } },
      receiptPath: null,
    });
    expect(JSON.stringify(answer)).not.toContain(bytesToHex(second.point));
    const { stdout } = await salvor.run(['escrow', 'check-in', '-'], { env, stdin: typed(second) });
    expect(stdout).toContain('Confirmed: Bo Brook holds share 2 of 3');
    expect(stdout).toContain('Nothing of the share was kept');
    const log = await salvor.runJson(['log', 'show'], { env });
    expect(
      (log.answer as unknown as { entries: { what: string; outcome: string }[] }).entries.map(({ what, outcome }) => [
        what,
        outcome,
      ]),
    ).toEqual([
      ['set-registered', 'ok'],
      ['check-in', 'ok'],
      ['check-in', 'ok'],
    ]);
  });

  test(
    'gives a receipt on a machine without the register, which is taken in there once the signer is accepted',
    async () => {
      const folder = await salvor.newFolder();
      const card = await salvor.secretFile('card.txt', cardFileText({ share: first, sealed: null }, ['A card']));
      const receipt = join(folder, 'receipt.json');
      const there = await salvor.runJson(['escrow', 'check-in', card, '--custodian', 'Ada', '--receipt', receipt], {
        env: await machine(),
      });
      expect(there).toMatchObject({ exit: 0, answer: { registered: false, receiptPath: receipt } });
      const { signer } = there.answer as unknown as { signer: string };
      expect(await register('import-receipt', receipt)).toMatchObject({
        exit: 24,
        answer: { error: { code: 'receipt-unknown-signer', params: { signer } } },
      });
      expect(await register('import-receipt', receipt, '--accept', signer)).toMatchObject({
        exit: 0,
        answer: { known: 'now', signer },
      });
      expect(await register('import-receipt', receipt)).toMatchObject({ exit: 0, answer: { already: true } });
      await writeFile(receipt, (await readFile(receipt, 'utf8')).replace('"index": 1', '"index": 2'));
      expect(await register('import-receipt', receipt)).toMatchObject({
        exit: 12,
        answer: { error: { code: 'receipt-altered' } },
      });
      expect((await salvor.runJson(['escrow', 'check-in', card, '--receipt', receipt], { env })).answer).toMatchObject({
        error: { code: 'destination-exists' },
      });
    },
    MANY_COMMANDS,
  );

  test('leaves no empty receipt behind where the share is another', async () => {
    const receipt = join(await salvor.newFolder(), 'receipt.json');
    const { exit, answer } = await salvor.runJson(['escrow', 'check-in', '-', '--receipt', receipt], {
      env,
      stdin: typed({ ...first, point: third.point }),
    });
    expect(exit).toBe(12);
    expect(answer).toMatchObject({ error: { code: 'share-not-registered', params: { set: name, index: 1 } } });
    await expect(readFile(receipt)).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('salvor escrow register', () => {
  test(
    'counts down to the loss of the key, and says so in words that cannot be read the other way round',
    async () => {
      const show = async () => (await salvor.run(['escrow', 'register', 'show'], { env })).stdout;
      expect(await show()).toContain('One share may be lost. If two are lost, the key is lost.');
      expect(only((await register('lost', name, '--share', '1')).answer)?.standing).toMatchObject({
        mayLose: 0,
        next: { kind: 'split-again' },
      });
      expect(await show()).toContain('No share may be lost any more');
      await register('lost', name, '--share', '2');
      expect(await show()).toContain('the key cannot be brought back from them');
    },
    MANY_COMMANDS,
  );

  test(
    'goes through a hand-over to the retirement of the set',
    async () => {
      const replaced = await register(
        'replace',
        name,
        '--share',
        '3',
        '--to',
        'Dee Dale',
        '--by',
        'Cy Cole',
        '--place',
        'The vestry',
      );
      expect(only(replaced.answer)).toMatchObject({
        shares: [{}, {}, { status: 'handed-over', custodian: { name: 'Dee Dale' } }],
        standing: { next: { kind: 'confirm', share: 3 } },
      });
      await salvor.run(['escrow', 'check-in', '-'], { env, stdin: typed(third) });
      expect(
        only((await register('acknowledged', name, '--share', '3', '--on', '2026-11-22')).answer)?.shares[2],
      ).toMatchObject({ status: 'held', acknowledged: '2026-11-22' });
      expect(
        only((await register('moved', name, '--share', '3', '--place', 'The bank')).answer)?.shares[2],
      ).toMatchObject({ status: 'held', place: 'The bank' });
      expect(only((await register('every', name, '--days', '91')).answer)).toMatchObject({ checkEveryDays: 91 });
      expect(only((await register('retire', name)).answer)).toMatchObject({
        state: 'retired',
        standing: { next: { kind: 'destroy', share: 1 } },
      });
      expect(
        only((await register('destroyed', name, '--share', '1', '--by', 'Ada Able', '--on', '2026-11-23')).answer)
          ?.shares[0],
      ).toMatchObject({ status: 'destroyed' });
      expect((await register('retire', name)).answer).toMatchObject({ error: { code: 'set-not-active' } });
      expect((await salvor.runJson(['escrow', 'check-in', '-'], { env, stdin: typed(second) })).answer).toMatchObject({
        error: { code: 'set-not-active' },
      });
    },
    MANY_COMMANDS,
  );

  test.each([
    ['an unknown set', ['show', 'QQQQ-QQQQ'], 23, { code: 'set-not-registered' }],
    ['a fourth share', ['lost', name, '--share', '4'], 2, { params: { problem: 'bad-value', item: '--share' } }],
    [
      'a day that is none',
      ['acknowledged', name, '--share', '1', '--on', '22.11.2026'],
      2,
      { params: { problem: 'bad-value' } },
    ],
    [
      'an age key without its recipient',
      ['replace', name, '--share', '1', '--to', 'D', '--by', 'A', '--medium', 'age-recipient'],
      2,
      { params: { problem: 'option-missing', item: '--recipient' } },
    ],
  ])('refuses %s', async (_what, args, exit, error) => {
    expect(await register(...args)).toMatchObject({ exit, answer: { error } });
  });

  test('refuses an entry that is none, and one that is registered already', async () => {
    const entry = join(await salvor.newFolder(), 'entry.json');
    await writeFile(entry, JSON.stringify(setOf(shares)));
    expect((await register('add', entry)).answer).toMatchObject({ error: { code: 'set-already-registered' } });
    await writeFile(entry, JSON.stringify({ ...setOf(shares), threshold: 'two' }));
    expect((await register('add', entry)).answer).toMatchObject({
      error: { params: { problem: 'bad-entry', item: 'threshold' } },
    });
  });
});
