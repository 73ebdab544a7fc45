import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createSocketServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { toFailure } from '../../errors';
import type { SizedArchive } from '../model';
import { BackupServer, type Bounds } from './client';

/** What a network, or a proxy that does as it likes, makes of a server's answers. */

const PING = {
  ok: true,
  service: 'tspro-backup',
  version: '1.3.1',
  site: { id: 1, name: 'Own' },
  retention: { daily: 7, weekly: 4, monthly: 12, yearly: 2 },
};
const ARCHIVE = Buffer.from(Array.from({ length: 200_000 }, (_, at) => (at * 7 + (at >> 8)) & 0xff));
const archive: SizedArchive = {
  id: '1',
  scope: 'full',
  name: 'a.zip.enc',
  bytes: ARCHIVE.length,
  sha256: null,
  encryptedAtRest: false,
  encrypted: true,
  keyFingerprint: null,
  note: null,
  createdAt: null,
  odd: [],
};

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0)) await close();
});

async function serverWith(
  answer: (request: IncomingMessage, response: ServerResponse) => void,
  bounds: Partial<Bounds> = {},
): Promise<{ server: BackupServer; requests: IncomingMessage[] }> {
  const requests: IncomingMessage[] = [];
  const http = createServer((request, response) => {
    requests.push(request);
    response.on('error', () => {});
    answer(request, response);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  const server = new BackupServer(
    {
      address: {
        url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/api/v1`,
        allowHttp: false,
        authorities: [],
      },
      apiKey: 'tspb_of-a-test',
    },
    bounds,
  );
  closers.push(async () => {
    await server.close();
    http.closeAllConnections();
    await new Promise<void>((resolve) => http.close(() => resolve()));
  });
  return { server, requests };
}

async function failureOf(work: () => Promise<unknown>) {
  return work().then(
    () => null,
    (error: unknown) => toFailure(error),
  );
}

async function whole(server: BackupServer, from = 0): Promise<Buffer> {
  const download = await server.download(archive, undefined, from);
  const pieces: Uint8Array[] = [];
  try {
    for (let piece = await download.next(); piece !== null; piece = await download.next())
      pieces.push(Uint8Array.from(piece));
  } finally {
    await download.close();
  }
  return Buffer.concat(pieces);
}

const ENCODINGS = [
  ['gzip', gzipSync],
  ['deflate', deflateSync],
  ['br', brotliCompressSync],
] as const;

describe('an answer that is compressed although nothing asked for that', () => {
  test('asks that it be not', async () => {
    const { server, requests } = await serverWith((_request, response) => response.end(JSON.stringify(PING)));
    await server.probe();
    expect(requests[0]?.headers['accept-encoding']).toBe('identity');
  });

  test.each(ENCODINGS)('is read as JSON where it is %s', async (encoding, compress) => {
    const { server } = await serverWith((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(compress(JSON.stringify(PING))),
    );
    expect(await server.probe()).toMatchObject({ id: '1', name: 'Own' });
  });

  test.each(ENCODINGS)('is read as an archive where it is %s, also from the middle on', async (encoding, compress) => {
    const packed = compress(ARCHIVE);
    const { server } = await serverWith((request, response) => {
      const from = Number(/^bytes=(\d+)-/.exec(request.headers.range ?? '')?.[1] ?? 0);
      if (from === 0) return response.writeHead(200, { 'content-encoding': encoding }).end(packed);
      // A range of what is compressed: of no use.
      return response
        .writeHead(206, {
          'content-encoding': encoding,
          'content-range': `bytes ${from}-${packed.length - 1}/${packed.length}`,
        })
        .end(packed.subarray(from));
    });
    expect((await whole(server)).equals(ARCHIVE)).toBe(true);
    expect((await whole(server, 1000)).equals(ARCHIVE.subarray(1000))).toBe(true);
  });

  test('is taken as it is where its length is that of the archive: it only says that it is compressed', async () => {
    const { server } = await serverWith((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip', 'content-length': ARCHIVE.length }).end(ARCHIVE),
    );
    expect((await whole(server)).equals(ARCHIVE)).toBe(true);
  });

  test.each([
    ['zstd', Buffer.from('whatever')],
    ['gzip, br', gzipSync(ARCHIVE)],
    ['gzip', Buffer.from('this is not gzip at all')],
  ])('is a broken answer where it is %s and cannot be read', async (encoding, body) => {
    const { server } = await serverWith((_request, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body),
    );
    expect(await failureOf(() => server.probe())).toMatchObject({
      code: 'broken-answer',
      params: { reason: expect.stringContaining('Content-Encoding') },
    });
    expect(await failureOf(() => whole(server))).toMatchObject({ code: 'broken-answer' });
  });

  test('is cut short where its compressed bytes end too early', async () => {
    const { server } = await serverWith((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(ARCHIVE).subarray(0, 500)),
    );
    expect(await failureOf(() => whole(server))).toMatchObject({ code: 'cut-short' });
  });

  test('that unpacks without end is not read to its end', async () => {
    const { server } = await serverWith((_request, response) =>
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(Buffer.alloc(8 * 1024 * 1024))),
    );
    expect(await failureOf(() => server.probe())).toMatchObject({
      code: 'broken-answer',
      params: { reason: 'answer without end' },
    });
  });
});

describe('an answer that never ends', () => {
  const trickle = (response: ServerResponse, text: string, everyMs: number) => {
    const timer = setInterval(() => response.write(text), everyMs);
    response.on('close', () => clearInterval(timer));
  };

  test.each([
    ['ping', (server: BackupServer) => server.probe()],
    ['list', (server: BackupServer) => server.list()],
    ['backup', (server: BackupServer) => server.find('1')],
  ] as const)(
    '%s is given up after the time for the whole of it, though a space comes all the while',
    async (_what, ask) => {
      const { server } = await serverWith(
        (_request, response) => trickle(response.writeHead(200, { 'content-type': 'application/json' }), ' ', 20),
        { answerMs: 400, listMs: 400, stallMs: 30_000 },
      );
      expect(await failureOf(() => ask(server))).toMatchObject({ code: 'answer-too-slow' });
    },
  );

  test('is given up where not even its head comes', async () => {
    const { server } = await serverWith(() => {}, { answerMs: 300 });
    expect(await failureOf(() => server.probe())).toMatchObject({ code: 'answer-too-slow' });
  });

  test('of a download counts as a lost connection where only a byte comes now and then', async () => {
    const { server } = await serverWith((_request, response) => trickle(response.writeHead(200), 'x', 20), {
      stallMs: 300,
    });
    expect(await failureOf(() => whole(server))).toMatchObject({ code: 'connection-lost' });
  });

  test('of a download does not count against one that waits to be read', async () => {
    const { server } = await serverWith((_request, response) => response.end(ARCHIVE), { stallMs: 150 });
    const download = await server.download(archive);
    let bytes = 0;
    for (let piece = await download.next(); piece !== null; piece = await download.next()) {
      bytes += piece.length;
      await wait(bytes === piece.length ? 300 : 0);
    }
    expect(bytes).toBe(ARCHIVE.length);
    await download.close();
  });
});

describe('what a server repeats', () => {
  test('of the API key is not told on', async () => {
    const { server } = await serverWith((request, response) =>
      response
        .writeHead(400, { 'content-type': 'application/json' })
        .end(JSON.stringify({ ok: false, error: `unknown ${request.headers.authorization}` })),
    );
    const failure = await failureOf(() => server.probe());
    expect(failure).toMatchObject({ code: 'server-error', params: { message: 'unknown Bearer …' } });
  });
});

test('when to ask again is read from a page too', async () => {
  const { server } = await serverWith((_request, response) =>
    response.writeHead(503, { 'retry-after': '120', 'content-type': 'text/html' }).end('<html></html>'),
  );
  expect(await failureOf(() => server.probe())).toMatchObject({
    code: 'not-now',
    params: { status: 503, retryAfter: 120 },
  });
});

test.each(['Basic realm="x"', 'Digest realm="x"', 'Negotiate'])(
  'a sign-in of a web server (%s) is no refusal of the API key',
  async (scheme) => {
    const { server } = await serverWith((_request, response) =>
      response.writeHead(401, { 'www-authenticate': scheme }).end('no'),
    );
    expect(await failureOf(() => server.probe())).toMatchObject({ code: 'web-server-sign-in' });
  },
);

test('a refusal by the API itself is one, whatever else its head says', async () => {
  const { server } = await serverWith((_request, response) =>
    response
      .writeHead(401, { 'content-type': 'application/json', 'www-authenticate': 'Basic' })
      .end('{"ok":false,"error":"invalid or missing API key"}'),
  );
  expect(await failureOf(() => server.probe())).toMatchObject({ code: 'unauthorised' });
});

describe('what is no HTTP', () => {
  test.each([
    ['a control character in a header', 'HTTP/1.1 302 Found\r\nLocation: /\u001b[31m\r\nContent-Length: 0\r\n\r\n'],
    ['headers without end', `HTTP/1.1 200 OK\r\n${`X-Many: ${'a'.repeat(1000)}\r\n`.repeat(2000)}`],
    ['another protocol', 'SSH-2.0-OpenSSH_9.2\r\n'],
    ['a length that is none', 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n'],
  ])('%s is a broken answer, without a word of the library', async (_, bytes) => {
    const sockets = createSocketServer((socket) =>
      socket.on('error', () => {}).once('data', () => socket.end(bytes, 'latin1')),
    );
    sockets.listen(0, '127.0.0.1');
    await once(sockets, 'listening');
    const server = new BackupServer({
      address: {
        url: `http://127.0.0.1:${(sockets.address() as AddressInfo).port}/api/v1`,
        allowHttp: false,
        authorities: [],
      },
      apiKey: 'tspb_of-a-test',
    });
    closers.push(async () => {
      await server.close();
      await new Promise<void>((resolve) => sockets.close(() => resolve()));
    });
    expect(await failureOf(() => server.probe())).toEqual({
      code: 'broken-answer',
      params: { host: server.host, reason: 'HTTP' },
    });
  });
});

test('a server that asks for a proxy’s password got the API key, so it is not called unsent', async () => {
  const { server, requests } = await serverWith((_, response) =>
    response.writeHead(407, { 'content-type': 'text/html' }).end('<html></html>'),
  );
  expect(await failureOf(() => server.probe())).toEqual({ code: 'web-server-sign-in', params: { host: server.host } });
  expect(requests[0]?.headers.authorization).toContain('tspb_');
});
