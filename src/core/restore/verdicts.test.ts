import { createCipheriv, createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { handMadeTar } from '../../../test-support/proof/hand-made-tar';
import { handMadeZip } from '../../../test-support/proof/hand-made-zip';
import { openVector } from '../../../test-support/proof/vectors';
import { openForBrowsing } from '../browse/open';
import { runDrill } from '../drill/drill';
import { shortOfProven } from '../drill/model';
import { type Failure, toFailure } from '../errors';
import { generateKeyPair, parsePublicKey } from '../formats/site-key';
import { sealTspepk01 } from '../formats/tspepk01';
import { PauseGate } from './job';
import { type Accepts, ONLY_PROVEN } from './model';
import { openArchive, verifyArchive } from './open';

/** What each kind of contents ends as, by what its seal or its name promises: the table of docs/verdicts.md. */

const root = mkdtempSync(join(tmpdir(), 'salvor-verdicts-'));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
beforeEach(() => {
  rmSync(join(root, 'one'), { recursive: true, force: true });
  mkdirSync((folder = join(root, 'one')));
});

const site = generateKeyPair();
const PASSWORD = 's3cr3t-db-Pä55';
const context = () => ({ signal: new AbortController().signal, pause: new PauseGate(), report: () => undefined });

async function portalSealed(plain: Buffer): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  const once = (async function* () {
    yield plain;
  })();
  for await (const piece of sealTspepk01(once, parsePublicKey(site.publicText).raw)) pieces.push(piece);
  return Buffer.concat(pieces);
}

function panelSealed(plain: Buffer): Buffer {
  const key = createHash('sha256').update(PASSWORD).update('ProxPanel-Backup-Encryption-2024').digest();
  const cipher = createCipheriv('aes-256-gcm', key, Buffer.alloc(12, 7));
  return Buffer.concat([
    Buffer.from('PROXPANEL_ENCRYPTED_BACKUP_V1\n'),
    Buffer.alloc(12, 7),
    cipher.update(plain),
    cipher.final(),
    cipher.getAuthTag(),
  ]);
}

interface Given {
  name: string;
  bytes: Buffer;
  key?: string;
  databasePasswords?: string[];
  passphrase?: string;
  licenseKey?: string;
  accepts?: Accepts;
}

/** The verdict, or the failure, of the same archive verified, opened and drilled; opening must leave what it says. */
async function ends({
  name,
  bytes,
  key = '',
  databasePasswords = [],
  accepts = ONLY_PROVEN,
  ...others
}: Given): Promise<unknown> {
  const source = join(folder, name);
  writeFileSync(source, bytes);
  const request = { source, key: key === '' ? null : key, databasePasswords, ...others, scope: 'full' as const };
  const failure = (error: unknown): Failure => toFailure(error);
  const verified = await verifyArchive({ ...request, accepts }, context()).then(({ verdict }) => verdict, failure);
  const destination = join(folder, 'out.zip');
  const opened = await openArchive({ ...request, accepts, destination, overwrite: false }, context()).then(
    ({ verdict }) => verdict,
    failure,
  );
  expect(readdirSync(folder).sort()).toEqual(typeof opened === 'string' ? [name, 'out.zip'].sort() : [name]);
  const drill = await runDrill({ kind: 'file', ...request }, { operator: 'Ada', version: '1' }, context());
  const drilled = shortOfProven(drill) ?? drill.outcome.verdict;
  return { verified, opened, drilled };
}

const everywhere = (end: unknown) => ({ verified: end, opened: end, drilled: end });
/** Browsed, it is shown as what it is; written or counted as a success it is not. */
const authenticOnly = (seen: string) => {
  const refusal = { code: 'authentic-only', params: { found: seen } };
  return { verified: 'authentic-only', opened: refusal, drilled: refusal };
};
const notAZip = (seen: string) => everywhere({ code: 'payload-not-a-zip', params: { found: seen } });
const notADump = (seen: string) => everywhere({ code: 'payload-not-a-dump', params: { found: seen } });

const HTML = Buffer.from('<html><body>502 Bad Gateway</body></html>\n');
const ERROR = Buffer.from(
  'pg_dump: error: connection to server failed: FATAL: password authentication failed for user "app"\n',
);
const XZ = Buffer.from('fd377a585a000004e6d6b446', 'hex');
const EXPORT = openVector('portal-full.zip.enc');
const DUMP = readFileSync('test-vectors/tenant_acme.dump');

describe('sealed for a portal', () => {
  test.each([
    ['a web page', HTML, notAZip('html')],
    ['an error message', ERROR, notAZip('error-text')],
    [
      'a zip with line breaks in front',
      Buffer.concat([Buffer.from('\r\n'), handMadeZip([{ name: 'a', data: Buffer.from('b') }])]),
      notAZip('bytes-before-zip'),
    ],
    ['a database dump', DUMP, notAZip('postgresql-dump')],
    ['a packed database dump', gzipSync(DUMP), notAZip('postgresql-dump')],
    ['a tar', handMadeTar([{ name: 'tsp.db', data: 'x' }]), notAZip('tar')],
    ['what another program packed', XZ, authenticOnly('xz')],
    ['bytes of no known kind', Buffer.from([1, 2, 3, 0, 255, 254]), authenticOnly('binary')],
  ])('%s', async (_what, plain, end) => {
    expect(await ends({ name: 'tsp-export.zip.enc', bytes: await portalSealed(plain), key: site.privateText })).toEqual(
      end,
    );
  });

  test('is written all the same where that was asked for, and never counts as a drill', async () => {
    const bytes = await portalSealed(XZ);
    const accepts = { ...ONLY_PROVEN, authenticOnly: true };
    expect(await ends({ name: 'a.enc', bytes, key: site.privateText, accepts })).toMatchObject({
      opened: 'authentic-only',
      drilled: { code: 'authentic-only' },
    });
    expect(readFileSync(join(folder, 'out.zip'))).toEqual(XZ);
  });
});

describe('sealed for a panel', () => {
  test.each([
    ['a web page', HTML, notADump('html')],
    ['an error message', ERROR, notADump('error-text')],
    ['a zip without a dump', handMadeZip([{ name: 'a.txt', data: Buffer.from('b') }]), notADump('zip')],
    ['a tar without a dump', handMadeTar([{ name: 'a.txt', data: 'b' }]), notADump('tar')],
    [
      'a later version of pg_dump',
      Buffer.from('PGDMP\x01\x20\x00\x04\x08\x01 and more', 'latin1'),
      authenticOnly('newer-dump'),
    ],
    ['what another program packed', XZ, authenticOnly('xz')],
  ])('%s', async (_what, plain, end) => {
    expect(await ends({ name: 'any-name', bytes: panelSealed(plain), databasePasswords: [PASSWORD] })).toEqual(end);
  });
});

describe('not sealed', () => {
  test.each([
    [
      'an error message under the name of a dump',
      'vaultterm-2026-11-29.sql.gz',
      gzipSync(ERROR),
      notADump('error-text'),
    ],
    ['a web page under the name of a dump', 'nightly.dump.gz', gzipSync(HTML), notADump('html')],
    [
      'SQL that makes nothing, under the name of a dump',
      'nightly.sql.gz',
      gzipSync(Buffer.from('SET client_min_messages = warning;\nSELECT 1;\n')),
      notADump('sql-without-tables'),
    ],
    [
      'a text under a name that promises nothing',
      'notes.gz',
      gzipSync(Buffer.from('milk, bread\n')),
      authenticOnly('text'),
    ],
    ['a dump that is one', 'tenant.dump', DUMP, everywhere('proven-with-warnings')],
    [
      'files of no known system',
      'photos.tar',
      handMadeTar([{ name: 'a.txt', data: 'b' }]),
      everywhere('proven-with-warnings'),
    ],
  ])('%s', async (_what, name, bytes, end) => {
    expect(await ends({ name, bytes })).toEqual(end);
  });

  test.each<[string, Partial<Given>]>([
    ['key', { key: site.privateText }],
    ['passphrase', { passphrase: 'correct horse battery' }],
    ['database password', { databasePasswords: [PASSWORD] }],
    ['license key', { licenseKey: 'ABCD-1234' }],
  ])('is refused to someone who gives a %s, unless that is accepted', async (_given, secrets) => {
    const archive = { name: 'export.zip', bytes: EXPORT, ...secrets };
    expect(await ends(archive)).toEqual(everywhere({ code: 'not-sealed', params: {} }));
    const accepts = { ...ONLY_PROVEN, unsealed: true };
    const accepted = {
      verified: 'proven-with-warnings',
      opened: 'proven-with-warnings',
      drilled: { code: 'not-sealed', params: {} },
    };
    expect(await ends({ ...archive, accepts })).toEqual(accepted);
    const browsed = { source: join(folder, 'export.zip'), key: null, ...secrets };
    await expect(openForBrowsing(browsed, context())).rejects.toMatchObject({ failure: { code: 'not-sealed' } });
    await (await openForBrowsing({ ...browsed, accepts }, context())).close();
  });
});
