import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { RandomAccess } from '../../src/core/disk/random-access';
import { parseKeyText, sealToken } from '../../src/core/formats/fernet';
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

/** A key as a portal's `zoom.key` holds it. */
export const CREDENTIAL_KEY_TEXT = 'VGVzdHMga25vdyB0aGlzIGtleSwgbm8gb25lIGVsc2U=';

/** A credential as a portal's database holds it. */
export function storedCredential(plain = 'a password', keyText = CREDENTIAL_KEY_TEXT): string {
  const key = parseKeyText(Buffer.from(keyText));
  if (key === null) throw new Error(`no Fernet key: ${keyText}`);
  return String(sealToken(Buffer.from(plain), key));
}

/** The tables that no portal is without, empty, and one credential sealed by `credentialKey`. */
export function portalSchema(credentialKey = CREDENTIAL_KEY_TEXT): string {
  return `
    CREATE TABLE meeting (id INTEGER PRIMARY KEY, name TEXT);
    CREATE TABLE user (id INTEGER PRIMARY KEY, username TEXT);
    CREATE TABLE site_setting (id INTEGER PRIMARY KEY, smtp_password_enc BLOB);
    INSERT INTO site_setting (smtp_password_enc) VALUES (CAST('${storedCredential('a password', credentialKey)}' AS BLOB));
  `;
}

/** The bytes of a small portal's database, to which `more` is done. */
export function portalDatabase(more = ''): Buffer {
  return databaseOf(
    `${portalSchema()} INSERT INTO meeting (name) VALUES ('Monday'), ('Friday'); INSERT INTO user (username) VALUES ('agnes'); ${more}`,
  );
}

const SMALL_DATABASE = portalDatabase();

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
    { name: 'zoom.key', data: Buffer.from(CREDENTIAL_KEY_TEXT) },
    { name: 'uploads/flyer.txt', data: Buffer.from('Come one, come all. '.repeat(20)), method: 0 },
  ];
}

export const FRONTEND_MANIFEST = {
  app: 'trusted-servants-pro',
  kind: 'frontend',
  format_version: 5,
  sync_scope: 'full',
  exported_at: '2026-11-20T04:00:00.000000Z',
  content_filename: 'frontend.json',
  assets_dir: 'assets/',
};

/** The entries of a small sound frontend archive. */
export function frontendEntries(
  manifest: string | Buffer = JSON.stringify(FRONTEND_MANIFEST),
  content: string | Buffer = '{"pages": []}',
): HandMadeEntry[] {
  return [
    { name: 'manifest.json', data: Buffer.from(manifest) },
    { name: 'frontend.json', data: Buffer.from(content) },
    { name: 'assets/logo.svg', data: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>') },
  ];
}

/** A payload in memory. */
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
