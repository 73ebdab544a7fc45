import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import vectors from '../../../test-vectors/vectors.json';
import type { SecretKind } from '../custody/model';
import { Vault } from '../custody/vault/vault';
import { generateKeyPair, parsePublicKey } from '../formats/site-key';
import { sealTspepk01 } from '../formats/tspepk01';
import { fittingEntries, NOTHING_FITS } from './vault-fitting';

const archive = (name: string) => resolve('test-vectors', name);
const signal = new AbortController().signal;
let folder: string;
let vault: Vault;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-fitting-'));
  vault = await Vault.create(folder, {
    passphrase: null,
    sealer: { seal: async (bytes) => bytes.slice(), open: async (bytes) => bytes.slice() },
  });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const add = (kind: SecretKind, secret: string) =>
  vault.add({ kind, label: secret.slice(0, 12), bytes: new TextEncoder().encode(secret) });
const fitting = (path: string) => fittingEntries(path, vault, signal);

describe('what in a vault opens an archive', () => {
  test('is the private key of its site among others, whichever was added first', async () => {
    await add('site-key', generateKeyPair().privateText);
    const key = await add('site-key', vectors.keys.site.private);
    await add('site-key', vectors.keys.other.private);
    await add('text', vectors.keys.site.private);
    expect(await fitting(archive('portal-full.zip.enc'))).toEqual({ ...NOTHING_FITS, key });
  });

  test.each(['portal-full.tspenc01.enc', 'portal-full.tspb1.enc', 'portal-full.tspb2.enc'])(
    'is the passphrase of %s',
    async (name) => {
      await add('passphrase', 'not this one');
      const passphrase = await add('passphrase', vectors.passphrase);
      expect(await fitting(archive(name))).toEqual({ ...NOTHING_FITS, passphrase });
    },
  );

  test.each([
    ['proisp_full_20260101_020000.proisp.bak', vectors.proxpanel.db_password],
    ['proisp_full_20260514_140530.proisp.bak', vectors.proxpanel.db_password],
    ['tenant_42_20260515_020000.proisp.bak', vectors.proxpanel.tenant_db_password],
  ])('is the database password of %s, without a license key where the header says it', async (name, password) => {
    await add('database-password', 'not this one');
    await add('license-key', vectors.proxpanel.license_key);
    const databasePassword = await add('database-password', password);
    expect(await fitting(archive(name))).toEqual({ ...NOTHING_FITS, databasePassword });
  });

  test('is the license key as well where the header does not say it', async () => {
    const bytes = await readFile(archive('proisp_full_20260514_140530.proisp.bak'));
    const line = `LICENSE_KEY=${vectors.proxpanel.license_key}\n`;
    const at = bytes.indexOf(line);
    const path = join(folder, 'unknown.proisp.bak');
    await writeFile(
      path,
      Buffer.concat([bytes.subarray(0, at), Buffer.from('LICENSE_KEY=UNKNOWN\n'), bytes.subarray(at + line.length)]),
    );
    const databasePassword = await add('database-password', vectors.proxpanel.db_password);
    expect(await fitting(path)).toEqual(NOTHING_FITS);
    await add('license-key', 'PROXP-OTHER');
    const licenseKey = await add('license-key', vectors.proxpanel.license_key);
    expect(await fitting(path)).toEqual({ ...NOTHING_FITS, databasePassword, licenseKey });
  });

  test('is the license key alone where the key was made of it', async () => {
    await add('database-password', 'not this one');
    await add('license-key', 'PROXP-OTHER');
    const licenseKey = await add('license-key', vectors.proxpanel.license_key);
    expect(await fitting(archive('proisp_full_20251210_101500.proisp.bak'))).toEqual({ ...NOTHING_FITS, licenseKey });
  });

  test('is the one that authenticates contents of no known kind, and none that does not', async () => {
    const pair = generateKeyPair();
    const path = join(folder, 'unknown.enc');
    const sealed: Uint8Array[] = [];
    const plain = (async function* () {
      yield randomBytes(20_000);
    })();
    for await (const piece of sealTspepk01(plain, parsePublicKey(pair.publicText).raw))
      sealed.push(Uint8Array.from(piece));
    await writeFile(path, Buffer.concat(sealed));
    await add('site-key', vectors.keys.other.private);
    expect(await fitting(path)).toEqual(NOTHING_FITS);
    const key = await add('site-key', pair.privateText);
    expect(await fitting(path)).toEqual({ ...NOTHING_FITS, key });
  });

  test('is nothing for an archive of another key, one that needs none, and one that is none', async () => {
    await add('site-key', vectors.keys.other.private);
    expect(await fitting(archive('portal-full.zip.enc'))).toEqual(NOTHING_FITS);
    expect(await fitting(archive('portal-full.zip'))).toEqual(NOTHING_FITS);
    expect(await fitting(archive('vectors.json'))).toEqual(NOTHING_FITS);
    expect(await fitting(archive('no such file'))).toEqual(NOTHING_FITS);
    expect(await fitting(archive('bad-truncated-header.enc'))).toEqual(NOTHING_FITS);
  });
});
