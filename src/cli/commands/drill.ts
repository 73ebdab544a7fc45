import { userInfo } from 'node:os';
import { basename, resolve } from 'node:path';
import { ed25519 } from '@noble/curves/ed25519.js';
import type { Command } from 'commander';
import { version } from '../../../package.json';
import { installationKey } from '../../core/custody/logbook/installation-key';
import { runDrill } from '../../core/drill/drill';
import { drillLogFacts } from '../../core/drill/log-facts';
import { type DrillReport, shortOfProven } from '../../core/drill/model';
import { signReport } from '../../core/drill/signature';
import { fingerprintOf } from '../../core/formats/site-key';
import { shownAddress } from '../../core/sources/kinds/registry';
import type { Scope } from '../../core/sources/model';
import { formatElapsed } from '../../shared/format/duration';
import { ageWords } from '../../shared/report/age-words';
import { verdictWords } from '../../shared/report/verdict-words';
import { type DrillItem, drillTarget, readBatch } from '../base/batch';
import { archivePath, withCommon } from '../base/common';
import { dataFolder } from '../base/data-folder';
import { jobContext } from '../base/job-context';
import { block, fields, indent } from '../base/layout';
import { type SecretOptions, withQuiet, withScope, withSecrets, withServer } from '../base/options';
import { note } from '../base/records';
import { type ReportFiles, writeReport } from '../base/report-files';
import { warningsText } from '../base/result';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';
import { UsageError } from '../base/usage';
import { unlockedVault } from '../base/vault';

interface Options extends SecretOptions {
  readonly server?: string;
  readonly apiKeyFile?: string;
  readonly caFile: readonly string[];
  readonly allowHttp: boolean;
  readonly id: string;
  readonly fingerprint?: string;
  readonly list?: string;
  readonly scope?: Scope;
  readonly out: string;
  readonly operator?: string;
  readonly quiet: boolean;
}

/** `salvor drill`: proof without a restore, and evidence of it. */
export function addDrill(program: Command, session: Session): void {
  const { say } = session;
  const drill = withSecrets(withCommon(program.command('drill').description(say('cli.drill.description')), say), say);
  const command = withServer(drill.argument('[file]', say('cli.drill.archive')), say, say('cli.drill.server'))
    .option('--id <id>', say('cli.drill.id'), 'latest')
    .option('--fingerprint <fingerprint>', say('cli.option.fingerprint'))
    .option('--list <file>', say('cli.drill.list'))
    .requiredOption('--out <folder>', say('cli.drill.out'))
    .option('--operator <name>', say('cli.drill.operator'));
  withQuiet(withScope(command, say('cli.option.scope')), say).action(
    async (file: string | undefined, options: Options) => {
      const items = await itemsOf(file, options);
      // Once for all of them, and before the first.
      if (items.some(({ keyFromVault }) => keyFromVault)) await unlockedVault(session, options.vaultPassphraseFile);
      const key = await installationKey(dataFolder());
      const signer = fingerprintOf(ed25519.getPublicKey(key));
      const maker = { operator: options.operator ?? userInfo().username, version };
      const done: { report: DrillReport; files: ReportFiles }[] = [];
      for (const [index, item] of items.entries()) {
        const what = 'server' in item ? shownAddress(item.server) : item.file;
        if (!options.quiet)
          void session.terminal.note(say('cli.drill.running', { number: index + 1, count: items.length, what }));
        const context = jobContext(session, 'server' in item ? 'server' : 'disk', options.quiet);
        const { given: target, opened } = await drillTarget(session, item, options.quiet);
        const report = await runDrill(target, maker, context);
        if (report.outcome.verdict !== 'failed')
          await opened('server' in item ? new URL(item.server).host : basename(item.file));
        await note(session, {
          what: 'drill',
          who: maker.operator,
          outcome: shortOfProven(report)?.code ?? 'ok',
          facts: drillLogFacts(report),
        });
        done.push({ report, files: await writeReport(say, signReport(report, key), signer, resolve(options.out)) });
      }
      const failures = done.flatMap(({ report }) => shortOfProven(report) ?? []);
      session.finish({
        json: { signer, drills: done.map(({ report, files }) => ({ ...files, drill: report })) },
        text: block(
          ...done.map(({ report, files }) => drillText(session, report, files)),
          say('cli.drill.summary', { good: done.length - failures.length, count: done.length }),
          say('cli.drill.signer', { signer }),
        ),
        ...(failures[0] === undefined ? {} : { failure: failures[0] }),
      });
    },
  );
}

/** Exactly one of the three ways to say what is to be proven. */
async function itemsOf(file: string | undefined, options: Options): Promise<DrillItem[]> {
  const { server, list, scope, apiKeyFile, caFile, dbPasswordFile, ...secrets } = options;
  if ([file, server, list].filter((given) => given !== undefined).length !== 1)
    throw new UsageError('drill-target', 'FILE, --server, --list');
  if (list !== undefined) return readBatch(resolve(list));
  if (file !== undefined) {
    const { keyFile, keyFromVault, passphraseFile, licenseKeyFile, tenantId } = secrets;
    return [
      {
        file: resolve(archivePath(file)),
        scope: scope ?? 'full',
        dbPasswordFiles: [...dbPasswordFile],
        keyFile,
        keyFromVault,
        passphraseFile,
        licenseKeyFile,
        tenantId,
      },
    ];
  }
  if (apiKeyFile === undefined) throw new UsageError('option-missing', '--api-key-file');
  const { id, fingerprint, allowHttp, keyFile, passphraseFile, keyFromVault } = secrets;
  return [
    {
      server: server ?? '',
      apiKeyFile,
      caFiles: [...caFile],
      allowHttp,
      id,
      scope,
      fingerprint,
      keyFile,
      passphraseFile,
      keyFromVault,
    },
  ];
}

function drillText(session: Session, report: DrillReport, files: ReportFiles): string {
  const { say, terminal } = session;
  const { origin, outcome, recoveryPoint: point } = report;
  const what = origin.kind === 'server' ? `${origin.site === '' ? origin.url : origin.site}` : origin.path;
  return block(
    `${terminal.strong(printable(verdictWords(say, report)))}: ${printable(what)}`,
    fields([
      [say('cli.result.archive'), report.archive === null ? null : printable(report.archive.name)],
      [
        say('cli.drill.age'),
        point === null
          ? null
          : point.ageSeconds === null
            ? ageWords(say, point)
            : say('cli.drill.age-value', { age: ageWords(say, point) }),
      ],
      [say('cli.drill.time'), outcome.verdict === 'failed' ? null : formatElapsed(report.recoveryMilliseconds)],
      [say('cli.drill.report'), printable(files.report)],
      [say('cli.drill.page'), printable(files.page)],
    ]),
    outcome.verdict === 'failed' ? '' : indent(warningsText(session, outcome.proof.warnings)),
  );
}
