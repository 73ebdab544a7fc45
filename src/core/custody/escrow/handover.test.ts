import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import {
  armor,
  Decrypter,
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../../../../test-support/custody/splits';
import { openSealedCard as openOnPage } from '../../../recovery-page/sealed-card';
import {
  type CardOpener,
  openSealedCard,
  recipientIn,
  sealCardToPassphrase,
  sealCardToRecipient,
  sealingOf,
} from './handover';

const run = promisify(execFile);
const CARD = new TextEncoder().encode('Share 2 of 3\n\nSALVOR:\n0123\n');
const PASSPHRASE = 'harbour lights at nine';

let identity: string;
let recipient: string;
let byPassphrase: Uint8Array;
let byRecipient: Uint8Array;
/** The age program of this machine, or null. */
let age: string | null;
let folder: string;

beforeAll(async () => {
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  byPassphrase = await sealCardToPassphrase(CARD, PASSPHRASE);
  byRecipient = await sealCardToRecipient(CARD, recipient);
  folder = await mkdtemp(join(tmpdir(), 'salvor-age-'));
  age = await run('age', ['--version']).then(
    () => 'age',
    () => null,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe('a sealed card', () => {
  test('is opened by what its custodian chose, and says which that is', async () => {
    expect(sealingOf(byPassphrase)).toBe('passphrase');
    expect(sealingOf(byRecipient)).toBe('recipient');
    expect(await openSealedCard(byPassphrase, { passphrase: PASSPHRASE })).toEqual(CARD);
    expect(await openSealedCard(byRecipient, { identity })).toEqual(CARD);
  });

  test('opens by its passphrase in whichever Unicode form a keyboard composes it', async () => {
    for (const [sealed, typed] of [
      ['NFC', 'NFD'],
      ['NFD', 'NFC'],
    ] as const) {
      const theirs = new Encrypter();
      theirs.setScryptWorkFactor(10);
      theirs.setPassphrase('café café café'.normalize(sealed));
      const card = await theirs.encrypt(CARD);
      expect(await openSealedCard(card, { passphrase: 'café café café'.normalize(typed) })).toEqual(CARD);
      expect(await openOnPage({ file: card, opens: 'passphrase' }, 'café café café'.normalize(typed))).toBe(
        new TextDecoder().decode(CARD),
      );
      expect(await codeOf(openSealedCard(card, { passphrase: 'cafe cafe cafe' }))).toBe('sealed-card-wrong-passphrase');
    }
  });

  test('in its text form, and by an identity file with remarks, as age-keygen writes it', async () => {
    const text = new TextEncoder().encode(armor.encode(byRecipient).replaceAll('\n', '\r\n'));
    expect(sealingOf(text)).toBe('recipient');
    const file = `# created: 2026-11-21T09:00:00Z\r\n# public key: ${recipient}\r\n${identity}\r\n`;
    expect(await openSealedCard(text, { identity: file })).toEqual(CARD);
  });

  test('with a passphrase, as the library’s own scrypt has it', async () => {
    const theirs = new Encrypter();
    theirs.setScryptWorkFactor(12);
    theirs.setPassphrase(PASSPHRASE);
    expect(await openSealedCard(await theirs.encrypt(CARD), { passphrase: PASSPHRASE })).toEqual(CARD);
    const decrypter = new Decrypter();
    decrypter.addPassphrase(PASSPHRASE);
    expect(await decrypter.decrypt(byPassphrase)).toEqual(CARD);
  });

  test.each([
    ['more work than any machine should do', /(-> scrypt \S+) 18/, '$1 21'],
    ['work that is no number', /(-> scrypt \S+) 18/, '$1 018'],
    ['a short salt', /-> scrypt \S/, '-> scrypt '],
    ['a stanza too many', /\n--- /, '\n-> other\n\n--- '],
  ])('under a passphrase, with %s, is refused before the work', async (_what, from, to) => {
    const text = Buffer.from(byPassphrase).toString('latin1');
    const changed = text.replace(from, to);
    expect(changed).not.toBe(text);
    expect(await codeOf(openSealedCard(Buffer.from(changed, 'latin1'), { passphrase: PASSPHRASE }))).toBe(
      'sealed-card-damaged',
    );
  });

  test('for a post-quantum key too', async () => {
    const hybrid = await generateHybridIdentity();
    const sealed = await sealCardToRecipient(CARD, await identityToRecipient(hybrid));
    expect(await openSealedCard(sealed, { identity: hybrid })).toEqual(CARD);
  });

  test.each<[string, () => Uint8Array, () => CardOpener | Promise<CardOpener>, string]>([
    [
      'another passphrase',
      () => byPassphrase,
      () => ({ passphrase: `${PASSPHRASE} ` }),
      'sealed-card-wrong-passphrase',
    ],
    [
      'another identity',
      () => byRecipient,
      async () => ({ identity: await generateX25519Identity() }),
      'sealed-card-other-identity',
    ],
    [
      'a passphrase where an identity is needed',
      () => byRecipient,
      () => ({ passphrase: PASSPHRASE }),
      'sealed-card-needs-identity',
    ],
    [
      'an identity where a passphrase is needed',
      () => byPassphrase,
      () => ({ identity }),
      'sealed-card-needs-passphrase',
    ],
    ['the public half as the identity', () => byRecipient, () => ({ identity: recipient }), 'age-identity-malformed'],
    [
      'a mistyped identity',
      () => byRecipient,
      () => ({ identity: `${identity.slice(0, -1)}${identity.endsWith('Q') ? 'P' : 'Q'}` }),
      'age-identity-malformed',
    ],
    ['nothing as the identity', () => byRecipient, () => ({ identity: '# only a remark' }), 'age-identity-malformed'],
    ['a file of another kind', () => CARD, () => ({ identity }), 'sealed-card-unreadable'],
    ['an empty file', () => new Uint8Array(), () => ({ identity }), 'sealed-card-unreadable'],
    ['a file that is far too long', () => new Uint8Array(300_000), () => ({ identity }), 'sealed-card-unreadable'],
  ])('%s', async (_what, file, opener, code) => {
    expect(await codeOf(openSealedCard(file(), await opener()))).toBe(code);
  });

  test('cut or changed anywhere behind its first line, it gives nothing', async () => {
    const line = byRecipient.indexOf(10) + 1;
    for (let at = line; at < byRecipient.length; at += 3) {
      expect(['sealed-card-damaged', 'sealed-card-other-identity']).toContain(
        await codeOf(openSealedCard(byRecipient.slice(0, at), { identity })),
      );
      const changed = byRecipient.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(['sealed-card-damaged', 'sealed-card-other-identity']).toContain(
        await codeOf(openSealedCard(changed, { identity })),
      );
    }
  });
});

describe('what a custodian hands over', () => {
  test('is one recipient, with remarks beside it', async () => {
    expect(recipientIn(`# Ada\n\n  ${recipient}\r\n`)).toBe(recipient);
    for (const text of ['', `${recipient}\n${recipient}`, identity])
      expect(() => recipientIn(text)).toThrow('age-recipient-malformed');
    for (const typed of [`${recipient.slice(0, -1)}!`, recipient.replace('1', '2'), identity, 'age1']) {
      expect(await codeOf(sealCardToRecipient(CARD, typed))).toBe('age-recipient-malformed');
    }
    expect(await codeOf(sealCardToPassphrase(CARD, ''))).toBe('passphrase-needed');
    for (const short of ['a', 'nine char', '🔑🔑🔑🔑🔑'])
      expect(await codeOf(sealCardToPassphrase(CARD, short))).toBe('card-passphrase-short');
  });

  test('is not repeated by a failure', async () => {
    const mistyped = `${identity.slice(0, -1)}${identity.endsWith('Q') ? 'P' : 'Q'}`;
    const error = await openSealedCard(byRecipient, { identity: mistyped }).catch((cause: unknown) => cause);
    const told = JSON.stringify(error, Object.getOwnPropertyNames(error)) + String((error as Error).cause);
    expect(told.toUpperCase()).not.toContain(identity.slice(20, 40));
  });
});

describe('the age program and Salvor', () => {
  test('open each other’s cards for a recipient', async ({ skip }) => {
    if (age === null) return skip('the age program is not installed');
    const [keys, sealed, plain, theirs] = ['keys.txt', 'card.age', 'card.txt', 'theirs.age'].map((name) =>
      join(folder, name),
    ) as [string, string, string, string];
    await writeFile(keys, `${identity}\n`, { mode: 0o600 });
    await writeFile(sealed, byRecipient);
    await run(age, ['--decrypt', '--identity', keys, '--output', plain, sealed]);
    expect(new Uint8Array(await readFile(plain))).toEqual(CARD);
    await run(age, ['--encrypt', '--armor', '--recipient', recipient, '--output', theirs, plain]);
    expect(await openSealedCard(await readFile(theirs), { identity })).toEqual(CARD);
  });

  test('open a card under a passphrase, which age reads from a terminal only', async ({ skip }) => {
    if (age === null) return skip('the age program is not installed');
    if (process.platform !== 'linux') return skip('terminals are made on Linux only');
    const sealed = join(folder, 'passphrase.age');
    const plain = join(folder, 'passphrase.txt');
    await writeFile(sealed, byPassphrase);
    const ended = await underTerminal(`age --decrypt --output ${plain} ${sealed}`, `${PASSPHRASE}\n`);
    if (ended === null) return skip('the script program is not installed');
    expect(new Uint8Array(await readFile(plain))).toEqual(CARD);
  });
});

/** Runs a command under a terminal of its own, by util-linux's `script`; null where that is not installed. */
function underTerminal(command: string, typed: string): Promise<number | null> {
  return new Promise((resolve) => {
    const child = spawn('script', ['--quiet', '--return', '--command', command, '/dev/null'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    child.on('error', () => resolve(null));
    child.on('close', (code) => resolve(code));
    // age drops what was typed before it asks.
    child.stdout.once('data', () => child.stdin.end(typed));
  });
}
