import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { checkReport } from '../../core/drill/signature';
import { failed } from '../../core/errors';
import { formatMoment } from '../../shared/format/dates';
import { verdictWords } from '../../shared/report/verdict-words';
import { block, fields, wrap } from '../layout';
import { archivePath, expectedFingerprint, withCommon } from '../options';
import type { Session } from '../session';
import { printable } from '../terminal';

/** `salvor report check`: whether a report is exactly what an installation signed. Needs no secret and no network. */
export function addReport(program: Command, session: Session): void {
  const { say } = session;
  const report = program.command('report').description(say('cli.report.description')).helpOption('-h, --help', say('cli.option.help')).helpCommand(false);
  withCommon(report.command('check').description(say('cli.report.check')), say)
    .argument('<file>', say('cli.report.file'))
    .option('--signer <fingerprint>', say('cli.report.signer'))
    .action(async (file: string, options: { signer?: string }) => {
      const expected = expectedFingerprint(options.signer);
      const path = resolve(archivePath(file));
      const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
        throw failed('file-unreadable', { path, reason: cause.code ?? cause.message }, cause);
      });
      const checked = checkReport(text);
      if (expected !== null && expected !== checked.signer) throw failed('report-other-signer', { expected, actual: checked.signer });
      const { begun, operator, machine, archive } = checked.report;
      session.finish({
        json: checked,
        text: block(
          session.terminal.strong(say('cli.report.whole')),
          fields([
            [say('cli.report.signed-by'), checked.signer],
            [say('report.begun'), `${formatMoment(begun, 'UTC')} UTC`],
            [say('report.operator'), printable(operator)],
            [say('report.machine'), printable(machine.name)],
            [say('report.archive.name'), archive === null ? null : printable(archive.name)],
            [say('report.archive.hash'), archive?.sha256 ?? null],
            ['', printable(verdictWords(say, checked.report))],
          ]),
          expected === null ? wrap(say('cli.report.compare')) : '',
        ),
      });
    });
}
