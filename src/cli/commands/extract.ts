import { basename, resolve, sep } from 'node:path';
import type { Command } from 'commander';
import { extractEntries, extractEntry, type Selection } from '../../core/browse/extract';
import type { Extraction } from '../../core/browse/model';
import { openForBrowsing } from '../../core/browse/open';
import { fileLogFacts } from '../../core/restore/log-facts';
import { formatSize } from '../../shared/format/size';
import { explain } from '../../shared/messages/catalogue';
import { archivePath, withCommon } from '../base/common';
import { jobContext } from '../base/job-context';
import { block, indent, wrap } from '../base/layout';
import {
  type AcceptOptions,
  acceptsOf,
  type SecretOptions,
  secretsFor,
  withAccepts,
  withQuiet,
  withSecrets,
} from '../base/options';
import { note } from '../base/records';
import type { Report, Session } from '../base/session';
import { printable } from '../base/terminal';
import { UsageError } from '../base/usage';

interface Options extends SecretOptions, AcceptOptions {
  readonly entry: readonly string[];
  readonly prefix?: string;
  readonly all: boolean;
  readonly out?: string;
  readonly outFile?: string;
  readonly overwrite: boolean;
  readonly quiet: boolean;
}

/** `salvor extract`: takes files out of an archive, without unpacking the rest. */
export function addExtract(program: Command, session: Session): void {
  const { say } = session;
  const command = withQuiet(
    withSecrets(withCommon(program.command('extract').description(say('cli.extract.description')), say), say),
    say,
  );
  withAccepts(command, say, 'contents')
    .option('--entry <names...>', say('cli.option.entry'), [])
    .option('--prefix <prefix>', say('cli.option.prefix'))
    .option('--all', say('cli.option.all'), false)
    .option('--out <folder>', say('cli.option.out-folder'))
    .option('--out-file <file>', say('cli.option.out-file'))
    .option('--overwrite', say('cli.option.overwrite'), false)
    .argument('<file>', say('cli.option.archive'))
    .action(async (file: string, options: Options) => {
      const source = resolve(archivePath(file));
      const target = targetOf(options);
      const { given: secrets, opened } = await secretsFor(session, options, source);
      const browsed = await openForBrowsing(
        { source, ...secrets, accepts: acceptsOf(options) },
        jobContext(session, 'browse', options.quiet),
      );
      await opened(basename(source));
      try {
        const job = jobContext(session, 'inside', options.quiet);
        const done =
          'file' in target
            ? {
                written: [await extractEntry(browsed, target.entry, target.file, options, job)],
                failed: [],
                stopped: false,
              }
            : await extractEntries(browsed, target.selection, target.folder, options, job);
        await note(session, {
          what: 'extract',
          outcome: done.failed[0]?.failure.code ?? 'ok',
          facts: fileLogFacts(source, browsed.keyFingerprint),
        });
        session.finish(extractionReport(session, done));
      } finally {
        await browsed.close();
      }
    });
}

/** Where to and what: `--out-file` takes exactly one `--entry`, `--out` one of the three ways to choose. */
function targetOf({
  entry,
  prefix,
  all,
  out,
  outFile,
}: Options): { file: string; entry: string } | { folder: string; selection: Selection } {
  const ways = [entry.length > 0, prefix !== undefined, all].filter(Boolean).length;
  const [first] = entry;
  if (ways !== 1) throw new UsageError('selection', '--entry, --prefix, --all');
  if (outFile !== undefined && out === undefined) {
    if (first === undefined || entry.length > 1) throw new UsageError('bad-value', '--out-file');
    return { file: resolve(outFile), entry: first };
  }
  if (out === undefined) throw new UsageError('option-missing', '--out');
  if (outFile !== undefined) throw new UsageError('bad-value', '--out-file');
  return { folder: resolve(out), selection: all ? 'all' : prefix === undefined ? { names: entry } : { prefix } };
}

function extractionReport({ say, terminal }: Session, done: Extraction): Report {
  const { written, failed } = done;
  const bytes = written.reduce((sum, each) => sum + each.bytes, 0);
  const listed = written.map(({ name, path }) => {
    const same = path.replaceAll(sep, '/').endsWith(`/${name}`);
    return same ? printable(path) : `${printable(path)}  ${say('cli.extract.renamed', { name })}`;
  });
  const refused = failed
    .map(({ name, failure }) => `${printable(name)}\n${indent(wrap(explain(say, failure).happened), 4)}`)
    .join('\n');
  return {
    json: done,
    text: block(
      terminal.strong(say('cli.extract.written', { count: written.length, size: formatSize(bytes) })),
      indent(listed.join('\n')),
      failed.length === 0 ? '' : terminal.strong(say('cli.extract.failed', { count: failed.length })),
      indent(refused),
      done.stopped ? say('cli.extract.stopped') : '',
    ),
    ...(failed[0] === undefined
      ? {}
      : { failure: (done.stopped ? failed.at(-1) : failed[0])?.failure ?? failed[0].failure }),
  };
}
