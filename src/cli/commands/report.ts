import { resolve } from 'node:path';
import type { Command } from 'commander';
import { readText } from '../../core/disk/read-file';
import { checkReport } from '../../core/drill/signature';
import { type Failure, failed, toFailure } from '../../core/errors';
import { formatMoment } from '../../shared/format/dates';
import { explain } from '../../shared/messages/catalogue';
import { verdictWords } from '../../shared/report/verdict-words';
import { archivePath, withCommands, withCommon } from '../base/common';
import { block, fields, indent, wrap } from '../base/layout';
import { expectedFingerprint } from '../base/options';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';

/** `salvor report check`: whether a report is exactly what an installation signed. Needs no secret and no network. */
export function addReport(program: Command, session: Session): void {
  const { say } = session;
  const report = withCommands(program.command('report').description(say('cli.report.description')), say);
  withCommon(report.command('check').description(say('cli.report.check')), say)
    .argument('<files...>', say('cli.report.file'))
    .option('--signer <fingerprint>', say('cli.report.signer'))
    .action(async (files: string[], options: { signer?: string }) => {
      const expected = expectedFingerprint(options.signer);
      const paths = files.map((file) => resolve(archivePath(file)));
      const [only, ...more] = paths;
      if (only !== undefined && more.length === 0) {
        const checked = await checkedReport(only, expected);
        return session.finish({
          json: { ...checked, reports: [{ path: only, ok: true, ...checked }] },
          text: reportText(session, checked, expected),
        });
      }
      const results: Result[] = [];
      for (const path of paths)
        results.push(
          await checkedReport(path, expected).then(
            (checked) => ({ path, checked }),
            (error: unknown) => ({ path, failure: toFailure(error) }),
          ),
        );
      const failures = results.flatMap((result) => ('failure' in result ? [result.failure] : []));
      session.finish({
        json: {
          reports: results.map((result) =>
            'failure' in result
              ? { path: result.path, ok: false, error: result.failure }
              : { path: result.path, ok: true, ...result.checked },
          ),
        },
        text: block(
          ...results.map((result) => {
            const text =
              'failure' in result
                ? say('cli.report.not-whole', { title: explain(say, result.failure).title })
                : reportText(session, result.checked, expected);
            return `${printable(result.path)}\n${indent(text)}`;
          }),
          say('cli.report.summary', { whole: results.length - failures.length, count: results.length }),
        ),
        ...(failures[0] === undefined ? {} : { failure: failures[0] }),
      });
    });
}

type CheckedReport = ReturnType<typeof checkReport>;
type Result = { readonly path: string } & ({ readonly checked: CheckedReport } | { readonly failure: Failure });

/** @throws file-unreadable, report-other-signer, and what `checkReport` throws */
async function checkedReport(path: string, expected: string | null): Promise<CheckedReport> {
  const text = await readText(path);
  const checked = checkReport(text);
  if (expected !== null && expected !== checked.signer)
    throw failed('report-other-signer', { expected, actual: checked.signer });
  return checked;
}

function reportText({ say, terminal }: Session, { report, signer }: CheckedReport, expected: string | null): string {
  const { begun, operator, machine, archive } = report;
  return block(
    terminal.strong(say('cli.report.whole')),
    fields([
      [say('cli.report.signed-by'), signer],
      [say('report.begun'), `${formatMoment(begun, 'UTC')} UTC`],
      [say('report.operator'), printable(operator)],
      [say('report.machine'), printable(machine.name)],
      [say('report.archive.name'), archive === null ? null : printable(archive.name)],
      [say('report.archive.hash'), archive?.sha256 ?? null],
      ['', printable(verdictWords(say, report))],
    ]),
    expected === null ? wrap(say('cli.report.compare')) : '',
  );
}
