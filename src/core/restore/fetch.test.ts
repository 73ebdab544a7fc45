import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { makeCertificates, type ServerCertificate, type TestCertificates } from '../../../test-support/certificates';
import { type FaultProxy, startFaultProxy } from '../../../test-support/fault-proxy';
import { type Fault, isList, isOneBackup, isPing } from '../../../test-support/faults';
import type { WholeBackup } from '../../../test-support/listing';
import { startTestPractice, type TestPractice } from '../../../test-support/practice';
import { type Failure, toFailure } from '../errors';
import { type FetchRequest, fetchArchive } from './fetch';
import { PauseGate } from './job';
import type { RestoreResult } from './model';

const root = mkdtempSync(join(tmpdir(), 'salvor-fetch-'));
let practice: TestPractice;
let proxy: FaultProxy;
let certificates: TestCertificates;
let backups: WholeBackup[];
let newest: WholeBackup;
let folder: string;
let destination: string;
let key: string;

beforeAll(async () => {
  [practice, certificates] = await Promise.all([startTestPractice(), makeCertificates()]);
  proxy = await startFaultProxy(practice.url);
  backups = await practice.backups(practice.harbour);
  const full = backups.find(({ scope }) => scope === 'full');
  if (full === undefined) throw new Error('the practice site has a whole-site archive');
  newest = full;
  key = await practice.privateKey(practice.harbour);
});
afterAll(async () => {
  await proxy.close();
  await practice.close();
  rmSync(root, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(root, 'case-'));
  destination = join(folder, 'import.zip');
  proxy.setFault(null);
});

function request(change: Partial<FetchRequest> = {}): FetchRequest {
  return {
    address: { url: proxy.url(practice.url), allowHttp: false, authorities: [] },
    apiKey: practice.harbour.apiKey,
    archive: newest.id,
    scope: null,
    key,
    destination,
    overwrite: false,
    expectedFingerprint: practice.harbour.fingerprint,
    // What goes wrong here does so for ever.
    patience: { tries: 0, firstMs: 1, longestMs: 1, stallMs: 30_000 },
    ...change,
  };
}

async function end(
  change: Partial<FetchRequest> = {},
  signal = new AbortController().signal,
): Promise<{ result: RestoreResult } | { failure: Failure }> {
  return fetchArchive(request(change), { signal, pause: new PauseGate(), report: () => {} }).then(
    (result) => ({ result }),
    (error: unknown) => ({ failure: toFailure(error) }),
  );
}

/** The failure of a fetch, after which nothing may be in the folder. */
async function failure(change: Partial<FetchRequest> = {}): Promise<Failure> {
  const ended = await end(change);
  expect(readdirSync(folder)).toEqual([]);
  if ('result' in ended) throw new Error('it succeeded');
  return ended.failure;
}

describe('an archive without a seal', () => {
  const plain = async () =>
    (await practice.backups(practice.lantern)).find(({ client_encrypted }) => !client_encrypted)?.id ?? '';
  const fromLantern = async (change: Partial<FetchRequest> = {}) => ({
    archive: await plain(),
    apiKey: practice.lantern.apiKey,
    expectedFingerprint: null,
    key: null,
    ...change,
  });
  const seals = {
    kind: 'rewrite',
    on: isPing,
    rewrite: (answer: object) => ({ ...answer, require_e2ee: true }),
  } as const;

  test('is taken with a warning where nothing promised one', async () => {
    const ended = await end(await fromLantern());
    expect(ended).toMatchObject({ result: { verdict: 'proven-with-warnings' } });
    expect('result' in ended && ended.result.proof.warnings).toContainEqual({ code: 'not-sealed', params: {} });
  });

  test('is refused where the server says that its archives are sealed, and where a key is given', async () => {
    proxy.setFault(seals);
    expect(await failure(await fromLantern())).toEqual({ code: 'not-sealed', params: {} });
    proxy.setFault(null);
    expect(await failure(await fromLantern({ key: await practice.privateKey(practice.lantern) }))).toEqual({
      code: 'not-sealed',
      params: {},
    });
  });

  test('is taken where a person says so', async () => {
    proxy.setFault(seals);
    expect(await end(await fromLantern({ accepts: { authenticOnly: false, unsealed: true } }))).toMatchObject({
      result: { verdict: 'proven-with-warnings' },
    });
  });
});

describe('what the list of the server lacks or has wrong', () => {
  const listed = (change: object) =>
    proxy.setFault({
      kind: 'rewrite',
      on: isOneBackup,
      rewrite: (answer: { backup: object }) => ({ ...answer, backup: { ...answer.backup, ...change } }),
    });
  const warnings = async () => {
    const ended = await end();
    return 'result' in ended ? ended.result.proof.warnings : ended.failure;
  };

  test('no hash is a warning, no-listing-hash', async () => {
    listed({ sha256: null });
    expect(await warnings()).toContainEqual({ code: 'no-listing-hash', params: {} });
  });

  test('a moment that is yet to come is a warning, clocks-disagree', async () => {
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    listed({ created_at: tomorrow });
    expect(await warnings()).toContainEqual({
      code: 'clocks-disagree',
      params: { at: tomorrow, seconds: expect.any(Number) as number },
    });
  });
});

describe('a fetch that goes well', () => {
  test('ends with a proven zip and nothing else', async () => {
    expect(await end()).toMatchObject({
      result: {
        path: destination,
        scope: 'full',
        keyFingerprint: practice.harbour.fingerprint,
        archive: { id: newest.id, sha256: newest.sha256, bytes: newest.size },
        proof: {
          checks: expect.arrayContaining([
            { id: 'authenticated', outcome: 'passed' },
            { id: 'listing-hash', outcome: 'passed' },
          ]) as unknown,
        },
      },
    });
    expect(readdirSync(folder)).toEqual(['import.zip']);
    expect(readFileSync(destination).subarray(0, 4)).toEqual(Buffer.from('PK\x03\x04', 'latin1'));
  });

  test('takes the newest whole site for "latest", or the newest of a scope', async () => {
    expect(await end({ archive: 'latest' })).toMatchObject({ result: { archive: { id: newest.id } } });
    const frontend = backups.find(({ scope }) => scope === 'frontend');
    expect(await end({ archive: 'latest', scope: 'frontend', overwrite: true })).toMatchObject({
      result: { archive: { id: frontend?.id }, scope: 'frontend', proof: { facts: { kind: 'frontend-export' } } },
    });
  });

  test('does not mind an entity tag that is another each time', async () => {
    proxy.setFault({ kind: 'fresh-etag' });
    expect(await end()).toHaveProperty('result');
    expect(proxy.log.at(-1)?.kind).toBe('fresh-etag');
  });

  test('opens an archive from before the rotation with the older key', async () => {
    const older = backups.find(
      ({ e2ee_fingerprint }) => e2ee_fingerprint !== null && e2ee_fingerprint !== practice.harbour.fingerprint,
    );
    if (older?.e2ee_fingerprint == null) throw new Error('the practice site has older archives');
    const needed = older.e2ee_fingerprint;
    expect(await failure({ archive: older.id })).toEqual({
      code: 'key-not-for-archive',
      params: { given: practice.harbour.fingerprint, needed },
    });
    expect(await end({ archive: older.id, key: await practice.privateKey(practice.harbour, needed) })).toMatchObject({
      result: { keyFingerprint: needed },
    });
  });
});

describe('the key', () => {
  test('is found wrong by the authentication, where the listing does not say, and nothing is left', async () => {
    const wrong = await practice.privateKey(practice.lantern);
    proxy.setFault({
      kind: 'rewrite',
      on: isOneBackup,
      rewrite: (answer: { backup: WholeBackup }) => ({
        ...answer,
        backup: { ...answer.backup, e2ee_fingerprint: null },
      }),
    });
    expect(await failure({ key: wrong })).toMatchObject({ code: 'wrong-key' });
    expect(proxy.log.at(-1)?.kind).toBe('rewrite');
    expect(readdirSync(folder)).toEqual([]);
  });

  test('must be given for an encrypted archive, and be a private one', async () => {
    expect(await failure({ key: null })).toMatchObject({ code: 'key-needed' });
    expect(await failure({ key: `${key.slice(0, 12)} ${key.slice(12)}` })).toMatchObject({
      code: 'key-has-whitespace',
    });
    expect(await failure({ key: 'tspsk_short' })).toMatchObject({ code: 'key-malformed' });
  });
});

describe('the site', () => {
  test('with another fingerprint than the confirmed one stops everything', async () => {
    const expected = practice.lantern.fingerprint;
    const before = proxy.requests.length;
    expect(await failure({ expectedFingerprint: expected })).toEqual({
      code: 'fingerprint-differs',
      params: { expected, actual: practice.harbour.fingerprint },
    });
    expect(proxy.requests.slice(before).map(({ path }) => path)).toEqual(['/api/v1/ping']);
  });

  test('without a key is reported, where a fingerprint was confirmed', async () => {
    proxy.setFault({
      kind: 'rewrite',
      on: isPing,
      rewrite: (answer: object) => ({ ...answer, e2ee_public_key: null }),
    });
    expect(await failure()).toMatchObject({ code: 'site-has-no-key' });
  });

  test('with a key that cannot be read gives a broken answer', async () => {
    proxy.setFault({
      kind: 'rewrite',
      on: isPing,
      rewrite: (answer: object) => ({ ...answer, e2ee_public_key: 'tsppk_x' }),
    });
    expect(await failure()).toMatchObject({ code: 'broken-answer', params: { reason: 'public key' } });
  });

  test('whose API key was rotated', async () => {
    expect(await failure({ apiKey: 'tspb_of-last-year' })).toMatchObject({ code: 'unauthorised' });
    expect(await failure({ apiKey: 'tspb_with\nline break' })).toMatchObject({ code: 'api-key-malformed' });
  });

  test('has pruned the archive', async () => {
    expect(await failure({ archive: '999999' })).toEqual({ code: 'archive-not-found', params: { id: '999999' } });
    proxy.setFault({ kind: 'status', status: 404, body: '{"ok": false, "error": "not found"}' });
    expect(await failure()).toMatchObject({ code: 'archive-not-found' });
    expect(
      await failure({
        archive: 'latest',
        apiKey: practice.lantern.apiKey,
        expectedFingerprint: null,
        key: await practice.privateKey(practice.lantern),
      }),
    ).toMatchObject({
      code: 'archive-not-found',
    });
  });

  test('has no archive of that scope', async () => {
    proxy.setFault({
      kind: 'rewrite',
      on: isList,
      rewrite: (answer: object) => ({ ...answer, count: 0, backups: [] }),
    });
    expect(await failure({ archive: 'latest' })).toEqual({ code: 'no-archives', params: { scope: 'full' } });
  });
});

describe('what comes in place of the API', () => {
  const page = '<!doctype html><title>Welcome</title>';
  const cases: [string, Fault, string][] = [
    ['a web page', { kind: 'replace', on: isPing, body: page, contentType: 'text/html' }, 'not-a-backup-server'],
    [
      'a web page that is not found',
      { kind: 'replace', on: isPing, body: page, contentType: 'text/html', status: 404 },
      'not-a-backup-server',
    ],
    [
      'another JSON service',
      { kind: 'replace', on: isPing, body: '{"ok":true}', contentType: 'application/json' },
      'not-a-backup-server',
    ],
    ['garbage', { kind: 'replace', on: isPing, body: '{"ok":tr', contentType: 'application/json' }, 'broken-answer'],
    [
      'a list of another shape',
      { kind: 'replace', on: isOneBackup, body: '{"ok":true,"backup":[1]}', contentType: 'application/json' },
      'broken-answer',
    ],
    // It is JSON of the right shape; no one reads that far.
    [
      'an answer without end',
      {
        kind: 'rewrite',
        on: isOneBackup,
        rewrite: (answer: object) => ({ ...answer, more: 'x'.repeat(2 * 1024 * 1024) }),
      },
      'broken-answer',
    ],
    ['a server fault', { kind: 'status', on: isPing, status: 500 }, 'server-error'],
    ['too many requests', { kind: 'status', on: isOneBackup, status: 429, retryAfter: '5' }, 'not-now'],
  ];
  test.each(cases)('%s', async (_what, fault, code) => {
    proxy.setFault(fault);
    expect(await failure()).toMatchObject({ code });
    expect(proxy.log.at(-1)?.kind).toBe(fault.kind);
  });

  test.each([301, 302, 307, 308] as const)('a redirect (%i), which is never followed with the key', async (status) => {
    const before = proxy.elsewhere.length;
    proxy.setFault({ kind: 'redirect', status, on: isPing });
    expect(await failure()).toMatchObject({ code: 'redirect-refused' });
    proxy.setFault({ kind: 'redirect', status });
    expect(await failure()).toMatchObject({ code: 'redirect-refused' });
    expect(proxy.elsewhere.length).toBe(before);
  });
});

describe('the body', () => {
  const cases: [string, () => Fault, string][] = [
    ['ends too early', () => ({ kind: 'cut', afterBytes: Math.floor(newest.size / 2), how: 'end' }), 'cut-short'],
    ['ends within its first bytes', () => ({ kind: 'cut', afterBytes: 30, how: 'end' }), 'cut-short'],
    ['breaks off', () => ({ kind: 'cut', afterBytes: Math.floor(newest.size / 2), how: 'reset' }), 'connection-lost'],
    ['is announced longer than it was listed', () => ({ kind: 'append', bytes: 1000 }), 'size-changed-on-server'],
    ['is announced shorter than it was listed', () => ({ kind: 'drop', bytes: 1000 }), 'size-changed-on-server'],
    ['has one byte changed in its middle', () => ({ kind: 'flip', offset: Math.floor(newest.size / 2) }), 'altered'],
    ['has one byte changed in its tag', () => ({ kind: 'flip', offset: newest.size - 1 }), 'altered'],
    ['has one byte changed in its ephemeral key', () => ({ kind: 'flip', offset: 9 }), 'wrong-key'],
    ['has one byte changed in its magic', () => ({ kind: 'flip', offset: 0 }), 'unknown-format'],
  ];
  test.each(cases)('%s', async (_what, fault, code) => {
    const before = proxy.log.length;
    proxy.setFault(fault());
    expect(await failure()).toMatchObject({ code });
    expect(proxy.log.length).toBeGreaterThan(before);
  });

  test('has another hash than the listing says', async () => {
    proxy.setFault({
      kind: 'rewrite',
      on: isOneBackup,
      rewrite: (answer: { backup: WholeBackup }) => ({
        ...answer,
        backup: { ...answer.backup, sha256: '0'.repeat(64) },
      }),
    });
    expect(await failure()).toEqual({
      code: 'hash-changed-on-server',
      params: { listed: '0'.repeat(64), got: newest.sha256 },
    });
  });

  test('can be cancelled while it comes, and leaves nothing', async () => {
    proxy.setFault({ kind: 'stall', afterBytes: Math.floor(newest.size / 2) });
    const stop = new AbortController();
    const running = end({}, stop.signal);
    await expect.poll(() => proxy.log.at(-1)?.kind).toBe('stall');
    stop.abort();
    expect(await running).toMatchObject({ failure: { code: 'cancelled' } });
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe('the destination', () => {
  test('that exists is refused before the server is asked, and stays as it is', async () => {
    writeFileSync(destination, 'precious');
    const before = proxy.requests.length;
    expect(await end()).toMatchObject({ failure: { code: 'destination-exists' } });
    expect(proxy.requests.length).toBe(before);
    proxy.setFault({ kind: 'flip', offset: newest.size - 1 });
    expect(await end({ overwrite: true })).toMatchObject({ failure: { code: 'altered' } });
    expect(readFileSync(destination, 'utf8')).toBe('precious');
    expect(readdirSync(folder)).toEqual(['import.zip']);
  });

  test('that cannot be written is refused', async () => {
    expect(await failure({ destination: join(folder, 'none', 'import.zip') })).toMatchObject({
      code: 'destination-not-writable',
    });
  });
});

describe('the connection', () => {
  let closed: Server | null = null;
  afterEach(() => {
    closed?.close();
    closed = null;
  });

  async function throughTls(certificate: ServerCertificate, authorities: string[], host = '127.0.0.1') {
    const secure = await startFaultProxy(practice.url, { certificate });
    try {
      const url = secure.url(practice.url).replace('127.0.0.1', host);
      return await end({ address: { url, allowHttp: false, authorities } });
    } finally {
      await secure.close();
    }
  }

  test('by a certificate of an own authority', async () => {
    expect(await throughTls(certificates.valid, [certificates.authority])).toHaveProperty('result');
  });

  test.each([
    ['of an unknown authority', 'valid', false, 'tls-unknown-authority'],
    ['that has expired', 'expired', true, 'tls-expired'],
    ['that is not valid yet', 'notYetValid', true, 'tls-not-yet-valid'],
    ['that signed itself', 'selfSigned', true, 'tls-self-signed'],
    ['for another host', 'wrongHost', true, 'tls-wrong-host'],
  ] as const)('by a certificate %s', async (_what, name, trusted, code) => {
    expect(await throughTls(certificates[name], trusted ? [certificates.authority] : [])).toMatchObject({
      failure: { code },
    });
  });

  test('to a port that no one listens on', async () => {
    const port = await freePort();
    expect(
      await failure({ address: { url: `http://127.0.0.1:${port}/api/v1`, allowHttp: false, authorities: [] } }),
    ).toEqual({
      code: 'unreachable',
      params: { host: `127.0.0.1:${port}`, reason: 'ECONNREFUSED' },
    });
  });

  test('to a server that speaks no TLS', async () => {
    expect(
      await failure({
        address: { url: proxy.url(practice.url).replace('http:', 'https:'), allowHttp: false, authorities: [] },
      }),
    ).toMatchObject({ code: 'tls-failed' });
  });

  test('to a service that hangs up', async () => {
    closed = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => closed?.listen(0, '127.0.0.1', resolve));
    const { port } = closed.address() as AddressInfo;
    expect(
      await failure({ address: { url: `http://127.0.0.1:${port}/api/v1`, allowHttp: false, authorities: [] } }),
    ).toMatchObject({ code: 'unreachable' });
  });

  test('by plain http to another machine is refused, and nothing is sent', async () => {
    expect(
      await failure({ address: { url: 'http://backup.example.org/api/v1', allowHttp: false, authorities: [] } }),
    ).toMatchObject({ code: 'insecure-http-refused' });
  });
});

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}
