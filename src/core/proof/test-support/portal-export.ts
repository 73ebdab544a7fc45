import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RandomAccess } from '../../formats/random-access';
import type { HandMadeEntry } from './hand-made-zip';

/** The bytes of a SQLite database that `sql` makes. */
export function databaseOf(sql: string): Buffer {
  const folder = mkdtempSync(join(tmpdir(), 'salvor-test-'));
  try {
    const sqlite = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof import('node-sqlite3-wasm');
    const path = join(folder, 'made.db');
    const database = new sqlite.Database(path);
    database.exec(sql);
    database.close();
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const SMALL_DATABASE = databaseOf("CREATE TABLE meeting (name TEXT); INSERT INTO meeting VALUES ('Monday'), ('Friday')");

export const MANIFEST_TEXT = JSON.stringify({
  app: 'trusted-servants-pro',
  format_version: 2,
  exported_at: '2026-11-20T03:00:00.000000Z',
  source_host: 'portal.example.org',
  turnstile_enabled_at_export: false,
  db_filename: 'tsp.db',
  uploads_dir: 'uploads/',
  fernet_key_filename: 'zoom.key',
  note: '',
});

/** The entries of a small sound export, for a test to add to or to change. */
export function portalEntries(changes: { manifest?: string; database?: Buffer } = {}): HandMadeEntry[] {
  return [
    { name: 'tsp.db', data: changes.database ?? SMALL_DATABASE },
    { name: 'manifest.json', data: Buffer.from(changes.manifest ?? MANIFEST_TEXT) },
    { name: 'zoom.key', data: Buffer.from('seed of the stored credentials') },
    { name: 'uploads/flyer.txt', data: Buffer.from('Come one, come all. '.repeat(20)), method: 0 },
  ];
}

/** A payload that stands in memory. */
export function inMemory(bytes: Uint8Array): RandomAccess {
  return {
    size: bytes.length,
    read: async (target, position) => {
      const part = bytes.subarray(position, position + target.length);
      target.set(part);
      return part.length;
    },
    close: async () => undefined,
  };
}
