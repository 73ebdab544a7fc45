import { basename, resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { failed } from '../../core/errors';
import type { Look } from '../../core/look/look';
import type { Overview } from '../../core/look/model';
import { openForLooking } from '../../core/look/open';
import { overviewOf } from '../../core/look/overview';
import { contentsText, rowsText } from '../contents';
import {
  type AcceptOptions,
  acceptsOf,
  archivePath,
  type SecretOptions,
  secretsFor,
  withAccepts,
  withCommon,
  withQuiet,
  withSecrets,
} from '../options';
import type { Report, Session } from '../session';

interface Options extends SecretOptions, AcceptOptions {
  readonly table?: string;
  readonly rows: number;
  readonly search?: string;
  readonly quiet: boolean;
}

const USUAL_ROWS = 10;

/** `salvor contents`: what is inside an archive, without writing any of it. */
export function addContents(program: Command, session: Session): void {
  const { say } = session;
  const command = withQuiet(
    withSecrets(withCommon(program.command('contents').description(say('cli.contents.description')), say), say),
    say,
  );
  withAccepts(command, say, 'contents')
    .option('--search <text>', say('cli.option.search'))
    .option('--table <table>', say('cli.option.table'))
    .option('--rows <count>', say('cli.option.rows'), wholeNumber, USUAL_ROWS)
    .argument('<file>', say('cli.option.archive'))
    .action(async (file: string, options: Options) => {
      const source = resolve(archivePath(file));
      const { given: secrets, opened } = await secretsFor(session, options, source);
      const look = await openForLooking(
        { source, ...secrets, accepts: acceptsOf(options) },
        session.job('look', options.quiet),
      );
      await opened(basename(source));
      try {
        session.finish(
          options.table === undefined
            ? await overview(session, look, options.search)
            : await page(session, look, options.table, options.rows),
        );
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
  const found = searched(await overviewOf(look, signal), search.toLowerCase());
  return { json: found, text: contentsText(say, found, (text) => terminal.strong(text)) };
}

/** What has a text in its name; capitals do not matter. */
function searched(found: Overview, search: string): Overview {
  const wanted = (text: string) => text.toLowerCase().includes(search);
  return {
    ...found,
    entries: found.entries?.filter(({ name }) => wanted(name)) ?? null,
    tables: found.tables?.filter(({ name }) => wanted(name)) ?? null,
    objects: found.objects?.filter(wanted) ?? null,
    statements: found.statements?.filter(({ text }) => wanted(text)) ?? null,
  };
}

function wholeNumber(text: string): number {
  if (!/^\d{1,6}$/.test(text)) throw new InvalidArgumentError('no whole number');
  return Number(text);
}
