import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import { Vault } from '../core/custody/vault/vault';
import { generateKeyPair } from '../core/formats/site-key';

/**
 * Each later step of a command that changes custody is made to fail: a folder is where a file is to be written,
 * which stops root as well as any other user. What was done before it must be kept, and said.
 */

const CUSTODIANS = ['--custodian', 'Ada', '--custodian', 'Bo', '--custodian', 'Cy'];
const PASSPHRASE = 'a long enough passphrase';
const SECRET = 'the tide comes in';
const madeSchema = z.looseObject({
  set: z.string(),
  cards: z.array(z.object({ path: z.string() })),
  warnings: z.array(z.object({ code: z.string() })),
});

let salvor: SalvorCommand;
let secretFile: string;
let passphraseFile: string;
let env: NodeJS.ProcessEnv;
/** The folder of the installation. */
let data: string;

beforeAll(async () => {
  salvor = await buildSalvor();
  secretFile = await salvor.secretFile('tide', SECRET);
  passphraseFile = await salvor.secretFile('vault.passphrase', PASSPHRASE);
});
afterAll(() => salvor.remove());
beforeEach(async () => {
  const home = await salvor.newFolder();
  data = process.platform === 'darwin' ? join(home, 'Library', 'Application Support', 'salvor') : join(home, 'salvor');
  env = { ...process.env, HOME: home, XDG_CONFIG_HOME: home, APPDATA: home };
});

async function split(...more: string[]) {
  const out = join(await salvor.newFolder(), 'cards');
  const { exit, answer } = await salvor.runJson(
    ['escrow', 'split', '--secret-file', secretFile, '--kind', 'text', ...CUSTODIANS, ...more, '--out', out],
    { env },
  );
  return { exit, answer, out };
}

async function made(...more: string[]) {
  const { answer, out } = await split(...more);
  expect(answer).toMatchObject({ ok: true });
  return { ...madeSchema.parse(answer), out };
}

/** Nothing can be written under this name of the installation's folder any more. */
async function block(name: string): Promise<void> {
  await rm(join(data, name), { force: true });
  await mkdir(join(data, name));
}

const states = async () =>
  z
    .looseObject({ sets: z.array(z.looseObject({ state: z.string() })) })
    .parse(JSON.parse(await readFile(join(data, 'register.json'), 'utf8')))
    .sets.map(({ state }) => state);

async function bringsBack({ cards: [one, two] }: z.infer<typeof madeSchema>): Promise<void> {
  const out = join(await salvor.newFolder(), 'back');
  expect(
    (await salvor.runJson(['escrow', 'recover', one?.path ?? '', two?.path ?? '', '--out', out], { env })).answer,
  ).toMatchObject({ ok: true });
  expect(await readFile(out, 'utf8')).toBe(SECRET);
}

describe('a split that takes the place of another', { timeout: 300_000 }, () => {
  test('keeps its cards though the logbook cannot be written, and says so', async () => {
    const first = await made();
    await block('logbook.jsonl');
    const again = await made('--replaces', first.set);
    expect(again.warnings).toMatchObject([{ code: 'file-unreadable' }]);
    expect(await states()).toEqual(['replaced', 'active']);
    await bringsBack(again);
  });

  test('keeps its cards though the vault cannot be told, and says so', async () => {
    await mkdir(data, { recursive: true });
    const vault = await Vault.create(data, { passphrase: PASSPHRASE, sealer: null });
    await vault.add({ kind: 'text', label: 'Tide', bytes: new TextEncoder().encode('another secret') });
    const [entry] = vault.entries();
    vault.lock();
    const first = await made();
    await block('vault.salvor.previous');
    const out = join(await salvor.newFolder(), 'cards');
    const args = [
      'escrow',
      'split',
      '--vault-key',
      entry?.fingerprint ?? '',
      '--vault-passphrase-file',
      passphraseFile,
      ...CUSTODIANS,
      '--replaces',
      first.set,
      '--out',
      out,
    ];
    const { answer, stderr } = await salvor.runJson(args, { env });
    expect(answer).toMatchObject({ ok: true, warnings: [{ code: 'destination-not-writable' }] });
    expect(stderr).toContain('The set is registered and its cards are whole.');
    expect(await states()).toEqual(['replaced', 'active']);
    expect((await readdir(out)).filter((name) => name.includes('-share-'))).toHaveLength(3);
  });

  test('that the register does not take leaves the old set in use, and nothing behind', async () => {
    const first = await made();
    await block('register.previous.json');
    const { exit, answer, out } = await split('--replaces', first.set);
    expect({ exit, answer }).toMatchObject({ exit: 30, answer: { error: { code: 'destination-not-writable' } } });
    expect(await states()).toEqual(['active']);
    expect(await readdir(out)).toEqual([]);
    await bringsBack(first);
  });

  test('makes no card where the register cannot be read', async () => {
    await mkdir(data, { recursive: true });
    await writeFile(join(data, 'register.json'), 'x');
    const { answer, out } = await split();
    expect(answer).toMatchObject({ error: { code: 'register-damaged' } });
    expect(await readdir(out).catch(() => null)).toBeNull();
  });
});

test('a key that was split from a file is in escrow for the vault that holds it as well, and a short passphrase seals no card', {
  timeout: 120_000,
}, async () => {
  const key = await salvor.secretFile('site.key', generateKeyPair().privateText);
  await mkdir(data, { recursive: true });
  (await Vault.create(data, { passphrase: PASSPHRASE, sealer: null })).lock();
  const vault = ['--vault-passphrase-file', passphraseFile];
  expect(
    (await salvor.runJson(['keys', 'add', '--label', 'Harbour', '--secret-file', key, ...vault], { env })).exit,
  ).toBe(0);
  expect((await salvor.run(['keys', 'list', ...vault], { env })).stdout).toContain('Not in escrow');
  const out = join(await salvor.newFolder(), 'cards');
  const short = await salvor.secretFile('short', 'nine char');
  const refused = [
    'escrow',
    'split',
    '--secret-file',
    key,
    '--custodian',
    'Ada',
    '--passphrase-file',
    short,
    ...CUSTODIANS.slice(2),
    '--out',
    out,
  ];
  expect(await salvor.runJson(refused, { env })).toMatchObject({
    exit: 2,
    answer: { error: { code: 'card-passphrase-short' } },
  });
  expect(await readdir(out).catch(() => null)).toBeNull();
  expect(
    (await salvor.runJson(['escrow', 'split', '--secret-file', key, ...CUSTODIANS, '--out', out], { env })).exit,
  ).toBe(0);
  expect((await salvor.run(['keys', 'list', ...vault], { env })).stdout).not.toContain('Not in escrow');
});

describe('a recovery', { timeout: 300_000 }, () => {
  test('gives the secret though neither register nor logbook can be written', async () => {
    const first = await made();
    await block('register.previous.json');
    await block('logbook.jsonl');
    await bringsBack(first);
  });

  test('by the vendor’s share gives nothing where the logbook cannot be written', async () => {
    const { cards } = await made('--mode', 'managed', '--release-conditions', 'in need');
    await block('logbook.jsonl');
    const folder = await salvor.newFolder();
    const recover = (other: number) =>
      salvor.runJson(
        ['escrow', 'recover', cards[0]?.path ?? '', cards[other]?.path ?? '', '--out', join(folder, 'back')],
        { env },
      );
    expect((await recover(2)).answer).toMatchObject({ error: { code: 'file-unreadable' } });
    expect(await readdir(folder)).toEqual([]);
    expect((await recover(1)).answer).toMatchObject({ ok: true });
  });

  test('into a vault that holds the secret already is done', async () => {
    const { cards } = await made();
    await mkdir(data, { recursive: true });
    (await Vault.create(data, { passphrase: PASSPHRASE, sealer: null })).lock();
    const args = [
      'escrow',
      'recover',
      cards[0]?.path ?? '',
      cards[1]?.path ?? '',
      '--into-vault',
      '--vault-passphrase-file',
      passphraseFile,
    ];
    for (let turn = 0; turn < 2; turn += 1)
      expect((await salvor.runJson(args, { env })).answer).toMatchObject({ ok: true, to: 'vault' });
  });
});

test.each<[string, (set: string) => string[], object]>([
  [
    'a custodian who is replaced',
    (set) => ['replace', set, '--share', '1', '--to', 'Dee', '--by', 'Olga'],
    { custodian: { name: 'Dee' } },
  ],
  ['a share that is lost', (set) => ['lost', set, '--share', '1'], { status: 'lost' }],
  [
    'a share that is destroyed',
    (set) => ['destroyed', set, '--share', '1', '--by', 'Ada', '--on', '2026-11-21'],
    { status: 'destroyed' },
  ],
  ['a card that was moved', (set) => ['moved', set, '--share', '1', '--place', 'a safe'], { place: 'a safe' }],
])(
  '%s is so in the register, and no failure, though the logbook cannot be written',
  { timeout: 300_000 },
  async (_what, args, share) => {
    const { set } = await made();
    await block('logbook.jsonl');
    const { answer, stderr } = await salvor.runJson(['escrow', 'register', ...args(set)], { env });
    expect(answer).toMatchObject({ ok: true, sets: [{ shares: [share, {}, {}] }] });
    expect(stderr).toContain('The logbook could not be written');
  },
);
