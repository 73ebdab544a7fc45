import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { generateKeyPair } from '../../formats/site-key';
import { sealVault } from './body';
import { decodeVault } from './file-format';
import { raw, type Sealer } from './sealing';
import { MOST_ENTRIES, Vault } from './vault';

const PASSPHRASE = 'harbour lantern quiet seven';
const keystore = xorKeystore(0x5a);
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-vault-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** A keystore of another machine is one of another number. */
function xorKeystore(number: number): Sealer {
  const turned = (bytes: Uint8Array) => bytes.map((byte) => byte ^ number);
  return {
    seal: async (bytes) => Uint8Array.of(number, ...turned(bytes)),
    open: async (sealed) => (sealed[0] === number ? turned(sealed.subarray(1)) : null),
  };
}

const text = (value: string) => new TextEncoder().encode(value);
const file = () => join(folder, 'vault.salvor');
const code = (run: Promise<unknown>) =>
  run.then(
    () => 'nothing failed',
    (error: { failure?: { code: string } }) => error.failure?.code ?? String(error),
  );

describe('a vault', () => {
  test('gives back byte for byte what was put in, after it was closed and opened again', async () => {
    const { privateText, fingerprint } = generateKeyPair();
    const binary = Uint8Array.from({ length: 70_000 }, (_, index) => (index * 7) % 256);
    const vault = await Vault.create(folder, { passphrase: PASSPHRASE, sealer: null });
    const key = await vault.add({ kind: 'site-key', label: 'Harbour', bytes: text(` ${privateText}\n`) });
    const phrase = await vault.add({ kind: 'passphrase', label: 'Portal', bytes: text('  with spaces ') });
    const blob = await vault.add({ kind: 'file', label: 'token.bin', bytes: binary, note: 'of the router' });
    vault.lock();

    const again = await Vault.open(folder, { passphrase: PASSPHRASE });
    expect(new TextDecoder().decode(again.reveal(key))).toBe(privateText);
    expect(new TextDecoder().decode(again.reveal(phrase))).toBe('  with spaces ');
    expect(again.reveal(blob)).toEqual(binary);
    expect(again.entries().map(({ label, kind, note, lastOpened }) => [label, kind, note, lastOpened])).toEqual([
      ['Harbour', 'site-key', '', null],
      ['Portal', 'passphrase', '', null],
      ['token.bin', 'file', 'of the router', null],
    ]);
    expect(again.entries()[0]?.fingerprint).toBe(fingerprint);
  });

  test('names a secret without a public half at random, never by a hash of it', async () => {
    const prints = new Set<string>();
    for (const name of ['a', 'b']) {
      const vault = await Vault.create(join(folder, name), { passphrase: null, sealer: keystore });
      await vault.add({ kind: 'passphrase', label: 'x', bytes: text('the very same') });
      prints.add(vault.entries()[0]?.fingerprint ?? '');
    }
    expect(prints.size).toBe(2);
  });

  test('opens by each of its sealings and by nothing else', async () => {
    await Vault.create(folder, { passphrase: PASSPHRASE, sealer: keystore });
    expect((await Vault.open(folder, { passphrase: PASSPHRASE })).sealings).toEqual(['keystore', 'passphrase']);
    expect((await Vault.open(folder, { sealer: keystore })).locked).toBe(false);
    expect(await code(Vault.open(folder, { passphrase: `${PASSPHRASE} ` }))).toBe('vault-wrong-passphrase');
    expect(await code(Vault.open(folder, { sealer: xorKeystore(3) }))).toBe('vault-keystore-other');
  });

  test('takes a passphrase in whichever form a keyboard composes it', async () => {
    await Vault.create(folder, { passphrase: 'caf\u{e9} caf\u{e9} caf\u{e9}', sealer: null });
    expect((await Vault.open(folder, { passphrase: 'cafe\u{301} cafe\u{301} cafe\u{301}' })).locked).toBe(false);
  });

  test('is never made without a sealing, with a short passphrase, or over another', async () => {
    expect(await code(Vault.create(folder, { passphrase: null, sealer: null }))).toBe('vault-passphrase-needed');
    expect(await code(Vault.create(folder, { passphrase: 'nine char', sealer: keystore }))).toBe(
      'vault-passphrase-short',
    );
    await Vault.create(folder, { passphrase: null, sealer: keystore });
    expect(await code(Vault.create(folder, { passphrase: null, sealer: keystore }))).toBe('vault-exists');
    expect(await code(Vault.open(folder, { passphrase: PASSPHRASE }))).toBe('vault-keystore-needed');
  });

  test('keeps nothing in reach once it is locked', async () => {
    const vault = await Vault.create(folder, { passphrase: null, sealer: keystore });
    const id = await vault.add({ kind: 'text', label: 'x', bytes: text('open sesame') });
    vault.lock();
    expect(vault.locked).toBe(true);
    expect(() => vault.reveal(id)).toThrow('vault-locked');
    expect(() => vault.entries()).toThrow('vault-locked');
    expect(await code(vault.add({ kind: 'text', label: 'y', bytes: text('more') }))).toBe('vault-locked');
  });

  test('refuses what it holds already, what is no such secret, and what is too much', async () => {
    const vault = await Vault.create(folder, { passphrase: null, sealer: keystore });
    const { privateText, publicText } = generateKeyPair();
    await vault.add({ kind: 'site-key', label: 'first', bytes: text(privateText) });
    const add = (kind: 'site-key' | 'dev-master-key' | 'text' | 'file', value: string) =>
      code(vault.add({ kind, label: 'second', bytes: text(value) }));
    expect(await add('site-key', `${privateText}\r\n`)).toBe('vault-duplicate');
    expect(await add('site-key', publicText)).toBe('key-is-public');
    expect(await add('site-key', privateText.slice(0, -1))).toBe('key-malformed');
    expect(await add('dev-master-key', 'ab'.repeat(31))).toBe('master-key-malformed');
    expect(await add('text', '')).toBe('vault-secret-empty');
    expect(await add('file', 'x'.repeat(1024 * 1024 + 1))).toBe('vault-secret-too-large');
    expect(vault.entries()).toHaveLength(1);
    expect(MOST_ENTRIES).toBeGreaterThan(1000);
  });

  test('takes no more entries than it can hold', async () => {
    const empty = await Vault.create(folder, { passphrase: null, sealer: keystore });
    const [id] = [await empty.add({ kind: 'text', label: 'x', bytes: text('0') })];
    const [view] = empty.entries();
    if (view === undefined) throw new Error(`no entry ${id}`);
    const decoded = decodeVault(await readFile(file()));
    if (decoded.state !== 'whole') throw new Error('not whole');
    const { vault, wraps } = decoded.file.header;
    const [wrap] = wraps;
    const dataKey = await keystore.open(raw(wrap?.sealed ?? ''));
    const entries = Array.from({ length: MOST_ENTRIES }, (_, at) => ({ view, secret: text(String(at % 10)) }));
    await writeFile(file(), sealVault({ entries, logbook: null }, dataKey ?? new Uint8Array(), { vault, wraps }));
    const full = await Vault.open(folder, { sealer: keystore });
    expect(await code(full.add({ kind: 'text', label: 'y', bytes: text('one more') }))).toBe('vault-full');
    expect(full.entries()).toHaveLength(MOST_ENTRIES);
  });

  test('notes what a secret opened, once for each, newest last', async () => {
    const vault = await Vault.create(folder, { passphrase: null, sealer: keystore });
    const id = await vault.add({
      kind: 'text',
      label: 'x',
      bytes: text('open sesame'),
      opens: [{ what: 'typed by hand' }],
    });
    await vault.noteOpened(id, 'Harbour', new Date('2026-01-01T00:00:00Z'));
    await vault.noteOpened(id, 'Lantern', new Date('2026-01-02T00:00:00Z'));
    await vault.noteOpened(id, 'Harbour', new Date('2026-01-03T00:00:00Z'));
    const [entry] = (await Vault.open(folder, { sealer: keystore })).entries();
    expect(entry?.opens.map(({ what }) => what)).toEqual(['typed by hand', 'Lantern', 'Harbour']);
    expect(entry?.lastOpened).toBe('2026-01-03T00:00:00.000Z');
  });

  test('takes in what another process added, and makes its own change to that', async () => {
    const ours = await Vault.create(folder, { passphrase: null, sealer: keystore });
    const theirs = await Vault.open(folder, { sealer: keystore });
    await theirs.add({ kind: 'text', label: 'theirs', bytes: text('1') });
    await ours.add({ kind: 'text', label: 'ours', bytes: text('2') });
    await theirs.refresh();
    expect(theirs.entries().map(({ label }) => label)).toEqual(['theirs', 'ours']);
    await Promise.all(
      Array.from({ length: 8 }, (_, index) =>
        (index % 2 === 0 ? ours : theirs).add({ kind: 'text', label: `${index}`, bytes: text(`n${index}`) }),
      ),
    );
    expect((await Vault.open(folder, { sealer: keystore })).entries()).toHaveLength(10);
  });

  test('opens by nothing old once it is sealed again, nor does its predecessor', async () => {
    const vault = await Vault.create(folder, { passphrase: PASSPHRASE, sealer: keystore });
    const other = await Vault.open(folder, { sealer: keystore });
    const id = await vault.add({ kind: 'text', label: 'x', bytes: text('open sesame') });
    await vault.reseal({ passphrase: 'another one altogether', sealer: null });
    expect(new TextDecoder().decode(vault.reveal(id))).toBe('open sesame');
    expect(await code(Vault.open(folder, { passphrase: PASSPHRASE }))).toBe('vault-wrong-passphrase');
    expect(await code(Vault.open(folder, { sealer: keystore }))).toBe('vault-passphrase-needed');
    expect(await readFile(`${file()}.previous`)).toEqual(await readFile(file()));
    expect(await code(other.refresh())).toBe('vault-changed');
    expect(other.locked).toBe(true);
    expect((await Vault.open(folder, { passphrase: 'another one altogether' })).entries()).toHaveLength(1);
  });

  test('leaves its secrets on the disk in no readable form', async () => {
    const secrets = [
      generateKeyPair().privateText,
      'correct horse battery staple',
      'f'.repeat(32) + '0123456789abcdef'.repeat(2),
    ];
    const vault = await Vault.create(folder, { passphrase: PASSPHRASE, sealer: keystore });
    await vault.add({ kind: 'site-key', label: 'k', bytes: text(secrets[0] ?? '') });
    await vault.add({ kind: 'passphrase', label: 'p', bytes: text(secrets[1] ?? '') });
    await vault.add({ kind: 'dev-master-key', label: 'm', bytes: text(secrets[2] ?? '') });
    const names = await readdir(folder);
    expect(names.sort()).toEqual(['vault.salvor', 'vault.salvor.previous']);
    const written = Buffer.concat(await Promise.all(names.map((name) => readFile(join(folder, name)))));
    for (const secret of [...secrets, PASSPHRASE]) {
      const rawKey = secret.startsWith('tspsk_') ? Buffer.from(secret.slice(6), 'base64url') : Buffer.from(secret);
      for (const bytes of [Buffer.from(secret), rawKey, Buffer.from(secret.slice(0, 16))]) {
        for (const form of [
          bytes,
          bytes.toString('hex'),
          bytes.toString('base64').replace(/=+$/, ''),
          bytes.toString('base64url'),
        ])
          expect(written.indexOf(form)).toBe(-1);
      }
    }
  });
});

describe('a vault file that is not what was written', () => {
  test('is not taken for a wrong passphrase, wherever it was cut', async () => {
    await Vault.create(folder, { passphrase: null, sealer: keystore });
    const whole = await readFile(file());
    for (let length = 0; length < whole.length; length += 1) {
      await writeFile(file(), whole.subarray(0, length));
      expect(await code(Vault.open(folder, { sealer: keystore }))).toBe('vault-damaged');
    }
    await writeFile(file(), Buffer.concat([whole, Buffer.of(0)]));
    expect(await code(Vault.open(folder, { sealer: keystore }))).toBe('vault-damaged');
  });

  test('is not taken for a wrong passphrase, whichever byte was altered', async () => {
    await Vault.create(folder, { passphrase: null, sealer: keystore });
    const whole = await readFile(file());
    for (let at = 0; at < whole.length; at += 1) {
      const altered = Buffer.from(whole);
      altered[at] = (altered[at] ?? 0) ^ (1 << (at % 8));
      await writeFile(file(), altered);
      expect(await code(Vault.open(folder, { sealer: keystore }))).toBe('vault-damaged');
    }
  });

  test('gives way to its predecessor, and is kept beside it', async () => {
    const vault = await Vault.create(folder, { passphrase: null, sealer: keystore });
    await vault.add({ kind: 'text', label: 'one', bytes: text('1') });
    await vault.add({ kind: 'text', label: 'two', bytes: text('2') });
    const damaged = (await readFile(file())).subarray(0, 300);
    await writeFile(file(), damaged);
    expect(await Vault.inspect(folder)).toEqual({ state: 'damaged', previous: true });
    // A change to a damaged file is refused rather than written over it.
    expect(await code(vault.add({ kind: 'text', label: 'three', bytes: text('3') }))).toBe('vault-damaged');

    const aside = await Vault.restorePrevious(folder);
    expect((await Vault.open(folder, { sealer: keystore })).entries().map(({ label }) => label)).toEqual(['one']);
    expect(await readFile(aside ?? '')).toEqual(damaged);
    expect(await code(Vault.restorePrevious(folder))).toBe('vault-exists');
  });

  test('never becomes the predecessor itself', async () => {
    const vault = await Vault.create(folder, { passphrase: null, sealer: keystore });
    await vault.add({ kind: 'text', label: 'one', bytes: text('1') });
    const good = await readFile(`${file()}.previous`);
    await writeFile(file(), 'not a vault');
    expect(await code(vault.add({ kind: 'text', label: 'two', bytes: text('2') }))).toBe('vault-damaged');
    expect(await readFile(`${file()}.previous`)).toEqual(good);
  });

  test('that is gone while its predecessor is there is no reason for a new vault', async () => {
    const vault = await Vault.create(folder, { passphrase: null, sealer: keystore });
    await vault.add({ kind: 'text', label: 'one', bytes: text('1') });
    await rm(file());
    expect(await Vault.inspect(folder)).toEqual({ state: 'damaged', previous: true });
    expect(await code(Vault.create(folder, { passphrase: null, sealer: keystore }))).toBe('vault-exists');
    await rm(`${file()}.previous`);
    expect(await Vault.inspect(folder)).toEqual({ state: 'none' });
  });
});
