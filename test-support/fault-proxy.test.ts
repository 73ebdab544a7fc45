import { connect } from 'node:net';
import { Agent, type Dispatcher, request } from 'undici';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { pingSchema } from '../src/core/sources/ts-pro-backup/site';
import { makeCertificates } from './certificates';
import { type FaultProxy, startFaultProxy } from './fault-proxy';
import { isAny, isList, isPing } from './faults';
import { backupListSchema, type WholeBackup } from './listing';
import { startTestPractice, type TestPractice } from './practice';

let practice: TestPractice;
let backup: WholeBackup;
let whole: Buffer;
let proxy: FaultProxy;
let agent: Agent;

beforeAll(async () => {
  practice = await startTestPractice();
  const [newest] = await practice.backups(practice.harbour);
  if (newest === undefined) throw new Error('a sample archive is expected');
  backup = newest;
  whole = Buffer.from(await (await practice.ask(practice.harbour, `/backups/${backup.id}/download`)).body.bytes());
});
afterAll(() => practice.close());
beforeEach(async () => {
  proxy = await startFaultProxy(practice.url);
  agent = new Agent();
});
afterEach(async () => {
  await agent.destroy();
  await proxy.close();
});

function ask(path: string, headers: Record<string, string> = {}): Promise<Dispatcher.ResponseData> {
  return request(`${proxy.origin}/api/v1${path}`, {
    dispatcher: agent,
    headers: { authorization: `Bearer ${practice.harbour.apiKey}`, ...headers },
  });
}

function download(headers: Record<string, string> = {}) {
  return ask(`/backups/${backup.id}/download`, headers);
}

/** How many bytes came, and the code of the error that ended them. */
async function drain({ body }: Dispatcher.ResponseData): Promise<{ bytes: number; code: string | null }> {
  let bytes = 0;
  try {
    for await (const piece of body) bytes += (piece as Buffer).length;
    return { bytes, code: null };
  } catch (error) {
    return { bytes, code: String((error as NodeJS.ErrnoException).code) };
  }
}

/** How the connection itself ends when a path is asked for, below HTTP. */
function ending(origin: string, path: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connect(Number(new URL(origin).port), '127.0.0.1');
    socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${practice.harbour.apiKey}\r\n\r\n`);
    socket.resume();
    socket.once('end', () => resolve('end'));
    socket.once('error', ({ code }: NodeJS.ErrnoException) => resolve(code === 'ECONNRESET' ? 'reset' : String(code)));
  });
}

describe('without a fault', () => {
  test('passes everything on, and remembers what was asked', async () => {
    expect(Buffer.from(await (await download()).body.bytes()).equals(whole)).toBe(true);
    expect((await download({ range: 'bytes=5-9' })).statusCode).toBe(206);
    expect(proxy.requests.map(({ path, range }) => [path, range])).toEqual([
      [`/api/v1/backups/${backup.id}/download`, null],
      [`/api/v1/backups/${backup.id}/download`, 'bytes=5-9'],
    ]);
    expect(proxy.log).toEqual([]);
    expect(proxy.url(practice.url)).toBe(`${proxy.origin}/api/v1`);
  });

  test('passes uploads on', async () => {
    const answer = await request(`${proxy.origin}/api/v1/backups`, {
      method: 'POST',
      dispatcher: agent,
      headers: {
        authorization: `Bearer ${practice.harbour.apiKey}`,
        'content-type': 'multipart/form-data; boundary=b',
      },
      body: '--b\r\nContent-Disposition: form-data; name="scope"\r\n\r\nfull\r\n--b--\r\n',
    });
    expect(await answer.body.json()).toEqual({ ok: false, error: 'missing file' });
  });
});

describe('the body', () => {
  test.each(['reset', 'end'] as const)('is cut by a %s', async (how) => {
    proxy.setFault({ kind: 'cut', afterBytes: 50_000, how });
    const { bytes, code } = await drain(await download());
    expect(bytes).toBe(50_000);
    expect(['UND_ERR_SOCKET', 'ECONNRESET']).toContain(code);
    expect(proxy.log).toMatchObject([{ kind: 'cut', afterBytes: 50_000 }]);
    await expect.poll(() => ending(proxy.origin, `/api/v1/backups/${backup.id}/download`)).toBe(how);
  });

  test('is cut before its first byte', async () => {
    proxy.setFault({ kind: 'cut', afterBytes: 0, how: 'end' });
    expect(await drain(await download())).toMatchObject({ bytes: 0, code: 'UND_ERR_SOCKET' });
  });

  test('goes wrong only so many times', async () => {
    proxy.setFault({ kind: 'cut', afterBytes: 10, how: 'end', times: 1 });
    expect((await drain(await download())).bytes).toBe(10);
    expect(await drain(await download())).toEqual({ bytes: backup.size, code: null });
    expect(proxy.log).toHaveLength(1);
  });

  test('stalls', async () => {
    proxy.setFault({ kind: 'stall', afterBytes: 1000 });
    await agent.destroy();
    agent = new Agent({ bodyTimeout: 300 });
    expect(await drain(await download())).toEqual({ bytes: 1000, code: 'UND_ERR_BODY_TIMEOUT' });
    expect(proxy.log).toMatchObject([{ kind: 'stall', afterBytes: 1000 }]);
  });

  test('trickles, and is whole in the end', async () => {
    proxy.setFault({ kind: 'trickle', bytes: 20_000, everyMs: 1 });
    expect(Buffer.from(await (await download()).body.bytes()).equals(whole)).toBe(true);
    expect(proxy.log).toMatchObject([{ kind: 'trickle' }]);
  });

  test('is announced too long', async () => {
    proxy.setFault({ kind: 'announce', by: 5 });
    const answer = await download();
    expect(answer.headers['content-length']).toBe(String(backup.size + 5));
    expect(await drain(answer)).toEqual({ bytes: backup.size, code: 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH' });
  });

  test('is announced too short', async () => {
    proxy.setFault({ kind: 'announce', by: -5 });
    expect((await drain(await download())).bytes).toBe(backup.size - 5);
    await expect.poll(() => proxy.log).toMatchObject([{ kind: 'announce', afterBytes: backup.size }]);
  });

  test.each([
    ['append', 7],
    ['drop', -7],
  ] as const)('has another length than the listing says: %s', async (kind, by) => {
    proxy.setFault({ kind, bytes: 7 });
    const bytes = Buffer.from(await (await download()).body.bytes());
    expect(bytes.length).toBe(backup.size + by);
    expect(bytes.subarray(0, backup.size - 7).equals(whole.subarray(0, backup.size - 7))).toBe(true);
    expect(proxy.log).toMatchObject([{ kind }]);
  });

  test('has one byte turned over, wherever the range begins', async () => {
    proxy.setFault({ kind: 'flip', offset: 70_000 });
    const bytes = Buffer.from(await (await download()).body.bytes());
    const part = Buffer.from(await (await download({ range: 'bytes=69999-70001' })).body.bytes());
    expect(part).toEqual(bytes.subarray(69_999, 70_002));
    expect(part[1]).toBe((whole[70_000] ?? 0) ^ 0xff);
    bytes[70_000] = whole[70_000] ?? 0;
    expect(bytes.equals(whole)).toBe(true);
    expect(proxy.log.map(({ afterBytes }) => afterBytes)).toEqual([70_000, 1]);
  });
});

describe('the answer', () => {
  test('has another status', async () => {
    proxy.setFault({ kind: 'status', status: 429, retryAfter: '7', on: isPing });
    const answer = await ask('/ping');
    expect(answer.statusCode).toBe(429);
    expect(answer.headers['retry-after']).toBe('7');
    expect((await ask('/backups')).statusCode).toBe(200);
    expect(proxy.log).toMatchObject([{ kind: 'status', request: { path: '/api/v1/ping' } }]);
  });

  test('is a web page', async () => {
    proxy.setFault({
      kind: 'replace',
      contentType: 'text/html',
      body: '<!doctype html><title>Sign in</title>',
      on: isAny,
    });
    const answer = await ask('/ping');
    expect(answer.headers['content-type']).toBe('text/html');
    expect(await answer.body.text()).toContain('Sign in');
  });

  test('is a redirect, and it shows who follows it and with what key', async () => {
    proxy.setFault({ kind: 'redirect', status: 302, on: isPing });
    const answer = await ask('/ping');
    expect(answer.statusCode).toBe(302);
    expect(proxy.elsewhere).toEqual([]);
    await request(String(answer.headers['location']), {
      dispatcher: agent,
      headers: { authorization: 'Bearer leaked' },
    });
    expect(proxy.elsewhere).toMatchObject([{ path: '/api/v1/ping', authorization: 'Bearer leaked' }]);
  });

  test('is changed JSON', async () => {
    proxy.setFault({
      kind: 'rewrite',
      on: isPing,
      rewrite: (ping: { site: object }) => ({ ...ping, e2ee_public_key: null }),
    });
    expect(pingSchema.parse(await (await ask('/ping')).body.json()).e2ee_public_key).toBeNull();

    proxy.setFault({
      kind: 'rewrite',
      on: isList,
      rewrite: (list: { backups: object[] }) => ({
        ...list,
        backups: list.backups.map((row) => ({ ...row, sha256: 'f'.repeat(64) })),
      }),
    });
    const { backups } = backupListSchema.parse(await (await ask('/backups?scope=full')).body.json());
    expect(backups[0]?.sha256).toBe('f'.repeat(64));
    expect(proxy.log).toHaveLength(2);
  });
});

describe('a range', () => {
  test('is ignored', async () => {
    proxy.setFault({ kind: 'ignore-range' });
    const answer = await download({ range: 'bytes=100-' });
    expect(answer.statusCode).toBe(200);
    expect((await drain(answer)).bytes).toBe(backup.size);
    expect(proxy.log).toHaveLength(1);
    expect(proxy.requests[0]?.range).toBe('bytes=100-');
  });

  test('says that it is another one', async () => {
    proxy.setFault({ kind: 'content-range', value: 'bytes 0-9/10' });
    expect((await download({ range: 'bytes=100-' })).headers['content-range']).toBe('bytes 0-9/10');
  });

  test('is of a thing with another entity tag each time', async () => {
    proxy.setFault({ kind: 'fresh-etag' });
    const [first, second] = [await download(), await download()];
    expect(first.headers['etag']).not.toBe(second.headers['etag']);
    await Promise.all([drain(first), drain(second)]);
  });
});

describe('over TLS', () => {
  test('serves the same, with the certificate that it is given', async () => {
    const certificates = await makeCertificates();
    const secure = await startFaultProxy(practice.url, { certificate: certificates.valid });
    const trusting = new Agent({ connect: { ca: certificates.authority } });
    try {
      const headers = { authorization: `Bearer ${practice.harbour.apiKey}` };
      expect(secure.origin).toMatch(/^https:/);
      const url = `${secure.url(practice.url)}/backups/${backup.id}/download`;
      const answer = await request(url, { dispatcher: trusting, headers });
      expect(Buffer.from(await answer.body.bytes()).equals(whole)).toBe(true);
      secure.setFault({ kind: 'cut', afterBytes: 100, how: 'reset' });
      expect(await drain(await request(url, { dispatcher: trusting, headers }))).toMatchObject({ bytes: 100 });
      await expect(request(`${secure.origin}/`)).rejects.toMatchObject({ code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE' });
    } finally {
      await trusting.destroy();
      await secure.close();
    }
  });
});
