import { dumpDamaged } from '../contents/postgresql/archive-cursor';
import type { Statement } from '../contents/postgresql/open-statement';
import { isUnusualCommand } from '../contents/postgresql/psql-commands';
import {
  chosenSchema,
  createdTable,
  filledTable,
  insertHead,
  type QualifiedName,
} from '../contents/postgresql/sql-names';
import type { SqlListener } from '../contents/postgresql/sql-reading';
import { toPrintable } from '../contents/printable';
import { compareText, countedTypes, toPrintableOrNull } from './dump-facts';
import type { DumpFacts } from './model';

/** As many as an archive of pg_dump may list. */
const MOST_TABLES = 500_000;
/** PostgreSQL knows some sixty types of objects. */
const MOST_TYPES = 500;

/** How much is shown of what is unusual, in characters. */
const LONGEST_SHOWN = 80;

/** pg_dump and pg_dumpall begin and end what they write by these comments. */
const DUMP = '-- PostgreSQL database dump';
const CLUSTER = '-- PostgreSQL database cluster dump';
const COMPLETE = ' complete';

const SERVER = /^-- Dumped from database version (.+)$/;
const PROGRAM = /^-- Dumped by pg_dump version (.+)$/;
/** With --verbose alone. */
const STARTED = /^-- Started on (\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d)/;
const OBJECT = /^-- (?:Data for )?Name: .*; Type: ([A-Z][A-Z ]{1,40}); Schema: /;
const CONNECT = /^\\c(?:onnect)?\s+(?:-reuse-previous=\w+\s+)?"?(?:dbname='?)?([^"'\s]+)/;

/** What plain SQL says of itself, gathered while it goes by. */
export class SqlFindings implements SqlListener {
  /**
   * The first thing in it that pg_dump never writes and that could run programs, reach files or hide more; null for
   * none.
   */
  unusualText: string | null = null;
  /** The first text in the place of a statement that is none; null where all are. */
  notSql: string | null = null;
  #writer: 'pg_dump' | 'pg_dumpall' | null = null;
  #open = false;
  #began = false;
  #afterClosing = false;
  #server: string | null = null;
  #program: string | null = null;
  #startedAt: string | null = null;
  readonly #databases = new Set<string>();
  #database = '';
  #schema: string | null = null;
  readonly #types = new Map<string, number>();
  readonly #tables = new Map<string, CountedTable>();
  /** How the INSERTs at hand begin, up to the space behind the table's name: there is often one for each row. */
  #inserting: { begins: string; table: CountedTable } | null = null;

  /** Whether pg_dump began it and its closing line is missing. */
  get awaitsClosing(): boolean {
    return this.#open;
  }

  /** Whether pg_dump's closing line has come. */
  get isEnded(): boolean {
    return this.#writer !== null && !this.#open;
  }

  /** Whether pg_dump's closing line is the last thing in it. */
  get isClosed(): boolean {
    return this.#writer !== null && !this.#open && !this.#afterClosing;
  }

  unusual(text: string): void {
    this.unusualText ??= toPrintable(text.slice(0, LONGEST_SHOWN));
  }

  comment(text: string): void {
    if (text === CLUSTER && !this.#began) this.#begin('pg_dumpall');
    else if (text === DUMP && this.#writer !== 'pg_dumpall') this.#begin('pg_dump');
    else if (text === (this.#writer === 'pg_dumpall' ? CLUSTER : DUMP) + COMPLETE) this.#open = false;
    this.#server ??= SERVER.exec(text)?.[1] ?? null;
    this.#program ??= PROGRAM.exec(text)?.[1] ?? null;
    this.#startedAt ??= STARTED.exec(text)?.slice(1).join('T') ?? null;
    const type = OBJECT.exec(text)?.[1];
    if (type !== undefined && (this.#types.has(type) || this.#types.size < MOST_TYPES))
      this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
  }

  command(text: string): void {
    if (isUnusualCommand(text)) this.unusual(text);
    this.#database = CONNECT.exec(text)?.[1] ?? this.#database;
    if (!CONNECT.test(text)) return;
    this.#databases.add(this.#database);
    this.#inserting = null;
  }

  statement(statement: Statement): void {
    this.#began = true;
    // What was added behind pg_dump's end has no end of its own.
    this.#afterClosing = this.#writer !== null && !this.#open;
    const { head } = statement;
    if (statement.runsCommand) this.unusual(head);
    if (statement.inserted !== null) return this.#insert(head, statement.inserted);
    if (!isSql(head)) this.notSql ??= toPrintable(head.slice(0, LONGEST_SHOWN));
    const schema = chosenSchema(head);
    if (schema !== undefined) this.#schema = schema;
    // The same name may mean another table from here on.
    if (schema !== undefined) this.#inserting = null;
    const made = createdTable(head);
    if (made !== null) this.#count(made, null);
  }

  copied({ head }: Statement, rows: number): void {
    const found = filledTable(head);
    if (found !== null) this.#count(found, rows);
  }

  facts(): DumpFacts {
    const tables = [...this.#tables.values()].map(({ schema, name, rows }) => ({
      schema: toPrintableOrNull(schema),
      name: toPrintable(name),
      rows,
    }));
    const [database] = this.#databases;
    return {
      kind: 'postgresql-dump',
      format: 'plain',
      serverVersion: toPrintableOrNull(this.#server),
      dumpVersion: toPrintableOrNull(this.#program),
      database: database !== undefined && this.#databases.size === 1 ? toPrintable(database) : null,
      createdAt: this.#startedAt,
      objects: countedTypes(this.#types),
      tables: tables.sort((a, b) => compareText(a.schema ?? '', b.schema ?? '') || compareText(a.name, b.name)),
    };
  }

  #begin(writer: 'pg_dump' | 'pg_dumpall'): void {
    this.#writer = writer;
    this.#open = true;
    this.#began = true;
    this.#afterClosing = false;
  }

  #insert(head: string, rows: number): void {
    const before = this.#inserting;
    if (before === null || !head.startsWith(before.begins) || head[before.begins.length] === '.') {
      const found = filledTable(head);
      if (found === null) return;
      this.#inserting = { begins: `${insertHead(head)} `, table: this.#count(found, 0) };
    }
    if (this.#inserting !== null) this.#inserting.table.rows = (this.#inserting.table.rows ?? 0) + rows;
  }

  #count(found: QualifiedName, rows: number | null): CountedTable {
    const schema = found.schema ?? this.#schema;
    const key = JSON.stringify([this.#database, schema, found.name]);
    const table = this.#tables.get(key) ?? { schema, name: found.name, rows: null };
    if (rows !== null) table.rows = (table.rows ?? 0) + rows;
    this.#tables.set(key, table);
    if (this.#tables.size > MOST_TABLES) throw dumpDamaged(`it has more than ${MOST_TABLES} tables`);
    return table;
  }
}

/**
 * The words with which PostgreSQL's statements begin (its reference, "SQL Commands"); a query may also begin with a
 * bracket.
 */
const STATEMENTS = new Set(
  (
    'abort alter analyse analyze begin call checkpoint close cluster comment commit copy create deallocate declare delete discard do drop end execute explain ' +
    'fetch grant import insert listen load lock merge move notify prepare reassign refresh reindex release repack reset revoke rollback savepoint security ' +
    'select set show start table truncate unlisten update vacuum values wait with'
  ).split(' '),
);

/** Whether a statement is one, and no message that a program wrote among the SQL. */
function isSql(head: string): boolean {
  return head.startsWith('(') || STATEMENTS.has((/^[A-Za-z_]+/.exec(head)?.[0] ?? '').toLowerCase());
}

interface CountedTable {
  readonly schema: string | null;
  readonly name: string;
  rows: number | null;
}
