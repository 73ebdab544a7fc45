import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { generateX25519Identity, identityToRecipient } from 'age-encryption';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../../../../test-support/custody/splits';
import { byNodeScrypt } from './age-passphrase';
import { recipientIn, sealCardToPassphrase, sealCardToRecipient } from './handover';
import { openSealedCard } from './sealed-card';

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

describe('what a custodian hands over', () => {
  test('is one recipient, with comments beside it', async () => {
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
    const error = await openSealedCard(byRecipient, { identity: mistyped }, byNodeScrypt).catch(
      (cause: unknown) => cause,
    );
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
    expect(await openSealedCard(await readFile(theirs), { identity }, byNodeScrypt)).toEqual(CARD);
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
