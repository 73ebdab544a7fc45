import { mkdir, open, rmdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { Database as SqliteDatabase } from 'node-sqlite3-wasm';
import { failed, SalvorError } from '../errors';
import { diskTrouble } from '../restore/disk-trouble';
import { shown } from './shown';

export const DATABASE = 'tsp.db';

const MAGIC = 'SQLite format 3\0';
const HEADER_BYTES = 100;

/** How many findings of the integrity check are told; one would do to refuse it. */
const MOST_FINDINGS = 3;

export interface TableFacts {
  readonly name: string;
  readonly rows: number;
}

/**
 * Checks the SQLite file at `path`, which must be a copy of our own: its header may be changed. Runs SQLite's
 * whole integrity check, then counts the rows of every table. Blocks the thread meanwhile.
 *
 * @throws database-unsound; disk-full, destination-not-writable where SQLite could not work beside the file
 */
export async function checkDatabase(path: string): Promise<TableFacts[]> {
  await prepareHeader(path);
  let database: SqliteDatabase | null = null;
  try {
    // Loaded only here, since it compiles 1.2 MB of WebAssembly; by require, since its names cannot be imported.
    const sqlite = createRequire(import.meta.url)('node-sqlite3-wasm') as typeof import('node-sqlite3-wasm');
    database = new sqlite.Database(path, { readOnly: true });
    // The file may be hostile: nothing that its schema names may be run.
    database.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON; PRAGMA query_only = ON');
    const findings = database.all(`PRAGMA integrity_check(${MOST_FINDINGS})`).map((row) => String(row['integrity_check']));
    if (findings.length !== 1 || findings[0] !== 'ok') throw unsound(findings.join('; '));
    const tables = countRows(database);
    if (tables.length === 0) throw unsound('it holds no tables');
    return tables;
  } catch (error) {
    if (error instanceof SalvorError) throw error;
    await requireWritable(path);
    throw unsound(error instanceof Error ? error.message : String(error), error);
  } finally {
    if (database !== null) closeQuietly(database);
  }
}

/**
 * Checks the magic, and takes a database out of WAL mode. A portal's live database is often in that mode, and
 * an export holds it whole but without its `-wal` file. To open such a file even for reading, SQLite wants
 * shared memory beside it, which this build of it does not have; the two bytes that say WAL (2) instead of
 * rollback journal (1) change nothing else about the file.
 */
async function prepareHeader(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    await file.read(header, 0, HEADER_BYTES, 0);
    if (header.toString('latin1', 0, MAGIC.length) !== MAGIC) throw unsound('it does not begin as a SQLite database does');
    if (header[18] === 2 && header[19] === 2) await file.write(Buffer.of(1, 1), 0, 2, 18);
  } finally {
    await file.close();
  }
}

/**
 * SQLite locks a file by a folder beside it. Where none can be made it says only that it cannot open the database, and
 * the disk would be held against the archive.
 */
async function requireWritable(path: string): Promise<void> {
  const probe = `${path}.probe`;
  try {
    await mkdir(probe);
    await rmdir(probe);
  } catch (cause) {
    throw await diskTrouble(path, 0, cause);
  }
}

function countRows(database: SqliteDatabase): TableFacts[] {
  const tables = database.all(
    `SELECT name, type FROM pragma_table_list
     WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  );
  return tables.flatMap((table): TableFacts[] => {
    const name = String(table['name']);
    try {
      const counted = database.get(`SELECT count(*) AS n FROM "${name.replaceAll('"', '""')}"`);
      return [{ name: shown(name), rows: Number(counted?.['n']) }];
    } catch (error) {
      // A virtual table needs its module, which the portal has and this build may not have.
      if (table['type'] === 'virtual') return [];
      throw error;
    }
  });
}

function closeQuietly(database: SqliteDatabase): void {
  try {
    database.close();
  } catch {
    // The verdict stands already, and the file is removed next.
  }
}

function unsound(reason: string, cause?: unknown) {
  return failed('database-unsound', { reason: shown(reason) }, cause);
}
