import { join } from 'node:path';
import type { Database as SqliteDatabase } from 'node-sqlite3-wasm';
import { toPrintable } from '../contents/printable';
import { openForeignDatabase, quotedName } from '../contents/sqlite/open';
import { freeBytes } from '../disk/disk-trouble';
import { ScratchFile } from '../disk/scratch-file';
import type { ScratchFolder } from '../disk/scratch-folder';
import { failed, SalvorError } from '../errors';
import { checkDatabase, DATABASE, type TableFacts } from '../proof/database';
import type { Files } from './files';
import type { Cell, TableRows } from './model';

/** A page of rows is for reading: more than this many rows, columns or characters of one text no one reads. */
export const MOST_ROWS = 500;
const MOST_COLUMNS = 100;
const MOST_CHARACTERS = 300;

interface OpenedCopy {
  readonly path: string;
  readonly tables: TableFacts[];
  /** Whether SQLite as Salvor has it can read its rows. */
  readonly readable: boolean;
}

/**
 * The SQLite database of a portal export. SQLite reads files alone, so it is in a private scratch copy from the
 * first question on, until `close`.
 */
export class PortalDatabase {
  readonly #files: Files;
  readonly #entry: number;
  readonly #scratch: ScratchFolder;
  #copies = 0;
  #copy: Promise<OpenedCopy> | null = null;
  #database: SqliteDatabase | null = null;

  private constructor(files: Files, entry: number, scratch: ScratchFolder) {
    this.#files = files;
    this.#entry = entry;
    this.#scratch = scratch;
  }

  /** The database among these files; null where there is none. */
  static among(files: Files, scratch: ScratchFolder): PortalDatabase | null {
    const entry = files.entries.findIndex(({ name }) => name === DATABASE);
    return entry === -1 ? null : new PortalDatabase(files, entry, scratch);
  }

  /**
   * Its tables by name, with their rows counted. The first call copies and checks the whole database.
   *
   * @throws database-unsound, entry-damaged, zip-bomb, disk-full, destination-not-writable, cancelled
   */
  async tables(signal: AbortSignal): Promise<readonly TableFacts[]> {
    return (await this.#ready(signal)).tables;
  }

  /**
   * The first rows of a table, in SQLite's own order. @throws table-not-found, table-unreadable, and what `tables`
   * throws
   */
  async rows(table: string, limit: number, signal: AbortSignal): Promise<TableRows> {
    const { path, tables, readable } = await this.#ready(signal);
    const facts = tables.find((each) => each.name === table);
    if (facts === undefined) throw failed('table-not-found', { table: toPrintable(table) });
    if (!readable)
      throw failed('table-unreadable', { table: toPrintable(table), reason: 'the database stores its text as UTF-16' });
    try {
      return this.#rowsOf(path, table, facts, limit);
    } catch (error) {
      if (error instanceof SalvorError || !(error instanceof Error)) throw error;
      throw failed('table-unreadable', { table: toPrintable(table), reason: toPrintable(error.message) }, error);
    }
  }

  #rowsOf(path: string, table: string, facts: TableFacts, limit: number): TableRows {
    const database = this.#open(path);
    const names = database
      .all(`SELECT name FROM pragma_table_list WHERE schema = 'main'`)
      .map((row) => String(row['name']));
    // Facts have names fit to be shown.
    const name = names.find((each) => toPrintable(each) === table);
    if (name === undefined) throw failed('table-not-found', { table: toPrintable(table) });
    // Without the columns that the schema computes, since nothing of a hostile schema is to run.
    const every = database.all(`SELECT name FROM pragma_table_info(?)`, [name]).map((row) => String(row['name']));
    const columns = every.slice(0, MOST_COLUMNS);
    return {
      table,
      columns: columns.map(toPrintable),
      moreColumns: every.length > columns.length,
      rows: firstRows(database, name, columns, Math.min(limit, MOST_ROWS)),
      total: facts.rows,
    };
  }

  close(): void {
    this.#database?.close();
    this.#database = null;
  }

  async #ready(signal: AbortSignal): Promise<OpenedCopy> {
    this.#copy ??= this.#makeCopy(signal);
    try {
      return await this.#copy;
    } catch (error) {
      // A call after a cancelled one tries again.
      this.#copy = null;
      throw error;
    }
  }

  async #makeCopy(signal: AbortSignal): Promise<OpenedCopy> {
    const free = await freeBytes(this.#scratch.parent).catch(() => null);
    this.#files.requireReasonableSize([this.#entry], free);
    this.#copies += 1;
    const path = join(await this.#scratch.path(), `${this.#copies}-${DATABASE}`);
    const copy = await ScratchFile.create(path, this.#files.entries[this.#entry]?.bytes ?? 0);
    try {
      await this.#files.reader(signal, () => {}).read(this.#entry, (bytes) => copy.append(bytes));
    } finally {
      await copy.close();
    }
    const { tables, warnings } = await checkDatabase(path);
    return { path, tables, readable: !warnings.some(({ code }) => code === 'database-in-utf16') };
  }

  #open(path: string): SqliteDatabase {
    if (this.#database !== null) return this.#database;
    this.#database = openForeignDatabase(path);
    return this.#database;
  }
}

/** Of every value its type, its length and at most its beginning, so that a huge one never comes into memory. */
function firstRows(database: SqliteDatabase, table: string, columns: readonly string[], limit: number): Cell[][] {
  if (columns.length === 0) return [];
  const asked = columns.map((column, at) => {
    const name = quotedName(column);
    const value = `CASE typeof(${name}) WHEN 'blob' THEN NULL WHEN 'text' THEN substr(${name}, 1, ${MOST_CHARACTERS}) ELSE ${name} END`;
    return `typeof(${name}) AS t${at}, length(${name}) AS l${at}, ${value} AS v${at}`;
  });
  return database
    .all(`SELECT ${asked.join(', ')} FROM ${quotedName(table)} LIMIT ${Math.max(0, Math.floor(limit))}`)
    .map((row) => columns.map((_, at) => cell(row[`t${at}`], row[`l${at}`], row[`v${at}`])));
}

function cell(type: unknown, length: unknown, value: unknown): Cell {
  switch (type) {
    case 'null':
      return null;
    case 'blob':
      return { blob: Number(length) };
    case 'text': {
      const text = String(value);
      return Number(length) > MOST_CHARACTERS ? { text, length: Number(length) } : text;
    }
    default:
      return typeof value === 'number' && Number.isFinite(value) ? value : String(value);
  }
}
