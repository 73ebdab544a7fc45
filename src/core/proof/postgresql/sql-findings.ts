import type { DumpFacts } from '../model';
import { shown } from '../shown';
import { dumpDamaged } from './archive-cursor';
import { compare, countedTypes, shownOrNull } from './dump-facts';
import { runsOnThisMachine } from './psql-commands';
import { type QualifiedName, schemaChosen, tableFilled, tableMade } from './sql-names';
import type { SqlListener, Statement } from './sql-scanner';

/** As many as an archive of pg_dump may list. */
const MOST_TABLES = 500_000;
/** PostgreSQL knows some sixty types of objects. */
const MOST_TYPES = 500;

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
const QUOTING = /standard_conforming_strings(?!\s*(?:=|TO)\s*'?on\b)/i;

/** What plain SQL says of itself, gathered while it goes by. */
export class SqlFindings implements SqlListener {
  runsCommands = false;
  /** Whether it changes what a backslash means within quotes. */
  changesQuoting = false;
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
  readonly #tables = new Map<string, QualifiedName & { rows: number | null }>();

  /** Whether pg_dump began it and its closing line is missing. */
  get awaitsClosing(): boolean {
    return this.#open;
  }

  /** Whether pg_dump's closing line is the last thing in it. */
  get isClosed(): boolean {
    return this.#writer !== null && !this.#open && !this.#afterClosing;
  }

  comment(text: string): void {
    if (text === CLUSTER && !this.#began) this.#begin('pg_dumpall');
    else if (text === DUMP && this.#writer !== 'pg_dumpall') this.#begin('pg_dump');
    else if (text === (this.#writer === 'pg_dumpall' ? CLUSTER : DUMP) + COMPLETE) this.#open = false;
    this.#server ??= SERVER.exec(text)?.[1] ?? null;
    this.#program ??= PROGRAM.exec(text)?.[1] ?? null;
    this.#startedAt ??= STARTED.exec(text)?.slice(1).join('T') ?? null;
    const type = OBJECT.exec(text)?.[1];
    if (type !== undefined && (this.#types.has(type) || this.#types.size < MOST_TYPES)) this.#types.set(type, (this.#types.get(type) ?? 0) + 1);
  }

  command(text: string): void {
    if (runsOnThisMachine(text)) this.runsCommands = true;
    this.#database = CONNECT.exec(text)?.[1] ?? this.#database;
    if (CONNECT.test(text)) this.#databases.add(this.#database);
  }

  statement(statement: Statement): void {
    this.#began = true;
    // What somebody added behind pg_dump's end has no end of its own.
    this.#afterClosing = this.#writer !== null && !this.#open;
    if (statement.runsCommand) this.runsCommands = true;
    const { head } = statement;
    if (QUOTING.test(head)) this.changesQuoting = true;
    this.#schema = schemaChosen(head) ?? this.#schema;
    const made = tableMade(head);
    if (made !== null) this.#count(made, null);
    if (statement.inserted !== null) this.#count(tableFilled(head), statement.inserted);
  }

  copied({ head }: Statement, rows: number): void {
    this.#count(tableFilled(head), rows);
  }

  facts(): DumpFacts {
    const tables = [...this.#tables.values()].map(({ schema, name, rows }) => ({ schema: shownOrNull(schema), name: shown(name), rows }));
    const [database] = this.#databases;
    return {
      kind: 'postgresql-dump',
      format: 'plain',
      serverVersion: shownOrNull(this.#server),
      dumpVersion: shownOrNull(this.#program),
      database: database !== undefined && this.#databases.size === 1 ? shown(database) : null,
      createdAt: this.#startedAt,
      objects: countedTypes(this.#types),
      tables: tables.sort((a, b) => compare(a.schema ?? '', b.schema ?? '') || compare(a.name, b.name)),
    };
  }

  #begin(writer: 'pg_dump' | 'pg_dumpall'): void {
    this.#writer = writer;
    this.#open = true;
    this.#began = true;
    this.#afterClosing = false;
  }

  #count(found: QualifiedName | null, rows: number | null): void {
    if (found === null) return;
    const table = { schema: found.schema ?? this.#schema, name: found.name };
    const key = JSON.stringify([this.#database, table.schema, table.name]);
    const before = this.#tables.get(key)?.rows ?? null;
    this.#tables.set(key, { ...table, rows: rows === null ? before : (before ?? 0) + rows });
    if (this.#tables.size > MOST_TABLES) throw dumpDamaged(`it has more than ${MOST_TABLES} tables`);
  }
}
