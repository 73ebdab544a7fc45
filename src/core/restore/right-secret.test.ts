import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { handMadeZip } from '../../../test-support/proof/hand-made-zip';
import type { ByteSource } from '../disk/byte-source';
import { toFailure } from '../errors';
import type { Secrets } from '../formats/format';
import { fileSource } from '../sources/file/file-source';
import { beginDecryption } from './decrypt';
import { PauseGate } from './job';
import { Meter } from './meter';

/** Authentication decides whether a secret is right; what comes out of it only makes that quick. */

const PASSWORD = 's3cr3t-db-Pä55';
const LICENSE = 'PROXP-É7F3';
const ACCENTS = 'pässwörd é';
const SALT = 'ProxPanel-Backup-Encryption-2024';
const OLDER_SALT = 'ProxPanel-AES256-Backup-2024';

/** Bytes of no known kind, longer than anything that is looked at before the end. */
const unknown = randomBytes(50_000);
unknown[0] = 0xc7;
const zip = handMadeZip([{ name: 'a', data: Buffer.alloc(9_000, 'a') }]);

const root = mkdtempSync(join(tmpdir(), 'salvor-right-secret-'));
let folder: string;
let scratch: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  scratch = mkdtempSync(join(root, 'scratch-'));
});
afterAll(() => rmSync(root, { recursive: true }));

function gcmSealed(header: Buffer, key: Buffer, plain: Buffer): Buffer {
  const nonce = Buffer.alloc(12, 7);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([header, nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

const sha256 = (...parts: string[]) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const proxpanel = (key: Buffer, plain: Buffer, header = 'PROXPANEL_ENCRYPTED_BACKUP_V1\n') =>
  gcmSealed(Buffer.from(header), key, plain);
const tspenc01 = (passphrase: string, plain: Buffer) => {
  const salt = Buffer.alloc(16, 3);
  return gcmSealed(
    Buffer.concat([Buffer.from('TSPENC01'), salt]),
    pbkdf2Sync(passphrase, salt, 600_000, 32, 'sha256'),
    plain,
  );
};
function tspb(version: 1 | 2, passphrase: string, plain: Buffer): Buffer {
  const salt = Buffer.alloc(16, 4);
  const key = pbkdf2Sync(passphrase, salt, 480_000, 32, 'sha256');
  const cipher = createCipheriv('aes-128-cbc', key.subarray(16), Buffer.alloc(16));
  const signed = Buffer.concat([
    Buffer.of(0x80),
    Buffer.alloc(8),
    Buffer.alloc(16),
    cipher.update(plain),
    cipher.final(),
  ]);
  const bytes = Buffer.concat([signed, createHmac('sha256', key.subarray(0, 16)).update(signed).digest()]);
  const token = Buffer.from(bytes.toString('base64url').padEnd(Math.ceil(bytes.length / 3) * 4, '='));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(token.length);
  return Buffer.concat([Buffer.from('TSPB'), Buffer.of(version), salt, ...(version === 2 ? [length] : []), token]);
}

/** As an archive comes over a line: once, and from its beginning to its end. */
function lineSource(bytes: Buffer): ByteSource {
  let at = 0;
  return {
    size: bytes.length,
    async next() {
      const piece = bytes.subarray(at, at + 10_000);
      at += piece.length;
      return piece.length === 0 ? null : piece;
    },
    close: async () => {},
  };
}

async function opened(source: ByteSource, secrets: Secrets) {
  const context = { signal: new AbortController().signal, pause: new PauseGate(), report: () => {} };
  try {
    const decryption = await beginDecryption(source, secrets, context, new Meter(context), () => {}, scratch);
    const pieces: Buffer[] = [];
    try {
      await decryption.run((piece) => void pieces.push(Buffer.from(piece)));
    } finally {
      await decryption.close();
    }
    return { plain: Buffer.concat(pieces), derivation: decryption.layers[0]?.opening.derivation };
  } catch (error) {
    return { failure: toFailure(error).code };
  } finally {
    await source.close();
    // Whatever it took is gone.
    expect(readdirSync(scratch)).toEqual([]);
  }
}

const WAYS = {
  'from a file': async (bytes: Buffer) => {
    const path = join(folder, 'archive');
    writeFileSync(path, bytes);
    return fileSource(path);
  },
  'over a line': async (bytes: Buffer) => lineSource(bytes),
};

describe.each(Object.entries(WAYS))('%s', (_way, source) => {
  const open = async (bytes: Buffer, secrets: Secrets) => opened(await source(bytes), secrets);

  test.each([
    ['password-salt', sha256(PASSWORD, SALT)],
    ['salt-password', sha256(SALT, PASSWORD)],
    ['license-password', sha256(LICENSE, PASSWORD)],
    ['license-older-salt', sha256(LICENSE, OLDER_SALT)],
    ['password-older-salt', sha256(PASSWORD, OLDER_SALT)],
  ])('unknown contents open by the one key of several that authenticates them: %s', async (derivation, key) => {
    const secrets = { databasePasswords: ['not this one', PASSWORD], licenseKey: LICENSE };
    for (const plain of [unknown, zip, unknown.subarray(0, 40), Buffer.alloc(0)]) {
      expect(await open(proxpanel(key, plain), secrets)).toEqual({ plain, derivation });
    }
  });

  test('one key is taken as it is, and right or wrong at the end', async () => {
    const bytes = tspenc01('plain words', unknown);
    expect(await open(bytes, { passphrase: 'plain words' })).toMatchObject({ plain: unknown });
    expect(await open(bytes, { passphrase: 'other words' })).toEqual({ failure: 'wrong-passphrase' });
  });

  test('a secret is called wrong only where none of its keys authenticates', async () => {
    expect(await open(proxpanel(sha256('another', SALT), unknown), { databasePasswords: [PASSWORD] })).toEqual({
      failure: 'wrong-database-password',
    });
    expect(await open(proxpanel(sha256(LICENSE, OLDER_SALT), unknown), { databasePasswords: [PASSWORD] })).toEqual({
      failure: 'wrong-database-password',
    });
  });

  test('contents that are known tell a change from a wrong secret', async () => {
    const changed = proxpanel(sha256(PASSWORD, SALT), Buffer.concat([zip, unknown]));
    changed[changed.length - 100] = (changed[changed.length - 100] ?? 0) ^ 1;
    expect(await open(changed, { databasePasswords: [PASSWORD] })).toEqual({ failure: 'altered' });
  });

  test.each([
    ['TSPENC01', tspenc01],
    ['TSPB version 1', (passphrase: string, plain: Buffer) => tspb(1, passphrase, plain)],
    ['TSPB version 2', (passphrase: string, plain: Buffer) => tspb(2, passphrase, plain)],
  ])('a passphrase opens %s in the other Unicode form too', async (_format, seal) => {
    for (const [sealed, typed] of [
      ['NFC', 'NFD'],
      ['NFD', 'NFC'],
    ] as const) {
      for (const plain of [unknown, zip]) {
        const bytes = seal(ACCENTS.normalize(sealed), plain);
        expect(await open(bytes, { passphrase: ACCENTS.normalize(typed) })).toMatchObject({ plain });
        expect(await open(bytes, { passphrase: `${ACCENTS} ` })).toEqual({ failure: 'wrong-passphrase' });
      }
    }
  });

  test('a database password and a license key do as well', async () => {
    const bytes = proxpanel(sha256(LICENSE.normalize('NFD'), PASSWORD.normalize('NFD')), unknown);
    expect(
      await open(bytes, { databasePasswords: [PASSWORD.normalize('NFC')], licenseKey: LICENSE.normalize('NFC') }),
    ).toMatchObject({ plain: unknown });
  });
});

test('the first header of scheduled backups is read, and a license key alone is enough to try', async () => {
  const bytes = proxpanel(sha256(PASSWORD, SALT), unknown, 'PROXPANEL_ENCRYPTED_V1\n');
  expect(await opened(lineSource(bytes), { databasePasswords: [PASSWORD] })).toMatchObject({
    derivation: 'password-salt',
  });
  expect(await opened(lineSource(bytes), { licenseKey: LICENSE })).toEqual({ failure: 'wrong-database-password' });
  expect(await opened(lineSource(bytes), {})).toEqual({ failure: 'password-or-license-needed' });
});

test('a key of plain letters is derived once', async () => {
  const { unicodeForms } = await import('../formats/unicode-forms');
  expect(unicodeForms('plain')).toEqual(['plain']);
  expect(unicodeForms('é'.normalize('NFD'))).toEqual(['é'.normalize('NFD'), 'é'.normalize('NFC')]);
});
