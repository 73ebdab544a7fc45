import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { WholeBackup } from '../../test-support/listing';
import { envelopeLike, form, startTestPractice, type TestPractice } from '../../test-support/practice';
import { AT_REST_HEADER_BYTES } from './store/at-rest';

describe.each([
  ['stored as they came', false],
  ['encrypted at rest', true],
])('downloads of backups %s', (_, atRest) => {
  let practice: TestPractice;
  let backup: WholeBackup;
  let whole: Buffer;

  beforeAll(async () => {
    practice = await startTestPractice({ atRest });
    const [newest] = await practice.backups(practice.harbour);
    if (newest === undefined) throw new Error('a sample archive is expected');
    backup = newest;
    whole = Buffer.from(await (await get()).body.bytes());
  });
  afterAll(() => practice.close());

  function get(headers: Record<string, string> = {}, method: 'GET' | 'HEAD' = 'GET') {
    return practice.ask(practice.harbour, `/backups/${backup.id}/download`, { method, headers });
  }

  test('are the listed bytes, with what a client needs to know', async () => {
    const answer = await get();
    expect(answer.statusCode).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-length': String(backup.size),
      'content-disposition': `attachment; filename=${backup.name}`,
      'accept-ranges': 'bytes',
    });
    expect(answer.headers['etag']).toMatch(/^"[0-9a-f]{32}"$/);
    expect(Date.parse(String(answer.headers['last-modified']))).not.toBeNaN();
    expect(
      createHash('sha256')
        .update(await answer.body.bytes())
        .digest('hex'),
    ).toBe(backup.sha256);
    expect(whole.subarray(0, 8).toString()).toBe('TSPEPK01');
  });

  test('are stored as the row says', async () => {
    const stored = await readFile(join(practice.folder, 'archives', 'harbour-fellowship', backup.id));
    expect(backup.encrypted_at_rest).toBe(atRest);
    expect(stored.length - backup.size).toBe(atRest ? AT_REST_HEADER_BYTES : 0);
    expect(stored.includes(whole.subarray(0, 64))).toBe(!atRest);
  });

  test.each([
    ['from the middle', (size: number) => [1001, size - 1], (start: number) => `bytes=${start}-`],
    ['on block edges', () => [4096, 8191], (start: number, end: number) => `bytes=${start}-${end}`],
    ['within one block', () => [17, 18], (start: number, end: number) => `bytes=${start}-${end}`],
    ['at the end', (size: number) => [size - 16, size - 1], () => 'bytes=-16'],
  ])('can be had in part: %s', async (_name, bounds, header) => {
    const [start = 0, end = 0] = bounds(backup.size);
    const answer = await get({ range: header(start, end) });
    expect(answer.statusCode).toBe(206);
    expect(answer.headers['content-range']).toBe(`bytes ${start}-${end}/${backup.size}`);
    expect(answer.headers['content-length']).toBe(String(end - start + 1));
    expect(whole.subarray(start, end + 1).equals(await answer.body.bytes())).toBe(true);
  });

  test('cannot be had beyond the end', async () => {
    const answer = await get({ range: `bytes=${backup.size}-` });
    expect(answer.statusCode).toBe(416);
    expect(answer.headers['content-range']).toBe(`bytes */${backup.size}`);
    expect(await answer.body.json()).toEqual({ ok: false, error: 'requested range not satisfiable' });
  });

  test('come whole when several ranges are asked for', async () => {
    const answer = await get({ range: 'bytes=0-1,4-5' });
    expect(answer.statusCode).toBe(200);
    expect((await answer.body.bytes()).length).toBe(backup.size);
  });

  test('answer a HEAD with the headers alone', async () => {
    const answer = await get({}, 'HEAD');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-length']).toBe(String(backup.size));
    expect((await answer.body.bytes()).length).toBe(0);
  });

  test(`have ${atRest ? 'a fresh' : 'the same'} entity tag each time, and If-Range goes by it`, async () => {
    const first = await get({}, 'HEAD');
    const second = await get({}, 'HEAD');
    const etag = String(first.headers['etag']);
    expect(second.headers['etag'] === etag).toBe(!atRest);

    const resumed = await get({ range: 'bytes=100-', 'if-range': etag });
    expect(resumed.statusCode).toBe(atRest ? 200 : 206);
    expect((await resumed.body.bytes()).length).toBe(atRest ? backup.size : backup.size - 100);

    const stranger = await get({ range: 'bytes=100-', 'if-range': '"another"' });
    expect(stranger.statusCode).toBe(200);
    await stranger.body.dump();
  });

  test('of an upload come back byte for byte', async () => {
    const bytes = envelopeLike(300_001);
    const body = form({ scope: 'frontend' }, { part: 'file', name: 'mine.zip.enc', bytes });
    const added = await fetch(`${practice.url}/backups`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${practice.harbour.apiKey}` },
    });
    expect(added.status).toBe(201);
    const { backup: row } = (await added.json()) as { backup: { id: number; encrypted_at_rest: boolean } };
    expect(row.encrypted_at_rest).toBe(atRest);
    const answer = await practice.ask(practice.harbour, `/backups/${row.id}/download`, {
      headers: { range: 'bytes=300000-' },
    });
    expect([...(await answer.body.bytes())]).toEqual([7]);
  });
});
