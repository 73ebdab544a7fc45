import {
  armor,
  Decrypter,
  Encrypter,
  generateHybridIdentity,
  generateX25519Identity,
  identityToRecipient,
} from 'age-encryption';
import { beforeAll, describe, expect, test } from 'vitest';
import { codeOf } from '../../../../test-support/custody/splits';
import { byNodeScrypt } from './age-passphrase';
import { sealCardToPassphrase, sealCardToRecipient } from './handover';
import { byLibraryScrypt, type CardOpener, LONGEST_CARD_FILE, openSealedCard, sealingOf } from './sealed-card';

const CARD = new TextEncoder().encode('Share 2 of 3\n\nSALVOR:\n0123\n');
const PASSPHRASE = 'harbour lights at nine';

let identity: string;
let recipient: string;
let byPassphrase: Uint8Array;
let byRecipient: Uint8Array;

beforeAll(async () => {
  identity = await generateX25519Identity();
  recipient = await identityToRecipient(identity);
  byPassphrase = await sealCardToPassphrase(CARD, PASSPHRASE);
  byRecipient = await sealCardToRecipient(CARD, recipient);
});

describe.each([
  { scrypt: 'Node’s scrypt', addPassphrase: byNodeScrypt },
  { scrypt: 'the library’s scrypt, as in a browser', addPassphrase: byLibraryScrypt },
])('a sealed card, opened with $scrypt', ({ addPassphrase }) => {
  const open = (file: Uint8Array, opener: CardOpener) => openSealedCard(file, opener, addPassphrase);

  test('is opened by what its custodian chose, and says which that is', async () => {
    expect(sealingOf(byPassphrase)).toBe('passphrase');
    expect(sealingOf(byRecipient)).toBe('recipient');
    expect(await open(byPassphrase, { passphrase: PASSPHRASE })).toEqual(CARD);
    expect(await open(byRecipient, { identity })).toEqual(CARD);
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
      expect(await open(card, { passphrase: 'café café café'.normalize(typed) })).toEqual(CARD);
      expect(await codeOf(open(card, { passphrase: 'cafe cafe cafe' }))).toBe('sealed-card-wrong-passphrase');
    }
  });

  test('in its text form, and by an identity file with comments, as age-keygen writes it', async () => {
    const text = new TextEncoder().encode(armor.encode(byRecipient).replaceAll('\n', '\r\n'));
    expect(sealingOf(text)).toBe('recipient');
    const file = `# created: 2026-11-21T09:00:00Z\r\n# public key: ${recipient}\r\n${identity}\r\n`;
    expect(await open(text, { identity: file })).toEqual(CARD);
  });

  test('with a passphrase, as the library’s own scrypt has it', async () => {
    const theirs = new Encrypter();
    theirs.setScryptWorkFactor(12);
    theirs.setPassphrase(PASSPHRASE);
    expect(await open(await theirs.encrypt(CARD), { passphrase: PASSPHRASE })).toEqual(CARD);
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
    expect(await codeOf(open(Buffer.from(changed, 'latin1'), { passphrase: PASSPHRASE }))).toBe('sealed-card-damaged');
  });

  test('for a post-quantum key too', async () => {
    const hybrid = await generateHybridIdentity();
    const sealed = await sealCardToRecipient(CARD, await identityToRecipient(hybrid));
    expect(await open(sealed, { identity: hybrid })).toEqual(CARD);
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
    expect(await codeOf(open(file(), await opener()))).toBe(code);
  });

  test('whose text form is damaged is called so, and never taken for a card in clear', async () => {
    const text = armor.encode(byRecipient);
    const damaged = new TextEncoder().encode(text.replace(/\n-----END.*/s, '!\n'));
    expect(() => sealingOf(damaged)).toThrow('sealed-card-damaged');
    expect(await codeOf(open(damaged, { identity }))).toBe('sealed-card-damaged');
  });

  test('that is longer than any card is none', async () => {
    const long = new Uint8Array(LONGEST_CARD_FILE + 1);
    long.set(byRecipient);
    expect(sealingOf(long)).toBeNull();
    expect(sealingOf(long.subarray(0, LONGEST_CARD_FILE))).toBe('recipient');
    expect(await codeOf(open(long, { identity }))).toBe('sealed-card-unreadable');
  });

  test('for one of several identities opens by their file', async () => {
    const file = `${await generateX25519Identity()}\n${identity.toLowerCase()}\n`;
    expect(await open(byRecipient, { identity: file })).toEqual(CARD);
  });

  test('cut or changed anywhere behind its first line, it gives nothing', async () => {
    const line = byRecipient.indexOf(10) + 1;
    for (let at = line; at < byRecipient.length; at += 3) {
      expect(['sealed-card-damaged', 'sealed-card-other-identity']).toContain(
        await codeOf(open(byRecipient.slice(0, at), { identity })),
      );
      const changed = byRecipient.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(['sealed-card-damaged', 'sealed-card-other-identity']).toContain(
        await codeOf(open(changed, { identity })),
      );
    }
  });
});
