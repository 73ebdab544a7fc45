import { execFile } from 'node:child_process';
import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import vectors from '../../test-vectors/vectors.json';
import { textOf } from '../core/card-alphabet';
import { bytesToSymbols } from '../core/custody/share/symbols';
import { Vault } from '../core/custody/vault/vault';

const KEY = vectors.keys.site.private;
const FINGERPRINT = vectors.keys.site.fingerprint;
const MASTER_KEY = '0f1e2d3c4b5a6978'.repeat(4);
const CUSTODIANS = ['--custodian', 'Ada', '--custodian', 'Bo Brandt', '--custodian', 'Cy'];

const splitSchema = z.object({
  set: z.string(),
  setId: z.string(),
  generation: z.number(),
  cards: z
    .array(
      z.object({
        index: z.number(),
        custodian: z.string(),
        path: z.string(),
        sealedBy: z.string().nullable(),
        digest: z.string(),
      }),
    )
    .length(3),
  escrowFile: z.object({ path: z.string(), sha256: z.string() }).nullable(),
  entry: z.string(),
});

let salvor: SalvorCommand;
let keyFile: string;

beforeAll(async () => {
  salvor = await buildSalvor();
  keyFile = await salvor.secretFile('escrowed.key', `${KEY}\n`);
});
afterAll(() => salvor.remove());

/** Splits, and gives the answer with the three paths in their order. */
async function split(args: readonly string[], options: { env?: NodeJS.ProcessEnv } = {}) {
  const out = join(await salvor.newFolder(), 'cards');
  const { exit, answer, stderr } = await salvor.runJson(['escrow', 'split', ...args, '--out', out], options);
  expect({ exit, answer: { ...answer } }).toMatchObject({ exit: 0 });
  const told = splitSchema.parse(answer);
  const [one = '', two = '', three = ''] = told.cards.map(({ path }) => path);
  return { ...told, one, two, three, out, stderr };
}

const siteKey = (...more: string[]) => split(['--secret-file', keyFile, '--label', 'Harbour', ...CUSTODIANS, ...more]);

/** An environment of its own, for a register and a vault that no other test touches. */
async function ownHome(): Promise<{ env: NodeJS.ProcessEnv; data: string }> {
  const home = await salvor.newFolder();
  const data =
    process.platform === 'darwin' ? join(home, 'Library', 'Application Support', 'salvor') : join(home, 'salvor');
  return { env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, APPDATA: home }, data };
}

describe('split and recover', { timeout: 300_000 }, () => {
  test('any two cards give the key back, to a new file of this user alone', async () => {
    const { one, two, three, out } = await siteKey();
    for (const pair of [
      [one, two],
      [three, one],
      [two, three],
    ]) {
      const file = join(await salvor.newFolder(), 'site.key');
      const { exit, answer } = await salvor.runJson(['escrow', 'recover', ...pair, '--out', file]);
      expect(exit).toBe(0);
      expect(answer).toMatchObject({
        bad: [],
        breakGlass: null,
        to: 'file',
        paths: [file],
        secrets: [{ kind: 'site-key', label: 'Harbour', fingerprint: FINGERPRINT }],
      });
      expect(await readFile(file, 'utf8')).toBe(KEY);
      if (process.platform !== 'win32') {
        for (const made of [file, one]) expect((await stat(made)).mode & 0o777).toBe(0o600);
        expect((await stat(out)).mode & 0o777).toBe(0o700);
      }
    }
  });

  test('a card says what it is, for whom, and what to do', async () => {
    const { one, set } = await siteKey();
    const card = await readFile(one, 'utf8');
    for (const told of [
      `Share 1 of 3 of the set ${set}`,
      'Ada',
      `site key “Harbour” ${FINGERPRINT}`,
      'customer-only',
      'one more of the two',
      '\nSALVOR:\n',
    ])
      expect(card).toContain(told);
    expect(card).not.toContain(KEY.slice(6));
    // The typed rows alone, in lower case and without spaces, are the card as well.
    const rows = card
      .split('\n')
      .filter((line) => /^ +\d+ {2}(?:[0-9A-Z]{4} ?){7}$/.test(line))
      .map((line) =>
        line
          .replace(/^ +\d+/, '')
          .replaceAll(' ', '')
          .toLowerCase(),
      );
    expect(rows.length).toBeGreaterThan(3);
    const { answer } = await salvor.runJson(['escrow', 'check', '-'], { stdin: rows.join('\n') });
    expect(answer).toMatchObject({ ok: true, set, index: 1, carries: 'secret' });
    const share = await salvor.runJson(['escrow', 'check', '-'], { stdin: rows.slice(0, 3).join('\n') });
    expect(share.answer).toMatchObject({ ok: true, index: 1, carries: 'share' });
  });

  test('cards that are sealed for their custodians, also opened by the age program', async ({ skip }) => {
    const identity = await generateX25519Identity();
    const recipient = await identityToRecipient(identity);
    const identityFile = await salvor.secretFile('bo.identity', `# Bo\n${identity}\n`);
    const passphrase = await salvor.secretFile('cy.passphrase', 'nine harbour lights\n');
    const sealed = [
      '--secret-file',
      keyFile,
      '--custodian',
      'Ada',
      '--custodian',
      'Bo',
      '--age-recipient',
      recipient,
      '--custodian',
      'Cy',
      '--passphrase-file',
      passphrase,
    ];
    const { one, two, three, cards } = await split(sealed);
    expect(cards.map(({ sealedBy, path }) => [sealedBy, path.endsWith('.txt.age')])).toEqual([
      [null, false],
      ['recipient', true],
      ['passphrase', true],
    ]);
    const openers = ['--identity-file', identityFile, '--passphrase-file', passphrase];
    expect((await salvor.runJson(['escrow', 'recover', two, three, ...openers])).answer).toMatchObject({
      ok: true,
      good: [2, 3],
    });
    expect((await salvor.runJson(['escrow', 'check', two, '--identity-file', identityFile])).answer).toMatchObject({
      ok: true,
      index: 2,
      sealedBy: 'recipient',
    });

    const other = await salvor.secretFile('other.passphrase', 'ten harbour lights');
    expect(await salvor.runJson(['escrow', 'check', three, '--passphrase-file', other])).toMatchObject({
      exit: 10,
      answer: { error: { code: 'sealed-card-wrong-passphrase' } },
    });
    expect(await salvor.runJson(['escrow', 'check', two])).toMatchObject({
      exit: 10,
      answer: { error: { code: 'sealed-card-needs-identity' } },
    });
    const plain = await promisify(execFile)('age', ['--decrypt', '--identity', identityFile, two]).catch(
      (error: NodeJS.ErrnoException) => {
        // A program that cannot be started has a name for its error, one that fails a number.
        if (typeof error.code !== 'string') throw error;
        return null;
      },
    );
    if (plain === null) return skip('all but the age program, which is not installed, was tested');
    const text = join(await salvor.newFolder(), 'two.txt');
    await writeFile(text, plain.stdout);
    expect((await salvor.runJson(['escrow', 'recover', one, text])).answer).toMatchObject({ ok: true, good: [1, 2] });
  });

  test('the recovery page lies beside the cards where it was built', async () => {
    const folder = join(dirname(salvor.file), '..', 'recovery');
    await mkdir(folder);
    await writeFile(join(folder, 'salvor-recovery.html'), '<!doctype html>');
    try {
      const { out } = await siteKey();
      expect(await readFile(join(out, 'salvor-recovery.html'), 'utf8')).toBe('<!doctype html>');
      const again = ['escrow', 'split', '--secret-file', keyFile, ...CUSTODIANS, '--out', out];
      expect(await salvor.runJson(again)).toMatchObject({ exit: 0 });
      await writeFile(join(out, 'salvor-recovery.html'), 'altered');
      expect(await salvor.runJson(again)).toMatchObject({
        exit: 30,
        answer: { error: { code: 'destination-exists' } },
      });
      expect((await readdir(out)).filter((name) => name.endsWith('.txt'))).toHaveLength(6);
    } finally {
      await rm(folder, { recursive: true });
    }
    const { out } = await siteKey();
    expect((await readdir(out)).filter((name) => name.endsWith('.html'))).toEqual([]);
  });

  test('the vendor’s share says its conditions, and its use is reported', async () => {
    const managed = [
      '--mode',
      'managed',
      '--release-conditions',
      'On a written request by two directors.',
      '--release-delay',
      '3',
    ];
    const { one, two, three } = await siteKey(...managed);
    const vendor = await readFile(three, 'utf8');
    expect(vendor.replaceAll('\n', ' ')).toContain(
      '3 days after the request at the earliest, and only so: On a written request by two directors.',
    );
    expect(await readFile(one, 'utf8')).not.toContain('directors');
    expect((await salvor.runJson(['escrow', 'recover', one, two])).answer).toMatchObject({
      breakGlass: 3,
      good: [1, 2],
    });
    const used = await salvor.run(['escrow', 'recover', one, three]);
    expect(used.stdout).toContain('is the vendor’s break-glass share');
    expect((await salvor.run(['escrow', 'check', three])).stdout).toContain('It is the vendor’s break-glass share.');
  });

  test('a master key goes from one .env to the line for another', async () => {
    const env = join(await salvor.newFolder(), '.env');
    await writeFile(env, `PORT=3000\r\nexport DEV_MASTER_KEY="${MASTER_KEY}" # never lose this\r\n`, { mode: 0o600 });
    const { one, two } = await split([
      '--secret-file',
      env,
      '--kind',
      'dev-master-key',
      '--label',
      'VaultTerm',
      ...CUSTODIANS,
    ]);
    const line = await salvor.run(['escrow', 'recover', one, two, '--env-line']);
    expect(line).toEqual({ exit: 0, stdout: `DEV_MASTER_KEY=${MASTER_KEY}\n`, stderr: '' });
    expect((await salvor.run(['escrow', 'recover', one, two, '--print'])).stdout).toBe(`${MASTER_KEY}\n`);
    const file = join(await salvor.newFolder(), 'line');
    await salvor.run(['escrow', 'recover', one, two, '--env-line', '--out', file]);
    expect(await readFile(file, 'utf8')).toBe(`DEV_MASTER_KEY=${MASTER_KEY}\n`);
    // One object for programs holds no secret unless it was asked for.
    const unasked = await salvor.runJson(['escrow', 'recover', one, two, '--env-line']);
    expect(unasked).toMatchObject({ exit: 2, answer: { error: { params: { problem: 'secret-shown' } } } });
    expect(JSON.stringify(unasked.answer)).not.toContain(MASTER_KEY);
    expect((await salvor.runJson(['escrow', 'recover', one, two, '--env-line', '--print'])).answer).toMatchObject({
      secret: `DEV_MASTER_KEY=${MASTER_KEY}`,
    });
  });

  test('a passphrase comes back as it is written, or is refused before a card is made', async () => {
    const folder = await salvor.newFolder();
    const inEncoding = async (name: string, bytes: Buffer) => {
      await writeFile(join(folder, name), bytes, { mode: 0o600 });
      return join(folder, name);
    };
    const utf16 = Buffer.from('\u{feff}pässword-3€\r\n', 'utf16le');
    for (const file of [await inEncoding('utf16le', utf16), await inEncoding('utf16be', Buffer.from(utf16).swap16())]) {
      const { one, two } = await split(['--secret-file', file, '--kind', 'passphrase', ...CUSTODIANS]);
      const back = join(await salvor.newFolder(), 'back');
      await salvor.run(['escrow', 'recover', one, two, '--out', back]);
      expect(await readFile(back, 'utf8')).toBe('pässword-3€');
    }
    const cp1252 = await inEncoding('cp1252', Buffer.from([0x70, 0xe4, 0x80, 0x0d, 0x0a]));
    const out = join(folder, 'cards');
    const refused = await salvor.runJson([
      'escrow',
      'split',
      '--secret-file',
      cp1252,
      '--kind',
      'passphrase',
      ...CUSTODIANS,
      '--out',
      out,
    ]);
    expect(refused).toMatchObject({
      exit: 2,
      answer: { error: { code: 'secret-not-text', params: { path: cp1252, seen: 'encoding' } } },
    });
    expect(await readdir(folder)).not.toContain('cards');
    const { one, two } = await split(['--secret-file', cp1252, '--kind', 'text', ...CUSTODIANS]);
    await salvor.run(['escrow', 'recover', one, two, '--out', join(folder, 'text')]);
    expect(await readFile(join(folder, 'text'))).toEqual(await readFile(cp1252));
  });

  test('larger secrets by the escrow file, several at once, each under its fingerprint', async () => {
    const env = join(await salvor.newFolder(), 'panel.env');
    await writeFile(env, 'A=1\n'.repeat(500), { mode: 0o600 });
    const { one, three, escrowFile } = await split([
      '--secret-file',
      env,
      '--secret-file',
      keyFile,
      '--kind',
      'site-key',
      ...CUSTODIANS,
    ]);
    expect(await salvor.runJson(['escrow', 'recover', one, three])).toMatchObject({
      exit: 15,
      answer: { error: { code: 'escrow-file-needed' } },
    });
    const given = ['escrow', 'recover', one, three, '--escrow-file', escrowFile?.path ?? ''];
    expect(await salvor.runJson([...given, '--out', 'x'])).toMatchObject({
      exit: 2,
      answer: { error: { params: { problem: 'which-secret' } } },
    });
    const folder = join(await salvor.newFolder(), 'back');
    expect((await salvor.runJson([...given, '--out-folder', folder])).answer).toMatchObject({
      secrets: [{ kind: 'file', label: 'panel.env' }, { kind: 'site-key' }],
    });
    const names = (await readdir(folder)).sort();
    expect(names).toEqual([expect.stringMatching(/^file-/), `site-key-${FINGERPRINT.replaceAll(':', '-')}`]);
    expect(await readFile(join(folder, names[0] ?? ''), 'utf8')).toBe('A=1\n'.repeat(500));

    const cut = join(folder, 'cut.escrow');
    await writeFile(cut, (await readFile(escrowFile?.path ?? '')).subarray(0, 300));
    expect(await salvor.runJson(['escrow', 'recover', one, three, '--escrow-file', cut])).toMatchObject({
      exit: 11,
      answer: { error: { code: 'escrow-file-cut-short' } },
    });
  });
});

describe('what is wrong with cards', { timeout: 300_000 }, () => {
  test('ends with its own code', async () => {
    const [first, second] = [await siteKey(), await siteKey()];
    const bent = join(await salvor.newFolder(), 'bent.txt');
    await writeFile(
      bent,
      (await readFile(first.two, 'utf8')).replace(
        /(SALVOR:\n.{40})(.)/,
        (_all, before: string, character: string) => before + (character === 'Q' ? 'P' : 'Q'),
      ),
    );
    for (const [args, exit, code] of [
      [[first.one], 15, 'too-few-shares'],
      [[first.one, first.one], 15, 'share-given-twice'],
      [[first.one, second.two], 15, 'shares-of-two-sets'],
      [[first.one, keyFile], 14, 'share-other-program'],
      [[first.one, resolve('LICENSE')], 14, 'share-unreadable'],
    ] as const) {
      expect(await salvor.runJson(['escrow', 'recover', ...args])).toMatchObject({ exit, answer: { error: { code } } });
    }
    const wrong = await salvor.runJson(['escrow', 'recover', first.one, bent]);
    expect(wrong.answer).toMatchObject({ error: { code: 'share-wrong' } });
    expect(wrong.stderr).toContain(bent);
    const three = await salvor.runJson(['escrow', 'recover', first.one, second.two, first.three]);
    expect(three.answer).toMatchObject({
      ok: true,
      good: [1, 3],
      bad: [2],
      remarks: [{ place: 1, index: 2, remark: 'other-set' }],
    });
  });

  test('no file that is there is replaced, and a failure leaves nothing behind', async () => {
    const { one, two } = await siteKey();
    const precious = join(await salvor.newFolder(), 'precious');
    await writeFile(precious, 'precious');
    expect(await salvor.runJson(['escrow', 'recover', one, two, '--out', precious])).toMatchObject({
      exit: 30,
      answer: { error: { code: 'destination-exists' } },
    });
    expect(await readFile(precious, 'utf8')).toBe('precious');

    // A register that cannot be written: its folder is a file.
    const home = join(await salvor.newFolder(), 'home');
    await writeFile(home, '');
    const out = join(await salvor.newFolder(), 'cards');
    const { exit } = await salvor.runJson(['escrow', 'split', '--secret-file', keyFile, ...CUSTODIANS, '--out', out], {
      env: { ...process.env, HOME: home, XDG_CONFIG_HOME: home, APPDATA: home },
    });
    expect(exit).not.toBe(0);
    expect(await readdir(out).catch(() => [])).toEqual([]);
  });

  test('a folder that cannot be made is reported before anything is registered', async () => {
    const file = join(await salvor.newFolder(), 'file');
    await writeFile(file, '');
    const { env, data } = await ownHome();
    const refused = await salvor.runJson(
      ['escrow', 'split', '--secret-file', keyFile, ...CUSTODIANS, '--out', join(file, 'cards')],
      { env },
    );
    expect(refused).toMatchObject({ exit: 30, answer: { error: { code: 'destination-not-writable' } } });
    expect(await readFile(join(data, 'register.json'), 'utf8').catch(() => null)).toBeNull();
  });
});

describe('register, logbook and vault', { timeout: 300_000 }, () => {
  test('a split is registered and logged, and a new generation takes the place of the old', async () => {
    const { env, data } = await ownHome();
    const first = await split(['--secret-file', keyFile, ...CUSTODIANS, '--operator', 'Olga'], { env });
    expect((await salvor.runJson(['escrow', 'check', first.two], { env })).answer).toMatchObject({
      register: { state: 'active', status: 'handed-over', custodian: 'Bo Brandt' },
    });
    const again = await split(['--secret-file', keyFile, ...CUSTODIANS, '--replaces', first.set], { env });
    expect(again).toMatchObject({ setId: first.setId, generation: 2 });
    // The register of another machine takes the set in from its entry, and then knows the cards.
    const other = await ownHome();
    expect((await salvor.runJson(['escrow', 'register', 'add', again.entry], { env: other.env })).exit).toBe(0);
    expect((await salvor.runJson(['escrow', 'check', again.one], { env: other.env })).answer).toMatchObject({
      register: { state: 'active', custodian: 'Ada' },
    });
    const old = await salvor.run(['escrow', 'check', first.two], { env });
    expect(old.stdout.replaceAll('\n', ' ')).toContain('replaced by a newer one: the share should be destroyed');
    expect(await salvor.runJson(['escrow', 'recover', first.one, again.two], { env })).toMatchObject({
      exit: 15,
      answer: { error: { code: 'shares-of-two-generations' } },
    });
    await salvor.run(['escrow', 'recover', again.one, again.two, '--out', join(data, '..', 'back')], { env });
    const register = JSON.parse(await readFile(join(data, 'register.json'), 'utf8')) as {
      sets: { generation: number; recoveries: string[]; by: string }[];
    };
    expect(
      register.sets.map(({ generation, recoveries, by }) => [generation, recoveries.length, by === 'Olga']),
    ).toEqual([
      [1, 0, true],
      [2, 1, false],
    ]);
    const log = await readFile(join(data, 'logbook.jsonl'), 'utf8');
    expect(
      log
        .trim()
        .split('\n')
        .map((line) => [
          (JSON.parse(line) as { what: string; outcome: string }).what,
          (JSON.parse(line) as { outcome: string }).outcome,
        ]),
    ).toEqual([
      ['ceremony', 'ok'],
      ['ceremony', 'ok'],
      ['recovery', 'shares-of-two-generations'],
      ['recovery', 'ok'],
    ]);
    expect(log).not.toContain(KEY.slice(6));
  });

  test('the key is nowhere on the disk, in no spelling', async () => {
    const { env, data } = await ownHome();
    const folder = await salvor.newFolder();
    const scratch = await salvor.newFolder();
    const own = { ...env, TMPDIR: scratch, TEMP: scratch, TMP: scratch };
    const out = join(folder, 'cards');
    const { answer } = await salvor.runJson(
      ['escrow', 'split', '--secret-file', keyFile, ...CUSTODIANS, '--out', out],
      { env: own },
    );
    const [one = '', two = ''] = splitSchema.parse(answer).cards.map(({ path }) => path);
    expect((await salvor.runJson(['escrow', 'recover', one, two], { env: own })).exit).toBe(0);
    expect((await salvor.runJson(['escrow', 'recover', two, two], { env: own })).exit).toBe(15);
    const raw = Buffer.from(KEY.slice(6), 'base64url');
    const spellings = [
      raw,
      ...[KEY.slice(6), raw.toString('hex'), raw.toString('base64'), textOf(bytesToSymbols(raw))].map((text) =>
        Buffer.from(text.slice(0, 24)),
      ),
    ];
    const paths = await Promise.all(
      [out, data, scratch].map(async (root) =>
        (await readdir(root, { recursive: true, withFileTypes: true }))
          .filter((entry) => entry.isFile())
          .map((entry) => join(entry.parentPath, entry.name)),
      ),
    );
    expect(paths.flat().length).toBeGreaterThan(5);
    for (const path of paths.flat()) {
      const bytes = await readFile(path);
      const grouped = Buffer.from(bytes.toString('latin1').replaceAll(/\s/g, ''), 'latin1');
      expect([path, spellings.some((each) => bytes.includes(each) || grouped.includes(each))]).toEqual([path, false]);
    }
    expect(await readdir(scratch)).toEqual([]);
  });

  test('out of the vault, and into another', async () => {
    const { env, data } = await ownHome();
    const passphrase = await salvor.secretFile('vault.passphrase', 'a long enough passphrase');
    await mkdir(data, { recursive: true });
    const by = { passphrase: 'a long enough passphrase', sealer: null };
    const vault = await Vault.create(data, by);
    await vault.add({ kind: 'site-key', label: 'Harbour', bytes: new TextEncoder().encode(KEY) });
    const fromVault = ['--vault-key', FINGERPRINT, '--vault-passphrase-file', passphrase, ...CUSTODIANS];
    const { one, three, setId } = await split(fromVault, { env });
    await vault.refresh();
    expect(vault.entries()[0]?.escrowed).toEqual({ set: setId, generation: 1 });
    vault.lock();
    expect(
      await salvor.runJson(
        [
          'escrow',
          'split',
          ...CUSTODIANS,
          '--vault-key',
          '0000:0000:0000:0000',
          '--vault-passphrase-file',
          passphrase,
          '--out',
          data,
        ],
        { env },
      ),
    ).toMatchObject({
      exit: 2,
      answer: { error: { params: { problem: 'no-such-secret' } } },
    });

    const other = await ownHome();
    await mkdir(other.data, { recursive: true });
    (await Vault.create(other.data, by)).lock();
    expect(
      (
        await salvor.runJson(['escrow', 'recover', one, three, '--into-vault', '--vault-passphrase-file', passphrase], {
          env: other.env,
        })
      ).answer,
    ).toMatchObject({ ok: true, to: 'vault' });
    const kept = await Vault.open(other.data, by);
    expect(kept.entries()).toMatchObject([{ kind: 'site-key', label: 'Harbour', fingerprint: FINGERPRINT }]);
    expect(new TextDecoder().decode(kept.reveal(kept.entries()[0]?.id ?? ''))).toBe(KEY);
    kept.lock();
  });
});

test.each([
  [
    'two custodians',
    ['split', '--secret-file', 'a', '--custodian', 'A', '--custodian', 'B', '--out', 'o'],
    'three-custodians',
    '--custodian',
  ],
  ['no secret', ['split', ...CUSTODIANS, '--out', 'o'], 'option-missing', '--secret-file'],
  ['a kind before any secret', ['split', '--kind', 'text', ...CUSTODIANS, '--out', 'o'], 'bad-value', '--kind'],
  [
    'a recipient before any custodian',
    ['split', '--age-recipient', 'age1', ...CUSTODIANS, '--out', 'o'],
    'bad-value',
    '--age-recipient',
  ],
  [
    'managed without conditions',
    ['split', '--secret-file', 'a', '--mode', 'managed', ...CUSTODIANS, '--out', 'o'],
    'option-missing',
    '--release-conditions',
  ],
  [
    'conditions without managed',
    ['split', '--secret-file', 'a', '--release-conditions', 'x', ...CUSTODIANS, '--out', 'o'],
    'bad-value',
    '--release-conditions',
  ],
  [
    'a set that is not registered',
    ['split', '--secret-file', 'a', '--replaces', 'ABCD', ...CUSTODIANS, '--out', 'o'],
    'bad-value',
    '--replaces',
  ],
  [
    'two destinations',
    ['recover', 'a', 'b', '--out', 'c', '--print'],
    'one-destination',
    '--out, --out-folder, --into-vault, --print',
  ],
  [
    'the vault without its passphrase',
    ['split', '--vault-key', '25e4:effe:c971:cbf1', ...CUSTODIANS, '--out', 'o'],
    'option-missing',
    '--vault-passphrase-file',
  ],
])('%s is a usage error', async (_what, args, problem, item) => {
  const folder = await salvor.newFolder();
  const next = expect.stringContaining(`salvor escrow ${args[0] ?? ''} --help`) as string;
  expect(await salvor.runJson(['escrow', ...args], { cwd: folder })).toMatchObject({
    exit: 2,
    answer: { error: { code: 'usage', params: { problem, item }, next } },
  });
  expect(await readdir(folder)).toEqual([]);
});
