import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import type { BrowsedArchive } from '../../core/browse/browse';
import type { Overview } from '../../core/browse/model';
import { openForBrowsing } from '../../core/browse/open';
import { overviewOf } from '../../core/browse/overview';
import { failed } from '../../core/errors';
import { archivePath, wholeNumber, withCommon } from '../base/common';
import { contentsText, rowsText } from '../base/contents';
import { jobContext } from '../base/job-context';
import {
  type AcceptOptions,
  acceptsOf,
  type SecretOptions,
  secretsFor,
  withAccepts,
  withQuiet,
  withSecrets,
} from '../base/options';
import type { Report, Session } from '../base/session';

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
    .option('--rows <count>', say('cli.option.rows'), wholeNumber(0), USUAL_ROWS)
    .argument('<file>', say('cli.option.archive'))
    .action(async (file: string, options: Options) => {
      const source = resolve(archivePath(file));
      const { given: secrets, opened } = await secretsFor(session, options, source);
      const browsed = await openForBrowsing(
        { source, ...secrets, accepts: acceptsOf(options) },
        jobContext(session, 'browse', options.quiet),
      );
      await opened(basename(source));
      try {
        session.finish(
          options.table === undefined
            ? await overview(session, browsed, options.search)
            : await page(session, browsed, options.table, options.rows),
        );
      } finally {
        await browsed.close();
      }
    });
}

async function page(
  { say, signal }: Session,
  { inside }: BrowsedArchive,
  table: string,
  limit: number,
): Promise<Report> {
  if (inside.kind !== 'zip' || inside.database === null) throw failed('table-not-found', { table });
  const rows = await inside.database.rows(table, limit, signal);
  return { json: rows, text: rowsText(say, rows) };
}

async function overview({ say, signal, terminal }: Session, browsed: BrowsedArchive, search = ''): Promise<Report> {
  const found = filterBySearch(await overviewOf(browsed, signal), search.toLowerCase());
  return { json: found, text: contentsText(say, found, (text) => terminal.strong(text)) };
}

/** What has a text in its name; capitals do not matter. */
function filterBySearch(found: Overview, search: string): Overview {
  const wanted = (text: string) => text.toLowerCase().includes(search);
  return {
    ...found,
    entries: found.entries?.filter(({ name }) => wanted(name)) ?? null,
    tables: found.tables?.filter(({ name }) => wanted(name)) ?? null,
    objects: found.objects?.filter(wanted) ?? null,
    statements: found.statements?.filter(({ text }) => wanted(text)) ?? null,
  };
}
