import { resolve } from 'node:path';
import { InvalidArgumentError, type Command } from 'commander';
import { failed, toFailure, type Failure } from '../../core/errors';
import type { Look } from '../../core/look/look';
import { openForLooking } from '../../core/look/open';
import { formatTocLine, listedEntries } from '../../core/proof/postgresql/toc-line';
import { contentsJson, contentsText, rowsText, type Found } from '../contents';
import { archivePath, givenSecrets, withCommon, withQuiet, withSecrets, type SecretOptions } from '../options';
import type { Report, Session } from '../session';

interface Options extends SecretOptions {
  readonly table?: string;
  readonly rows: number;
  readonly search?: string;
  readonly quiet: boolean;
}

const USUAL_ROWS = 10;
const STATEMENTS = 20;

/** `salvor contents`: what is inside an archive, without writing any of it. */
export function addContents(program: Command, session: Session): void {
  const { say } = session;
  withQuiet(withSecrets(withCommon(program.command('contents').description(say('cli.contents.description')), say), say), say)
    .option('--search <text>', say('cli.option.search'))
    .option('--table <table>', say('cli.option.table'))
    .option('--rows <count>', say('cli.option.rows'), wholeNumber, USUAL_ROWS)
    .argument('<file>', say('cli.option.archive'))
    .action(async (file: string, options: Options) => {
      const source = resolve(archivePath(file));
      const secrets = await givenSecrets(session, options);
      const look = await openForLooking({ source, ...secrets }, session.job('look', options.quiet));
      try {
        session.finish(options.table === undefined ? await overview(session, look, options.search) : await page(session, look, options.table, options.rows));
      } finally {
        await look.close();
      }
    });
}

async function page({ say, signal }: Session, { inside }: Look, table: string, limit: number): Promise<Report> {
  if (inside.kind !== 'zip' || inside.database === null) throw failed('table-not-found', { table });
  const rows = await inside.database.rows(table, limit, signal);
  return { json: rows, text: rowsText(say, rows) };
}

async function overview({ say, signal, terminal }: Session, look: Look, search = ''): Promise<Report> {
  const found = await findInside(look, search.toLowerCase(), signal);
  return { json: contentsJson(look, found), text: contentsText(say, look, found, (text) => terminal.strong(text)) };
}

async function findInside({ inside }: Look, search: string, signal: AbortSignal): Promise<Found> {
  const wanted = (text: string) => text.toLowerCase().includes(search);
  const nothing: Found = { entries: null, tables: null, objects: null, statements: null, dump: null, failure: null };
  switch (inside.kind) {
    case 'zip': {
      const read = await readable(async () => (await inside.database?.tables(signal)) ?? null);
      const tables = read.value?.filter(({ name }) => wanted(name)) ?? null;
      return { ...nothing, entries: inside.files.entries.filter(({ name }) => wanted(name)), tables, failure: read.failure };
    }
    case 'tar':
      return { ...nothing, entries: inside.files.entries.filter(({ name }) => wanted(name)) };
    case 'postgresql-custom':
      return { ...nothing, dump: inside.facts, objects: listedEntries(inside.toc).map(formatTocLine).filter(wanted) };
    case 'postgresql-sql': {
      const dump = await readable(() => inside.sql.facts(signal));
      const statements = await inside.sql.statements(STATEMENTS);
      return { ...nothing, dump: dump.value, statements: statements.filter(({ text }) => wanted(text)), failure: dump.failure };
    }
    case 'unknown':
      return nothing;
  }
}

/** What is damaged is told beside the rest, which can still be looked at and taken out. */
async function readable<T>(read: () => Promise<T>): Promise<{ value: T | null; failure: Failure | null }> {
  try {
    return { value: await read(), failure: null };
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === 'cancelled' || failure.code === 'unexpected') throw error;
    return { value: null, failure };
  }
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('no whole number');
  return Number(text);
}
