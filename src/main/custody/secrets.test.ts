import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LONGEST_SECRET } from '../../core/custody/secret-file';
import { SalvorError } from '../../core/errors';
import { generateKeyPair } from '../../core/formats/site-key';
import type { ArchiveSecretKind } from '../../shared/ipc/secret-calls';
import { Keys } from './keys';
import { HeldSecrets } from './secrets';

const none = { key: null, passphrase: null, databasePasswords: [], licenseKey: null, tenantId: null };

function code(work: () => unknown): string {
  try {
    work();
    return 'nothing failed';
  } catch (error) {
    return error instanceof SalvorError ? error.failure.code : String(error);
  }
}

describe('secrets', () => {
  test('are kept as they are typed; only a license key has no space around it', () => {
    const secrets = new HeldSecrets();
    expect(secrets.text(secrets.hold('passphrase', '  two words \n'), 'passphrase')).toBe('  two words \n');
    expect(secrets.text(secrets.hold('database-password', ' x '), 'database-password')).toBe(' x ');
    expect(secrets.text(secrets.hold('license-key', ' PROXP-1 \n'), 'license-key')).toBe('PROXP-1');
  });

  test('are known outside by tokens that say nothing of them, and stand for one kind only', () => {
    const secrets = new HeldSecrets();
    const token = secrets.hold('passphrase', 'open sesame');
    expect(token).not.toContain('sesame');
    expect(code(() => secrets.text(token, 'database-password'))).toBe('database-password-needed');
    expect(code(() => secrets.text(token, 'license-key'))).toBe('password-or-license-needed');
    expect(code(() => secrets.text('open sesame', 'passphrase'))).toBe('passphrase-needed');
  });

  test('are forgotten when they are dropped, and no others', () => {
    const secrets = new HeldSecrets();
    const [dropped, kept] = [secrets.hold('passphrase', 'one'), secrets.hold('passphrase', 'two')];
    secrets.forget(dropped);
    expect(code(() => secrets.text(dropped, 'passphrase'))).toBe('passphrase-needed');
    expect(secrets.text(kept, 'passphrase')).toBe('two');
  });

  test('are forgotten after an hour without use', () => {
    let now = 0;
    const secrets = new HeldSecrets(() => now);
    const token = secrets.hold('passphrase', 'open sesame');
    now = 59 * 60 * 1000;
    expect(secrets.text(token, 'passphrase')).toBe('open sesame');
    now += 60 * 60 * 1000;
    expect(code(() => secrets.text(token, 'passphrase'))).toBe('passphrase-needed');
  });

  test('are gathered for one archive, without what was not given', () => {
    const secrets = new HeldSecrets();
    const keys = new Keys();
    const { privateText } = generateKeyPair();
    expect(secrets.texts(none, keys)).toEqual({ key: null, databasePasswords: [] });
    const given = {
      key: keys.hold(privateText, false, 'paste').token,
      passphrase: secrets.hold('passphrase', 'p'),
      databasePasswords: [secrets.hold('database-password', 'a'), secrets.hold('database-password', 'b')],
      licenseKey: secrets.hold('license-key', 'l'),
      tenantId: ' 42 ',
    };
    expect(secrets.texts(given, keys)).toEqual({
      key: privateText,
      passphrase: 'p',
      databasePasswords: ['a', 'b'],
      licenseKey: 'l',
      tenantId: '42',
    });
    expect(code(() => secrets.texts({ ...none, key: given.passphrase }, keys))).toBe('key-needed');
  });
});

describe('a secret from a file', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'salvor-secrets-'));
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  test.each<[string, string | Buffer, ArchiveSecretKind, string]>([
    ['one line break', 'open sesame\n', 'passphrase', 'open sesame'],
    ['one line break of Windows', 'open sesame\r\n', 'passphrase', 'open sesame'],
    ['no more than one', 'open sesame\n\n', 'database-password', 'open sesame\n'],
    ['no space', ' open sesame ', 'passphrase', ' open sesame '],
    ['a byte order mark', '\u{feff}ünïcödé\n', 'passphrase', 'ünïcödé'],
    ['the encoding of PowerShell', Buffer.from('\u{feff}ünïcödé\r\n', 'utf16le'), 'passphrase', 'ünïcödé'],
  ])('loses %s', async (_what, content, kind, expected) => {
    const secrets = new HeldSecrets();
    await writeFile(join(folder, 'secret.txt'), content);
    const { token, source } = await secrets.holdFile(kind, join(folder, 'secret.txt'));
    expect([source, secrets.text(token, kind)]).toEqual(['secret.txt', expected]);
  });

  test.each([
    ['is empty', '\n', 'passphrase-needed'],
    ['is far too long', 'x'.repeat(LONGEST_SECRET + 1), 'key-file-unreadable'],
  ])('that %s is refused', async (_what, content, expected) => {
    await writeFile(join(folder, 'secret.txt'), content);
    await expect(new HeldSecrets().holdFile('passphrase', join(folder, 'secret.txt'))).rejects.toMatchObject({
      failure: { code: expected },
    });
  });
});
