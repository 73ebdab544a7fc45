import { createCipheriv, createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { handMadeTar } from '../../../test-support/proof/hand-made-tar';
import { handMadeZip } from '../../../test-support/proof/hand-made-zip';
import { portalEntries } from '../../../test-support/proof/portal-export';
import { toFailure } from '../errors';
import { PauseGate } from './job';
import { openArchive, verifyArchive } from './open';

const PASSWORD = 'a database password';
const custom = readFileSync('test-vectors/tenant_acme.dump');
const plain = readFileSync('test-vectors/tenant_acme.sql');
const ROWS = [
  { schema: 'tenant_acme', name: 'sessions', rows: 2000 },
  { schema: 'tenant_acme', name: 'subscribers', rows: 500 },
];

const root = mkdtempSync(join(tmpdir(), 'salvor-dumps-'));
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
});
afterAll(() => rmSync(root, { recursive: true }));

/** A ProxPanel backup of version 1 around a payload. */
function sealed(payload: Buffer): Buffer {
  const key = createHash('sha256').update(PASSWORD).update('ProxPanel-Backup-Encryption-2024').digest();
  const nonce = Buffer.alloc(12, 7);
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([
    Buffer.from('PROXPANEL_ENCRYPTED_BACKUP_V1\n'),
    nonce,
    cipher.update(payload),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

const context = () => ({ signal: new AbortController().signal, pause: new PauseGate(), report: () => undefined });

function request(bytes: Buffer) {
  const source = join(folder, 'source');
  writeFileSync(source, bytes);
  return {
    source,
    key: null,
    databasePasswords: [PASSWORD],
    scope: 'full' as const,
    accepts: { authenticOnly: false, unsealed: true },
  };
}

const verified = (bytes: Buffer) =>
  verifyArchive(request(bytes), context()).then(
    (result) => ({ result }),
    (error: unknown) => ({ failure: toFailure(error) }),
  );

describe("what a tenant's backup may hold", () => {
  const dump = { kind: 'postgresql-dump', tables: ROWS };
  test.each([
    ['a custom dump', custom, dump],
    ['plain SQL', plain, dump],
    ['packed SQL', gzipSync(plain), dump],
    [
      'a tar',
      handMadeTar([{ name: 'db.dump', data: custom }]),
      { kind: 'files', container: 'tar', dumps: [{ entry: 'db.dump', dump }] },
    ],
    [
      'a packed tar',
      gzipSync(handMadeTar([{ name: 'db.sql', data: plain }])),
      { kind: 'files', container: 'tar', dumps: [{ entry: 'db.sql', dump }] },
    ],
    [
      'a zip',
      handMadeZip([
        { name: 'db.sql', data: plain },
        { name: 'config.json', data: Buffer.from('{}') },
      ]),
      { kind: 'files', container: 'zip', dumps: [{ entry: 'db.sql', dump }] },
    ],
  ])('%s', async (_name, payload, facts) => {
    expect(await verified(sealed(payload))).toMatchObject({ result: { proof: { facts } } });
    const destination = join(folder, 'out');
    const opened = await openArchive({ ...request(sealed(payload)), destination, overwrite: false }, context());
    expect(opened.proof.facts).toMatchObject(facts);
    expect(readdirSync(folder).sort()).toEqual(['out', 'source']);
  });

  test('a portal’s export is no backup of a panel, and a zip outside of one must be an export', async () => {
    const zip = handMadeZip(portalEntries());
    expect(await verified(sealed(zip))).toMatchObject({
      failure: { code: 'payload-not-a-dump', params: { found: 'zip' } },
    });
    expect(await verified(zip)).toMatchObject({ result: { proof: { facts: { kind: 'portal-export' } } } });
    expect(await verified(handMadeZip([{ name: 'db.sql', data: plain }]))).toMatchObject({
      failure: { code: 'entry-missing' },
    });
  });

  test.each([
    ['a custom dump that was cut before it was sealed', custom.subarray(0, -50), 'cut-short'],
    ['plain SQL that was cut before', plain.subarray(0, 70_000), 'cut-short'],
    ['a tar that was cut before', handMadeTar([{ name: 'db.dump', data: custom }]).subarray(0, -1024), 'cut-short'],
    [
      'a message that a program wrote among SQL',
      Buffer.from(plain.toString().replace('SET lock_timeout', 'pg_dump: warning: something;\nSET lock_timeout')),
      'dump-damaged',
    ],
    ['a zip with a cut dump', handMadeZip([{ name: 'db.sql', data: plain.subarray(0, 9000) }]), 'dump-damaged'],
    ['a zip with a hostile name', handMadeZip([{ name: '../db.sql', data: plain }]), 'entry-name-hostile'],
  ])('%s', async (_name, payload, code) => {
    expect(await verified(sealed(payload))).toMatchObject({ failure: { code } });
  });
});

describe('a backup that was damaged after it was sealed', () => {
  test.each([
    ['a custom dump', custom],
    ['plain SQL', plain],
  ])('%s: cut differs from altered', async (_name, payload) => {
    const whole = sealed(payload);
    expect(await verified(whole.subarray(0, -3000))).toMatchObject({ failure: { code: 'cut-short' } });
    const changed = Buffer.from(whole);
    changed[whole.length - 1] = (changed[whole.length - 1] ?? 0) ^ 1;
    expect(await verified(changed)).toMatchObject({ failure: { code: 'altered' } });
    const inside = Buffer.from(whole);
    inside[whole.length - 2000] = (inside[whole.length - 2000] ?? 0) ^ 1;
    expect(await verified(inside)).toMatchObject({ failure: { code: 'altered' } });
  });
});
