import { createRequire } from 'node:module';
import type { Database as SqliteDatabase } from 'node-sqlite3-wasm';

/**
 * Opens a database that may be hostile, for reading alone: with `trusted_schema` off its schema may call none of the
 * functions that can do harm, and with `cell_size_check` on SQLite compares the length of cells before it uses them.
 */
export function openForeignDatabase(path: string): SqliteDatabase {
  // Loaded only here, since it compiles 1.2 MB of WebAssembly; by require, since its names cannot be imported.
  const sqlite = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof import('node-sqlite3-wasm');
  const database = new sqlite.Database(path, { readOnly: true });
  database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
  return database;
}

export function quotedName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
