import { createHash, randomUUID } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WholeBackup } from '../../test-support/listing';
import { envelopeLike, form, startTestPractice, type TestPractice } from '../../test-support/practice';
import type { PracticeSite } from './server';

const MB = 1024 * 1024;
const DAY = 86_400_000;

interface Reply {
  status: number;
  body: { ok: boolean; error?: string; backup?: Omit<WholeBackup, 'id'> & { id: number }; received?: number };
}

async function post(
  practice: TestPractice,
  site: PracticeSite,
  path: string,
  body: FormData | URLSearchParams | string,
): Promise<Reply> {
  const answer = await fetch(`${practice.url}${path}`, {
    method: 'POST',
    body,
    headers: { authorization: `Bearer ${site.apiKey}` },
  });
  return { status: answer.status, body: (await answer.json()) as Reply['body'] };
}

function archive(bytes: Uint8Array<ArrayBuffer>, name = 'tsp-export-20261121-030000.zip.enc') {
  return { part: 'file', name, bytes };
}

function arrivals(practice: TestPractice): Promise<string[]> {
  return readdir(join(practice.folder, 'incoming'));
}

describe('an upload in one piece', () => {
  let practice: TestPractice;
  beforeAll(async () => {
    practice = await startTestPractice({ limits: { maxBackupMb: 2 } });
  });
  afterAll(() => practice.close());

  test('is kept, measured and hashed', async () => {
    const bytes = envelopeLike(1_500_000);
    const { status, body } = await post(
      practice,
      practice.harbour,
      '/backups',
      form({ scope: 'full', note: 'by hand' }, archive(bytes)),
    );
    expect(status).toBe(201);
    expect(body.backup).toMatchObject({
      scope: 'full',
      name: 'tsp-export-20261121-030000.zip.enc',
      size: bytes.length,
      stored_size: bytes.length,
      sha256: createHash('sha256').update(bytes).digest('hex'),
      client_encrypted: true,
      encrypted_at_rest: false,
      e2ee_fingerprint: practice.harbour.fingerprint,
      note: 'by hand',
    });
    expect((await practice.backups(practice.harbour))[0]?.id).toBe(String(body.backup?.id));
  });

  test('must be an envelope where end-to-end encryption is required', async () => {
    const before = await practice.backups(practice.harbour);
    const plain = new Uint8Array(1000).fill(80);
    const refused = await post(practice, practice.harbour, '/backups', form({ scope: 'full' }, archive(plain)));
    expect(refused).toEqual({ status: 422, body: { ok: false, error: 'end-to-end encryption is required' } });
    expect(await practice.backups(practice.harbour)).toEqual(before);

    const taken = await post(practice, practice.lantern, '/backups', form({ scope: 'full' }, archive(plain)));
    expect(taken.status).toBe(201);
    expect(taken.body.backup).toMatchObject({ client_encrypted: false, e2ee_fingerprint: null });
  });

  test('must not be larger than the server says in its ping', async () => {
    const refused = await post(
      practice,
      practice.harbour,
      '/backups',
      form({ scope: 'full' }, archive(envelopeLike(2 * MB + 1))),
    );
    expect(refused).toEqual({ status: 413, body: { ok: false, error: 'backup larger than 2 MB' } });
    const fits = await post(
      practice,
      practice.harbour,
      '/backups',
      form({ scope: 'full' }, archive(envelopeLike(2 * MB))),
    );
    expect(fits.status).toBe(201);
  });

  test.each([
    ['../../etc/passwd', 'passwd'],
    ['C:\\backups\\home.zip.enc', 'home.zip.enc'],
    ['.hidden', 'hidden'],
    ['räum"auf;\r\n.enc', 'r_um_auf_.enc'],
  ])('called %j is kept as %s', async (sent, kept) => {
    // A Blob's name would be escaped by the client; a hand-made form is not.
    const head = `--b\r\nContent-Disposition: form-data; name="scope"\r\n\r\nfull\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="${sent.replace(/["\\]/g, '\\$&').replace(/[\r\n]/g, ' ')}"\r\nContent-Type: application/octet-stream\r\n\r\n`;
    const answer = await fetch(`${practice.url}/backups`, {
      method: 'POST',
      body: `${head}TSPEPK01 and more\r\n--b--\r\n`,
      headers: {
        authorization: `Bearer ${practice.harbour.apiKey}`,
        'content-type': 'multipart/form-data; boundary=b',
      },
    });
    expect(answer.status).toBe(201);
    expect(((await answer.json()) as Reply['body']).backup?.name).toBe(kept);
  });

  test.each([
    ['no file', form({ scope: 'full' }), 'missing file'],
    ['no scope', form({}, archive(envelopeLike(100))), 'unknown scope'],
    ['an unknown scope', form({ scope: 'half' }, archive(envelopeLike(100))), 'unknown scope'],
    ['an empty file', form({ scope: 'full' }, archive(new Uint8Array())), 'empty file'],
    ['no form', 'just text', 'a form is expected'],
  ])('with %s is refused', async (_, body, error) => {
    expect(await post(practice, practice.harbour, '/backups', body)).toEqual({
      status: 400,
      body: { ok: false, error },
    });
  });

  test('that breaks off leaves nothing behind', async () => {
    const before = await practice.backups(practice.harbour);
    const { port } = new URL(practice.url);
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /api/v1/backups HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${practice.harbour.apiKey}\r\nContent-Length: 500000\r\n` +
        'Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="a"\r\n\r\nTSPEPK01',
    );
    await expect.poll(async () => (await arrivals(practice)).length).toBe(1);
    socket.destroy();
    await expect.poll(async () => (await arrivals(practice)).length).toBe(0);
    expect(await practice.backups(practice.harbour)).toEqual(before);
  });

  test('leaves nothing among the arrivals, whether kept or refused', async () => {
    expect(await arrivals(practice)).toEqual([]);
  });
});

describe('an upload in chunks', () => {
  let practice: TestPractice;
  beforeAll(async () => {
    practice = await startTestPractice({ limits: { maxChunkMb: 1, maxBackupMb: 3 } });
  });
  afterAll(() => practice.close());

  function chunk(
    uploadId: string,
    index: number,
    total: number,
    bytes: Uint8Array<ArrayBuffer>,
    site = practice.harbour,
  ) {
    const fields = { upload_id: uploadId, chunk_index: String(index), total_chunks: String(total) };
    return post(practice, site, '/backups/chunk', form(fields, { part: 'chunk', name: 'blob', bytes }));
  }

  function finalize(uploadId: string, total: number, site = practice.harbour, scope = 'full') {
    const fields = {
      upload_id: uploadId,
      scope,
      filename: 'in-pieces.zip.enc',
      total_chunks: String(total),
      note: 'chunked',
    };
    return post(practice, site, '/backups/finalize', new URLSearchParams(fields));
  }

  test('is put together in order', async () => {
    const uploadId = randomUUID();
    const whole = envelopeLike(2_500_000).map((byte, at) => (at < 8 ? byte : at % 251));
    const pieces = [whole.slice(0, MB), whole.slice(MB, 2 * MB), whole.slice(2 * MB)];
    for (const [index, piece] of pieces.entries()) {
      expect(await chunk(uploadId, index, 3, piece)).toMatchObject({
        status: 200,
        body: { ok: true, received: index + 1 },
      });
    }
    const { status, body } = await finalize(uploadId, 3);
    expect(status).toBe(201);
    expect(body.backup).toMatchObject({
      name: 'in-pieces.zip.enc',
      note: 'chunked',
      size: whole.length,
      sha256: createHash('sha256').update(whole).digest('hex'),
      client_encrypted: true,
    });
    const answer = await practice.ask(practice.harbour, `/backups/${body.backup?.id}/download`);
    expect(Buffer.from(await answer.body.bytes()).equals(whole)).toBe(true);
    expect((await finalize(uploadId, 3)).status).toBe(404);
    expect(await arrivals(practice)).toEqual([]);
  });

  test('takes a chunk again whose answer was lost', async () => {
    const uploadId = randomUUID();
    await chunk(uploadId, 0, 2, envelopeLike(1000));
    await chunk(uploadId, 1, 2, new Uint8Array(10).fill(1));
    expect((await chunk(uploadId, 1, 2, new Uint8Array(10).fill(1))).status).toBe(200);
    expect((await finalize(uploadId, 2)).body.backup?.size).toBe(1010);
  });

  test('is unknown before its first chunk, and to another site', async () => {
    const uploadId = randomUUID();
    const unknown = { status: 404, body: { ok: false, error: 'unknown upload session' } };
    expect(await finalize(uploadId, 1)).toEqual(unknown);
    await chunk(uploadId, 0, 1, envelopeLike(100));
    expect(await finalize(uploadId, 1, practice.lantern)).toEqual(unknown);
    expect((await finalize(uploadId, 1)).status).toBe(201);
  });

  test('is refused with chunks out of order or missing', async () => {
    const uploadId = randomUUID();
    const outOfOrder = { status: 409, body: { ok: false, error: 'chunk out of order' } };
    const missing = { status: 409, body: { ok: false, error: 'missing chunks' } };
    expect(await chunk(uploadId, 1, 3, envelopeLike(100))).toEqual(outOfOrder);
    await chunk(uploadId, 0, 3, envelopeLike(100));
    expect(await chunk(uploadId, 2, 3, envelopeLike(100))).toEqual(outOfOrder);
    expect(await chunk(uploadId, 1, 4, envelopeLike(100))).toEqual(outOfOrder);
    expect(await finalize(uploadId, 3)).toEqual(missing);
    await chunk(uploadId, 1, 3, envelopeLike(100));
    expect(await finalize(uploadId, 2)).toEqual(missing);
    // The session outlives a refusal: what is missing can still come.
    await chunk(uploadId, 2, 3, envelopeLike(100));
    expect((await finalize(uploadId, 3)).status).toBe(201);
  });

  test('passes the same gates as one in one piece', async () => {
    const plain = randomUUID();
    await chunk(plain, 0, 1, new Uint8Array(100));
    expect((await finalize(plain, 1)).status).toBe(422);

    const large = randomUUID();
    expect(await chunk(large, 0, 4, envelopeLike(MB + 1))).toEqual({
      status: 413,
      body: { ok: false, error: 'chunk larger than 1 MB' },
    });
    for (const index of [0, 1, 2]) await chunk(large, index, 4, envelopeLike(MB));
    expect(await chunk(large, 3, 4, envelopeLike(8))).toEqual({
      status: 413,
      body: { ok: false, error: 'backup too large' },
    });

    const scoped = randomUUID();
    await chunk(scoped, 0, 1, envelopeLike(100));
    expect((await finalize(scoped, 1, practice.harbour, 'other')).status).toBe(400);
  });

  test.each([
    ['an upper-case identifier', { upload_id: 'A0A0A0A0-0000-4000-8000-000000000000' }, 'invalid upload_id'],
    ['a path as identifier', { upload_id: '../../../../etc' }, 'invalid upload_id'],
    ['a negative index', { chunk_index: '-1' }, 'invalid chunk_index'],
    ['an index beyond the total', { chunk_index: '2' }, 'invalid chunk_index or total_chunks'],
    ['no total', { total_chunks: '' }, 'invalid total_chunks'],
  ])('is refused with %s', async (_, wrong, error) => {
    const fields = { upload_id: randomUUID(), chunk_index: '0', total_chunks: '2', ...wrong };
    const body = form(fields, { part: 'chunk', name: 'blob', bytes: envelopeLike(10) });
    expect(await post(practice, practice.harbour, '/backups/chunk', body)).toEqual({
      status: 400,
      body: { ok: false, error },
    });
  });
});

describe('free space', () => {
  test('is limited by a quota', async () => {
    const practice = await startTestPractice({ limits: { quotaBytes: 4_000_000 } });
    try {
      const upload = () =>
        post(practice, practice.harbour, '/backups', form({ scope: 'full' }, archive(envelopeLike(2_000_000))));
      expect((await upload()).status).toBe(201);
      expect(await upload()).toEqual({ status: 413, body: { ok: false, error: 'storage quota exceeded' } });
    } finally {
      await practice.close();
    }
  });

  test('is refused while the disk is low', async () => {
    const practice = await startTestPractice({ limits: { keepFreeBytes: Number.MAX_SAFE_INTEGER } });
    try {
      const refused = await post(
        practice,
        practice.harbour,
        '/backups',
        form({ scope: 'full' }, archive(envelopeLike(100))),
      );
      expect(refused).toEqual({ status: 507, body: { ok: false, error: 'insufficient storage' } });
      expect((await post(practice, practice.harbour, '/backups/chunk', form({}))).status).toBe(507);
    } finally {
      await practice.close();
    }
  });
});

describe('retention', () => {
  test('prunes after each upload, in its site and scope alone', async () => {
    let now = new Date('2026-11-21T12:00:00Z');
    const practice = await startTestPractice({ now: () => now });
    try {
      const others = await practice.backups(practice.harbour);
      const frontend = await practice.backups(practice.lantern, '?scope=frontend');
      const upload = () =>
        post(practice, practice.lantern, '/backups', form({ scope: 'full' }, archive(envelopeLike(100))));

      const first = (await upload()).body.backup?.id;
      now = new Date(now.getTime() + 1);
      const second = (await upload()).body.backup?.id;
      // Of one day only the newest is kept.
      const ids = (await practice.backups(practice.lantern)).map(({ id }) => Number(id));
      expect(ids).toContain(second);
      expect(ids).not.toContain(first);
      const stored = await readdir(join(practice.folder, 'archives', 'lantern-house'));
      expect(stored.map(Number).sort((a, b) => a - b)).toEqual(ids.sort((a, b) => a - b));
      expect((await practice.ask(practice.lantern, `/backups/${first}`)).statusCode).toBe(404);

      for (let day = 1; day <= 40; day += 1) {
        now = new Date(Date.UTC(2026, 10, 21, 12) + day * DAY);
        await upload();
      }
      // The last three days, the Sunday of the week before, and the ends of the two months before.
      const dates = (await practice.backups(practice.lantern, '?scope=full')).map(({ created_at }) =>
        created_at.slice(0, 10),
      );
      expect(dates).toEqual(['2026-12-31', '2026-12-30', '2026-12-29', '2026-12-27', '2026-11-30', '2026-10-31']);
      expect(await practice.backups(practice.lantern, '?scope=frontend')).toEqual(frontend);
      expect(await practice.backups(practice.harbour)).toEqual(others);
    } finally {
      await practice.close();
    }
  });
});
