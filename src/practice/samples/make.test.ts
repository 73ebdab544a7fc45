import { createHash, randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sqlite from 'node-sqlite3-wasm';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { fromBufferPromise } from 'yauzl';
import type { WholeBackup } from '../../../test-support/listing';
import { startTestPractice, type TestPractice } from '../../../test-support/practice';
import { fernetKey, openToken } from '../../core/formats/fernet';
import { parsePrivateKey } from '../../core/formats/site-key';
import { tspepk01 } from '../../core/formats/tspepk01';
import type { PracticeSite } from '../server';

let practice: TestPractice;
let scratch: string;
beforeAll(async () => {
  scratch = await mkdtemp(join(tmpdir(), 'salvor-samples-'));
  practice = await startTestPractice({ now: () => new Date('2026-11-21T12:00:00Z') });
});
afterAll(async () => {
  await practice.close();
  await rm(scratch, { recursive: true });
});

async function download(site: PracticeSite, backup: WholeBackup): Promise<Buffer> {
  const answer = await practice.ask(site, `/backups/${backup.id}/download`);
  const bytes = Buffer.from(await answer.body.bytes());
  expect(createHash('sha256').update(bytes).digest('hex')).toBe(backup.sha256);
  return bytes;
}

/** Opens an envelope with one of the site's keys; throws where the tag does not hold. */
async function unseal(sealed: Buffer, keyText: string): Promise<Buffer> {
  const { headerBytes, trailerBytes, openings } = tspepk01.readHeader(sealed.subarray(0, tspepk01.headBytes));
  const [opening] = await openings({ privateKey: parsePrivateKey(keyText) });
  if (opening === undefined) throw new Error('one key opens it');
  const tagAt = sealed.length - trailerBytes;
  const decipher = opening.decipher(true);
  const plain = Buffer.concat(await decipher.update(sealed.subarray(headerBytes, tagAt)));
  await decipher.finish(sealed.subarray(tagAt));
  return plain;
}

/** Every entry of a zip, by name. */
async function unzip(bytes: Buffer): Promise<Map<string, Buffer>> {
  const zip = await fromBufferPromise(bytes, { lazyEntries: true });
  const entries = new Map<string, Buffer>();
  for await (const entry of zip.eachEntry()) {
    const stream = await zip.openReadStreamPromise(entry);
    entries.set(entry.fileName, Buffer.concat(await stream.toArray()));
  }
  return entries;
}

async function wholeSite(site: PracticeSite): Promise<{ backup: WholeBackup; entries: Map<string, Buffer> }[]> {
  const backups = await practice.backups(site, '?scope=full');
  return Promise.all(
    backups.map(async (backup) => {
      const bytes = await download(site, backup);
      const key = backup.client_encrypted ? await keyFor(site, backup) : null;
      return { backup, entries: await unzip(key === null ? bytes : await unseal(bytes, key)) };
    }),
  );
}

/** The row's key; the oldest row does not name one and needs the former. */
function keyFor(site: PracticeSite, backup: WholeBackup): Promise<string> {
  const former = site.keys.find(({ current }) => !current)?.fingerprint;
  return practice.privateKey(site, backup.e2ee_fingerprint ?? former);
}

function manifestOf(entries: Map<string, Buffer>): Record<string, unknown> {
  return JSON.parse(String(entries.get('manifest.json'))) as Record<string, unknown>;
}

describe('the sample archives', () => {
  test('open with the key that their row names, and with no other', async () => {
    const { harbour } = practice;
    for (const backup of await practice.backups(harbour)) {
      const sealed = await download(harbour, backup);
      const right = await keyFor(harbour, backup);
      expect((await unseal(sealed, right)).subarray(0, 4).toString('latin1')).toBe('PK\u0003\u0004');
      for (const { fingerprint } of harbour.keys) {
        const key = await practice.privateKey(harbour, fingerprint);
        if (key !== right) await expect(unseal(sealed, key)).rejects.toThrow('altered');
      }
    }
  });

  test('are portal exports of format 2, with what belongs to them', async () => {
    const all = await wholeSite(practice.harbour);
    expect(all.length).toBeGreaterThanOrEqual(10);
    for (const { backup, entries } of all) {
      expect([...entries.keys()].slice(0, 3)).toEqual(['tsp.db', 'manifest.json', 'zoom.key']);
      expect([...entries.keys()].slice(3).every((name) => /^uploads\/[0-9a-f]{32}_.+\.\w+$/.test(name))).toBe(true);
      expect(manifestOf(entries)).toEqual({
        app: 'trusted-servants-pro',
        format_version: 2,
        exported_at: backup.created_at,
        source_host: 'harbour-fellowship.example.org',
        turnstile_enabled_at_export: true,
        db_filename: 'tsp.db',
        uploads_dir: 'uploads/',
        fernet_key_filename: 'zoom.key',
        note: backup.note ?? '',
      });
    }
  });

  test('hold a sound database that has grown, and that knows the uploads', async () => {
    const all = await wholeSite(practice.harbour);
    const rows = await Promise.all(all.map(({ entries }) => look(entries)));
    for (const { integrity, media, names } of rows) {
      expect(integrity).toBe('ok');
      expect(media).toEqual(names);
    }
    const audit = rows.map(({ auditRows }) => auditRows);
    expect(audit).toEqual(audit.toSorted((a, b) => b - a));
    expect(Math.max(...audit)).toBeGreaterThan(1000);
    expect(Math.min(...audit)).toBeLessThan(Math.max(...audit));
  });

  test('include one whose database was last written by a log', async () => {
    const all = await wholeSite(practice.harbour);
    const versions = all.map(({ entries }) => entries.get('tsp.db')?.subarray(18, 20).toString('hex'));
    expect(versions.filter((version) => version === '0202')).toHaveLength(1);
    expect(versions.filter((version) => version === '0101')).toHaveLength(all.length - 1);
  });

  test('include one without its credential key, one of an unknown host, and one that was never encrypted', async () => {
    const all = await wholeSite(practice.lantern);
    expect(all.filter(({ entries }) => !entries.has('zoom.key'))).toHaveLength(1);
    expect(all.filter(({ entries }) => manifestOf(entries)['source_host'] === null)).toHaveLength(1);
    expect(all.filter(({ backup }) => !backup.client_encrypted).map(({ backup }) => backup.name)).toEqual([
      expect.stringMatching(/^tsp-export-\d{8}-\d{6}\.zip$/),
    ]);
  });

  test('hold a credential key that opens the credentials stored in the database', async () => {
    const all = await wholeSite(practice.harbour);
    for (const { entries } of all) {
      const key = Buffer.from(String(entries.get('zoom.key')), 'base64url');
      expect(key).toHaveLength(32);
      expect((await look(entries)).credentials.map((token) => String(openToken(token, fernetKey(key))))).toEqual([
        'no real password',
      ]);
    }
  });

  test('of the frontend alone have its content and no database', async () => {
    const [backup] = await practice.backups(practice.harbour, '?scope=frontend');
    if (backup === undefined) throw new Error('a frontend archive is expected');
    const entries = await unzip(
      await unseal(await download(practice.harbour, backup), await keyFor(practice.harbour, backup)),
    );
    expect(manifestOf(entries)).toMatchObject({
      app: 'trusted-servants-pro',
      kind: 'frontend',
      format_version: 5,
      sync_scope: 'full',
    });
    expect(entries.has('frontend.json')).toBe(true);
    expect(entries.has('tsp.db')).toBe(false);
  });
});

/** Opens the database and compares what it says of uploads with what the archive holds. */
async function look(entries: Map<string, Buffer>) {
  const bytes = Buffer.from(entries.get('tsp.db') ?? '');
  // A file that says it has a log can only be opened where one can be made; this one has none.
  bytes.fill(1, 18, 20);
  const path = join(scratch, `${randomUUID()}.db`);
  await writeFile(path, bytes);
  const database = new sqlite.Database(path, { readOnly: true });
  try {
    const media = database.all('SELECT stored_filename, content_hash, size_bytes FROM media_item');
    return {
      integrity: database.get('PRAGMA integrity_check')?.['integrity_check'],
      credentials: database
        .all('SELECT smtp_password_enc FROM mail_account')
        .map((row) => Buffer.from(row['smtp_password_enc'] as Uint8Array)),
      auditRows: Number(database.get('SELECT count(*) AS n FROM audit_log')?.['n']),
      media: media.map(
        (row) => `${String(row['stored_filename'])} ${String(row['content_hash'])} ${String(row['size_bytes'])}`,
      ),
      names: [...entries]
        .filter(([name]) => name.startsWith('uploads/'))
        .map(
          ([name, content]) =>
            `${name.slice('uploads/'.length)} ${createHash('sha256').update(content).digest('hex')} ${content.length}`,
        ),
    };
  } finally {
    database.close();
  }
}
