import { createHash } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { oneBackupSchema, wholeBackup } from '../../test-support/listing';
import { startTestPractice, type TestPractice } from '../../test-support/practice';
import { parsePublicKey } from '../core/formats/site-key';
import { pingSchema } from '../core/sources/ts-pro-backup/site';
import { startPractice } from './server';

let practice: TestPractice;
beforeAll(async () => {
  practice = await startTestPractice();
});
afterAll(() => practice.close());

describe('who may ask', () => {
  test.each(['/ping', '/backups', '/backups/1', '/backups/1/download', '/nothing-here'])(
    'refuses %s without an API key',
    async (path) => {
      const answer = await request(`${practice.url}${path}`);
      expect(answer.statusCode).toBe(401);
      expect(await answer.body.json()).toEqual({ ok: false, error: 'invalid or missing API key' });
    },
  );

  test.each(['Bearer tspb_wrong', 'Bearer ', 'Basic dXNlcjpwYXNz'])(
    'refuses the authorization "%s"',
    async (authorization) => {
      const answer = await request(`${practice.url}/ping`, { headers: { authorization } });
      expect(answer.statusCode).toBe(401);
      await answer.body.dump();
    },
  );

  test('takes the API key in the other header too', async () => {
    const answer = await request(`${practice.url}/ping`, { headers: { 'x-api-key': practice.lantern.apiKey } });
    expect(answer.statusCode).toBe(200);
    expect(pingSchema.parse(await answer.body.json()).site.name).toBe('Lantern House');
  });

  test('listens on the loopback address alone', () => {
    expect(new URL(practice.url).hostname).toBe('127.0.0.1');
  });
});

describe('ping', () => {
  test('tells the site, its current public key and the gates', async () => {
    const answer = await practice.ask(practice.harbour, '/ping');
    const raw = await answer.body.json();
    expect(raw).toMatchObject({
      ok: true,
      service: 'tspro-backup',
      version: '1.3.1',
      site: { id: 1, name: 'Harbour Fellowship' },
      scopes: ['full', 'frontend'],
      require_e2ee: true,
      e2ee_alg: 'TSPEPK01',
      encrypt_at_rest: false,
      retention: { daily: 5, weekly: 4, monthly: 5, yearly: 2 },
      chunked_upload: true,
      max_chunk_mb: 90,
      max_backup_mb: 8192,
      remote_restore: false,
    });
    const ping = pingSchema.parse(raw);
    expect(parsePublicKey(ping.e2ee_public_key ?? '').fingerprint).toBe(practice.harbour.fingerprint);
  });
});

describe('the list', () => {
  test('is newest first, counted, and each row is whole', async () => {
    const answer = await practice.ask(practice.harbour, '/backups');
    const { count, backups } = (await answer.body.json()) as { count: number; backups: Record<string, unknown>[] };
    expect(count).toBe(backups.length);
    expect(count).toBeGreaterThanOrEqual(12);
    const dates = backups.map((backup) => String(backup['created_at']));
    expect(dates).toEqual(dates.toSorted().toReversed());
    expect(dates.every((date) => /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(date))).toBe(true);
    expect(Object.keys(backups[0] ?? {}).sort()).toEqual([
      'client_encrypted',
      'created_at',
      'e2ee_fingerprint',
      'encrypted_at_rest',
      'id',
      'name',
      'note',
      'scope',
      'sha256',
      'size',
      'stored_size',
    ]);
  });

  test('can be narrowed to one scope', async () => {
    const all = await practice.backups(practice.harbour);
    const frontend = await practice.backups(practice.harbour, '?scope=frontend');
    expect(frontend.length).toBeGreaterThan(0);
    expect(frontend).toEqual(all.filter(({ scope }) => scope === 'frontend'));
  });

  test('refuses an unknown scope', async () => {
    for (const query of ['?scope=everything', '?scope=']) {
      const answer = await practice.ask(practice.harbour, `/backups${query}`);
      expect(answer.statusCode).toBe(400);
      expect(await answer.body.json()).toEqual({ ok: false, error: 'unknown scope' });
    }
  });

  test('names the key that each archive needs, and on the oldest row none', async () => {
    const backups = await practice.backups(practice.harbour);
    const former = practice.harbour.keys.find(({ current }) => !current)?.fingerprint;
    expect(backups[0]?.e2ee_fingerprint).toBe(practice.harbour.fingerprint);
    expect(backups.some((backup) => backup.e2ee_fingerprint === former)).toBe(true);
    expect(backups.at(-1)).toMatchObject({ e2ee_fingerprint: null, client_encrypted: true });
  });
});

describe('one backup', () => {
  test('is shown as in the list', async () => {
    const [newest] = await practice.backups(practice.harbour);
    const answer = await practice.ask(practice.harbour, `/backups/${newest?.id}`);
    expect(wholeBackup(oneBackupSchema.parse(await answer.body.json()).backup)).toEqual(newest);
  });

  test("is not found when it does not exist, and neither is another site's", async () => {
    const [elsewhere] = await practice.backups(practice.lantern);
    for (const path of [
      '/backups/99999',
      '/backups/0',
      '/backups/one',
      `/backups/${elsewhere?.id}`,
      `/backups/${elsewhere?.id}/download`,
      '/unknown',
      '/../',
      '/%00',
    ]) {
      const answer = await practice.ask(practice.harbour, path);
      expect(answer.statusCode).toBe(404);
      expect(await answer.body.json()).toEqual({ ok: false, error: 'not found' });
    }
    const refused = await practice.ask(practice.harbour, `/backups/${elsewhere?.id}`, { method: 'DELETE' });
    expect(refused.statusCode).toBe(404);
    await refused.body.dump();
    expect((await practice.backups(practice.lantern))[0]).toEqual(elsewhere);
  });

  test('is not found by a request whose target is no path', async () => {
    const { hostname, port } = new URL(practice.url);
    for (const path of ['//', 'http://other:99999/', '*']) {
      const status = await new Promise((resolve, reject) => {
        const asked = httpRequest(
          { hostname, port, path, headers: { 'x-api-key': practice.harbour.apiKey } },
          (answer) => {
            answer.resume();
            resolve(answer.statusCode);
          },
        );
        asked.once('error', reject).end();
      });
      expect(status).toBe(404);
    }
  });

  test('can be deleted, with its bytes', async () => {
    const doomed = (await practice.backups(practice.lantern)).at(-1);
    const answer = await practice.ask(practice.lantern, `/backups/${doomed?.id}`, { method: 'DELETE' });
    expect(answer.statusCode).toBe(200);
    expect(await answer.body.json()).toEqual({ ok: true, deleted: Number(doomed?.id) });
    expect((await practice.ask(practice.lantern, `/backups/${doomed?.id}/download`)).statusCode).toBe(404);
    expect(await readdir(join(practice.folder, 'archives', 'lantern-house'))).not.toContain(doomed?.id);
  });
});

describe('the folder', () => {
  test('holds keys and API keys that their owner alone can read, and a console that shows no secret', async () => {
    const console = await readFile(join(practice.folder, 'console.txt'), 'utf8');
    expect(console).toContain(practice.url);
    for (const site of practice.sites) {
      expect(console).toContain(site.fingerprint);
      expect(console).not.toContain(site.apiKey);
      expect(
        (
          await readFile(join(practice.folder, 'api-keys', `${site.name.toLowerCase().replace(' ', '-')}.txt`), 'utf8')
        ).trim(),
      ).toBe(site.apiKey);
      for (const { file, fingerprint } of site.keys) {
        const text = (await readFile(file, 'utf8')).trim();
        expect(text).toMatch(/^tspsk_[\w-]{43}$/);
        expect(console).toContain(file);
        expect(console).toContain(fingerprint);
        expect(console).not.toContain(text);
        if (process.platform !== 'win32') expect((await stat(file)).mode & 0o777).toBe(0o600);
      }
    }
  });

  test('keeps everything over a restart, also what was deleted and the port', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'salvor-practice-'));
    try {
      const first = await startTestPractice({ folder });
      const [gone] = await first.backups(first.harbour);
      await (await first.ask(first.harbour, `/backups/${gone?.id}`, { method: 'DELETE' })).body.dump();
      const left = await first.backups(first.harbour);
      await first.close();

      const second = await startTestPractice({ folder });
      try {
        expect(second.sites).toEqual(first.sites);
        expect(second.url).toBe(first.url);
        expect(await second.backups(second.harbour)).toEqual(left);
        const sample = left[0];
        const answer = await second.ask(second.harbour, `/backups/${sample?.id}/download`);
        expect(
          createHash('sha256')
            .update(await answer.body.bytes())
            .digest('hex'),
        ).toBe(sample?.sha256);
      } finally {
        await second.close();
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('is filled again, with other keys, in another folder', async () => {
    const other = await startTestPractice();
    try {
      expect(other.harbour.fingerprint).not.toBe(practice.harbour.fingerprint);
      expect(other.harbour.apiKey).not.toBe(practice.harbour.apiKey);
    } finally {
      await other.close();
    }
  });

  test('that cannot be used is named by its code', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'salvor-practice-'));
    try {
      const file = join(folder, 'a file');
      await writeFile(file, 'in the way');
      await expect(startPractice({ folder: join(file, 'practice') })).rejects.toMatchObject({
        failure: { code: 'destination-not-writable' },
      });
      await writeFile(join(folder, 'state.json'), '{"version": 1, ');
      await expect(startPractice({ folder })).rejects.toMatchObject({ failure: { code: 'file-unreadable' } });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('the port', () => {
  test('is another one where the wanted one is taken', async () => {
    const occupant = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => occupant.once('listening', resolve));
    const address = occupant.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const other = await startTestPractice({ port });
    try {
      expect(new URL(other.url).port).not.toBe(String(port));
      expect((await other.ask(other.harbour, '/ping')).statusCode).toBe(200);
    } finally {
      await other.close();
      occupant.close();
    }
  });
});
