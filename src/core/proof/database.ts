import { closeSync, fstatSync, openSync } from 'node:fs';
import { mkdir, open, rmdir } from 'node:fs/promises';
import type { Database as SqliteDatabase } from 'node-sqlite3-wasm';
import { toPrintable } from '../contents/printable';
import { openForeignDatabase, quotedName } from '../contents/sqlite/open';
import { databaseUnsound, HEADER_BYTES, type Pages, pagesOf, readHeader } from '../contents/sqlite/pages';
import { readRecord, type Value } from '../contents/sqlite/record';
import { readWal } from '../contents/sqlite/wal';
import { type SchemaObject, type WalkedDatabase, walkDatabase } from '../contents/sqlite/walk';
import { diskTrouble } from '../disk/disk-trouble';
import { isFailure, SalvorError } from '../errors';
import { type Warning, warning } from './model';
import { CredentialSample } from './stored-credentials';

export const DATABASE = 'tsp.db';

/** How many findings of the integrity check are reported; one is enough to refuse it. */
const MOST_FINDINGS = 3;

/**
 * Findings of SQLite's check that are about what rows say, and not about pages, trees or where an index leads: a value
 * that the table's own definition forbids. Programs leave such rows when a rule was added after them.
 */
const ABOUT_VALUES =
  /^(?:NULL value in |non-unique entry in index |CHECK constraint failed in |NUMERIC value in |TEXT value in |non-\S+ value in )/;

/** Errors of SQLite's check that say what this build lacks, and nothing about the file. */
const LACKING = /no such collation|no such function|unknown function|no such module|unsafe use of/i;

export interface TableFacts {
  readonly name: string;
  readonly rows: number;
}

export interface DatabaseFacts {
  readonly tables: TableFacts[];
  readonly credentials: CredentialSample;
  readonly warnings: readonly Warning[];
}

/**
 * Checks the SQLite file at `path`, which must be a copy of our own: its header may be changed. Walks over every page,
 * runs SQLite's integrity check where SQLite can read the file, and counts the rows of every table. Blocks the
 * thread meanwhile.
 *
 * @param log path of the write-ahead log that was beside it, if one was
 * @throws database-unsound; disk-full, destination-not-writable where SQLite could not work beside the file
 */
export async function checkDatabase(path: string, log: string | null = null): Promise<DatabaseFacts> {
  const encoding = await prepareHeader(path);
  if (encoding !== 'utf-8') return checkByPagesAlone(path, log);
  const { walked, warnings } = walk(path, log, () => {});
  let database: SqliteDatabase | null = null;
  try {
    database = openForeignDatabase(path);
    const odd = checkIntegrity(
      database,
      ordinaryTables(walked).map(({ name }) => name),
    );
    const tables = countRows(database, walked);
    if (tables.length === 0) throw databaseUnsound('it holds no tables');
    return { tables, credentials: CredentialSample.of(database), warnings: [...warnings, ...odd] };
  } catch (error) {
    if (error instanceof SalvorError) throw error;
    await requireWritable(path);
    throw databaseUnsound(
      `SQLite cannot read it, and says “${error instanceof Error ? error.message : String(error)}”`,
      error,
    );
  } finally {
    if (database !== null) closeQuietly(database);
  }
}

/** SQLite as Salvor has it reads no UTF-16; its pages and rows are the same in every encoding. */
function checkByPagesAlone(path: string, log: string | null): DatabaseFacts {
  const credentials = new CredentialSample();
  const { walked, warnings } = walk(path, log, (values) => credentials.addValues(values));
  const tables = ordinaryTables(walked)
    .map(({ name, root }) => ({ name: toPrintable(name), rows: walked.rows.get(root) ?? 0 }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
  if (tables.length === 0) throw databaseUnsound('it holds no tables');
  return { tables, credentials, warnings: [...warnings, warning('database-in-utf16', {})] };
}

function ordinaryTables({ schema }: WalkedDatabase): readonly SchemaObject[] {
  return schema.filter(({ type, name, root }) => type === 'table' && root !== 0 && !name.startsWith('sqlite_'));
}

/** @param onRow is called with the values of each row where SQLite cannot be asked for them */
function walk(
  path: string,
  log: string | null,
  onRow: (values: readonly Value[]) => void,
): { walked: WalkedDatabase; warnings: Warning[] } {
  const file = openSync(path, 'r');
  try {
    const pages = pagesOf(file, fstatSync(file).size);
    const { encoding } = pages.header;
    const walked =
      encoding === 'utf-8'
        ? walkDatabase(pages)
        : walkDatabase(pages, (record) => onRow(readRecord(record, encoding) ?? []));
    return { walked, warnings: log === null ? [] : lostWith(log, pages, walked) };
  } finally {
    closeSync(file);
  }
}

/** What an import loses that leaves this log behind. */
function lostWith(log: string, database: Pages, walked: WalkedDatabase): Warning[] {
  const file = openSync(log, 'r');
  try {
    const changes = readWal(file, fstatSync(file).size, database);
    if (changes === null) return [];
    return [warning('wal-left-behind', { pages: changes.pages, rows: moreRows(walked, changes.changed) })];
  } finally {
    closeSync(file);
  }
}

/** How many rows more the tables would have; 0 where that is not known. */
function moreRows(before: WalkedDatabase, changed: Pages): number {
  try {
    const after = walkDatabase(changed);
    return Math.max(0, rowsOfTables(after) - rowsOfTables(before));
  } catch (error) {
    if (isFailure(error, 'database-unsound')) return 0;
    throw error;
  }
}

function rowsOfTables({ schema, rows }: WalkedDatabase): number {
  return schema.reduce((sum, { type, root }) => sum + (type === 'table' ? (rows.get(root) ?? 0) : 0), 0);
}

/**
 * Checks the header, and takes a database out of WAL mode. A portal's live database is often in that mode, and
 * an export holds it whole but without its `-wal` file. To open such a file even for reading, SQLite wants
 * shared memory beside it, which this build of it does not have; the two bytes that say WAL (2) instead of
 * rollback journal (1) change nothing else about the file.
 */
async function prepareHeader(path: string) {
  const file = await open(path, 'r+');
  try {
    const header = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await file.read(header, 0, HEADER_BYTES, 0);
    const { encoding } = readHeader(header.subarray(0, bytesRead));
    if (header[18] === 2 && header[19] === 2) await file.write(Buffer.of(1, 1), 0, 2, 18);
    return encoding;
  } finally {
    await file.close();
  }
}

/**
 * Runs SQLite's check over the whole database. Where it needs a sort order or function of the portal's own, table by
 * table: then the tables that need it are reported.
 *
 * @throws database-unsound
 */
function checkIntegrity(database: SqliteDatabase, tables: readonly string[]): Warning[] {
  try {
    return checkWhole(database);
  } catch (error) {
    if (!isLacking(error)) throw error;
  }
  const unchecked = tables.filter((table) => {
    try {
      const damage = findings(database.all(`PRAGMA integrity_check(${quotedName(table)})`)).filter(
        (finding) => !isAboutValues(finding),
      );
      if (damage.length > 0) throw foundBySqlite(damage.slice(0, MOST_FINDINGS));
      return false;
    } catch (error) {
      if (!isLacking(error)) throw error;
      return true;
    }
  });
  return [warning('database-partly-checked', { tables: unchecked.length, example: toPrintable(unchecked[0] ?? '') })];
}

function checkWhole(database: SqliteDatabase): Warning[] {
  if (findings(database.all('PRAGMA integrity_check(1)')).length === 0) return [];
  // Without a bound on what it finds, so that a thousand odd values do not hide a torn page behind them.
  const statement = database.prepare('PRAGMA integrity_check(2147483647)');
  const damage: string[] = [];
  let odd = 0;
  let example = '';
  try {
    for (const row of statement.iterate() as IterableIterator<Record<string, unknown>>) {
      const finding = String(row['integrity_check']);
      if (!isAboutValues(finding)) damage.push(finding);
      else if ((odd += 1) === 1) example = toPrintable(finding);
      if (damage.length === MOST_FINDINGS) break;
    }
  } finally {
    statement.finalize();
  }
  if (damage.length > 0) throw foundBySqlite(damage);
  return [warning('database-rows-break-rules', { findings: odd, example })];
}

/** The findings of SQLite's check, each of one or several lines, as its own words. */
function foundBySqlite(damage: readonly string[]) {
  const lines = damage
    .flatMap((finding) => finding.split('\n'))
    .filter((line) => line !== '' && !line.startsWith('*** in database'));
  const reported = lines.slice(0, MOST_FINDINGS).map((line) => `“${line}”`);
  return databaseUnsound(`SQLite’s own check of it says ${reported.join(', ')}`);
}

function findings(rows: readonly Record<string, unknown>[]): string[] {
  return rows.map((row) => String(row['integrity_check'])).filter((finding) => finding !== 'ok');
}

function isAboutValues(finding: string): boolean {
  return ABOUT_VALUES.test(finding);
}

function isLacking(error: unknown): boolean {
  return error instanceof Error && LACKING.test(error.message);
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

/** The rows as the walk counted them, so that nothing that a schema names is run for it. */
function countRows(database: SqliteDatabase, { schema, rows }: WalkedDatabase): TableFacts[] {
  const roots = new Map(schema.map(({ name, root }) => [name, root]));
  const counted = (name: string) => rows.get(roots.get(name) ?? 0);
  const listed = database.all(
    `SELECT name, type FROM pragma_table_list
     WHERE schema = 'main' AND type IN ('table', 'virtual') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
  );
  return listed.flatMap((table): TableFacts[] => {
    const name = String(table['name']);
    // A virtual table has as many rows as the table that its module keeps them in.
    const number =
      table['type'] === 'virtual'
        ? (counted(`${name}_content`) ?? counted(`${name}_docsize`) ?? counted(`${name}_rowid`))
        : counted(name);
    return number === undefined ? [] : [{ name: toPrintable(name), rows: number }];
  });
}

function closeQuietly(database: SqliteDatabase): void {
  try {
    database.close();
  } catch {
    // The verdict is final already, and the file is removed next.
  }
}
