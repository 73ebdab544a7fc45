import type { Database as SqliteDatabase } from 'node-sqlite3-wasm';
import { toPrintable } from '../contents/printable';
import { quotedName } from '../contents/sqlite/open';
import type { Value } from '../contents/sqlite/record';
import { type FernetKey, looksLikeToken, openToken } from '../formats/fernet';

/** Columns whose names end so hold what the portal encrypts with the key in `zoom.key`. */
const ENCRYPTED_COLUMN = /_enc$/i;
/** How many values of each column are tried, and of how many columns. */
const MOST_VALUES = 50;
const MOST_COLUMNS = 500;
/** A password or token takes some hundred bytes. */
const MOST_BYTES = 64 * 1024;
/** Where columns are not known by name. */
const UNNAMED = '';

/**
 * Some of the encrypted credentials that a portal's database stores, by column: enough to try a key on each kind of
 * them.
 */
export class CredentialSample {
  readonly #values = new Map<string, Uint8Array[]>();

  static of(database: SqliteDatabase): CredentialSample {
    const sample = new CredentialSample();
    const tables = database
      .all(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'`)
      .map((row) => String(row['name']));
    for (const table of tables) {
      // Without the columns that the schema computes, since nothing of a hostile schema is to run.
      const columns = database.all('SELECT name FROM pragma_table_info(?)', [table]).map((row) => String(row['name']));
      for (const column of columns.filter((name) => ENCRYPTED_COLUMN.test(name))) {
        const name = quotedName(column);
        const rows = database.all(
          `SELECT ${name} AS value FROM ${quotedName(table)} WHERE length(${name}) BETWEEN 1 AND ${MOST_BYTES} LIMIT ${MOST_VALUES}`,
        );
        for (const row of rows) sample.#add(`${table}.${column}`, bytesOf(row['value']));
      }
    }
    return sample;
  }

  /** Adds whatever in a row looks like an encrypted credential, where its columns are not known by name. */
  addValues(values: readonly Value[]): void {
    for (const value of values) {
      if (typeof value === 'number' || value === null) continue;
      const bytes = bytesOf(value);
      if (bytes.length <= MOST_BYTES && looksLikeToken(bytes)) this.#add(UNNAMED, bytes);
    }
  }

  get count(): number {
    return [...this.#values.values()].reduce((sum, values) => sum + values.length, 0);
  }

  /** How many of them this key opens, by their HMAC, and the first column with one that it does not open. */
  openedBy(key: FernetKey): { opened: number; closedColumn: string | null } {
    let opened = 0;
    let closedColumn: string | null = null;
    for (const [column, values] of this.#values) {
      const opening = values.filter((value) => openToken(value, key) !== null).length;
      opened += opening;
      if (opening < values.length) closedColumn ??= toPrintable(column);
    }
    return { opened, closedColumn };
  }

  #add(column: string, value: Uint8Array): void {
    const values = this.#values.get(column);
    if (values !== undefined && values.length < MOST_VALUES) values.push(value);
    else if (values === undefined && this.#values.size < MOST_COLUMNS) this.#values.set(column, [value]);
  }
}

function bytesOf(value: unknown): Uint8Array {
  return value instanceof Uint8Array ? Uint8Array.from(value) : Buffer.from(String(value));
}
