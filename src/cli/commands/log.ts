import { resolve } from 'node:path';
import type { Command } from 'commander';
import type { Anchor } from '../../core/custody/logbook/anchor';
import { type CheckedLog, checkLog, readExport } from '../../core/custody/logbook/check';
import type { LogCheck } from '../../core/custody/logbook/model';
import { readText } from '../../core/disk/read-file';
import { type Failure, failed } from '../../core/errors';
import { formatMoment } from '../../shared/format/dates';
import { findingWords, headWords, logWords } from '../../shared/logbook/words';
import type { Say } from '../../shared/messages/catalogue';
import { wholeNumber, withCommands, withCommon } from '../base/common';
import { block, fields, wrap } from '../base/layout';
import { expectedFingerprint } from '../base/options';
import { openRecords } from '../base/records';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';
import { writeTextFile } from '../base/text-file';
import { unlockedVault, type VaultOptions, withVaultPassphrase } from '../base/vault';

/** `salvor log`: what was done, and whether every line of that is as it was written. */
export function addLog(program: Command, session: Session): void {
  const { say } = session;
  const log = withCommands(program.command('log').description(say('cli.log.description')), say);

  withCommon(log.command('show').description(say('cli.log.show')), say)
    .option('--last <count>', say('cli.log.last'), wholeNumber(1))
    .action(async ({ last }: { last?: number }) => {
      const checked = await openRecords(session).logbook.check();
      const entries = last === undefined ? checked.entries : checked.entries.slice(-last);
      session.finish({
        json: { check: checked.check, entries: entries.map(({ line, entry }) => ({ line, ...entry })) },
        text: block(
          entries.length === 0
            ? say('cli.log.empty')
            : entries.map(({ line, entry }) => row(say, line, entry)).join('\n'),
          verdict(session, checked.check),
        ),
      });
    });

  withVaultPassphrase(withCommon(log.command('check').description(say('cli.log.check')), say), say)
    .argument('[file]', say('cli.log.file'))
    .option('--signer <fingerprint>', say('cli.log.signer'))
    .action(async (file: string | undefined, options: VaultOptions & { signer?: string }) => {
      const expected = expectedFingerprint(options.signer);
      const { check } =
        file === undefined
          ? await openRecords(session).logbook.check(await anchorInVault(session, options))
          : await checkFile(resolve(file));
      if (check.findings.length === 0 && expected !== null && check.signer !== expected) {
        throw failed('log-other-signer', { expected, actual: check.signer ?? '–' });
      }
      const altered: Failure = {
        code: 'log-altered',
        params: {
          line: check.findings.find(({ line }) => line !== null)?.line ?? null,
          findings: check.findings.length,
        },
      };
      session.finish({
        json: check,
        text: block(
          verdict(session, check),
          file !== undefined && expected === null && check.findings.length === 0 ? wrap(say('cli.report.compare')) : '',
        ),
        ...(check.findings.length === 0 ? {} : { failure: altered }),
      });
    });

  withCommon(log.command('export').description(say('cli.log.export')), say)
    .requiredOption('--out <file>', say('cli.log.out'))
    .option('--overwrite', say('cli.option.overwrite'), false)
    .action(async ({ out, overwrite }: { out: string; overwrite: boolean }) => {
      const path = resolve(out);
      const text = await writeTextFile(path, overwrite, async () => {
        const exported = await openRecords(session).exportLog();
        return { text: exported, result: exported };
      });
      const { check } = checkText(text);
      session.finish({
        json: { path, lines: check.lines, signer: check.signer, head: check.head },
        text: block(say('cli.log.exported', { lines: check.lines, path }), verdict(session, check)),
      });
    });
}

/** What the vault knows of the logbook's end, where its passphrase was given. */
async function anchorInVault(session: Session, { vaultPassphraseFile }: VaultOptions): Promise<Anchor | null> {
  if (vaultPassphraseFile === undefined) return null;
  const vault = await unlockedVault(session, vaultPassphraseFile);
  try {
    return vault.logbook;
  } finally {
    vault.lock();
  }
}

async function checkFile(path: string): Promise<CheckedLog> {
  const text = await readText(path);
  const checked = checkText(text);
  // Not one line and no seal that could be read: then it is not a damaged logbook but another file.
  if (checked.entries.length === 0 && checked.check.signer === null) throw failed('log-unreadable', { path });
  return checked;
}

function checkText(text: string): CheckedLog {
  const { lines, head } = readExport(text);
  return checkLog(lines, head);
}

function row(say: Say, line: number, entry: CheckedLog['entries'][number]['entry']): string {
  const { what, detail, failure } = logWords(say, entry);
  const parts = [
    what,
    failure === null ? '' : say('logbook.outcome.failed', { title: failure }),
    detail,
    entry.who,
  ].filter((part) => part !== '');
  return `${String(line).padStart(4)}  ${formatMoment(entry.when, 'UTC')} UTC  ${printable(parts.join(' · '))}`;
}

function verdict({ say, terminal }: Session, check: LogCheck): string {
  const whole = check.findings.length === 0;
  return block(
    terminal.strong(
      whole
        ? say('logbook.whole.title', { lines: check.lines })
        : say('logbook.broken.title', { findings: check.findings.length }),
    ),
    check.findings.map((finding) => wrap(findingWords(say, finding))).join('\n'),
    check.torn ? wrap(say('logbook.torn')) : '',
    fields([
      [say('logbook.head'), headWords(say, check)],
      [say('cli.report.signed-by'), check.signer],
    ]),
    whole && check.head !== null ? wrap(say('logbook.whole.binds')) : '',
  );
}
