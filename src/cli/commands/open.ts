import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { fileLogFacts } from '../../core/restore/log-facts';
import type { RestoreResult } from '../../core/restore/model';
import { openArchive } from '../../core/restore/open';
import type { Scope } from '../../core/sources/model';
import { archivePath, withCommon } from '../base/common';
import { jobContext } from '../base/job-context';
import {
  type AcceptOptions,
  acceptsOf,
  type SecretOptions,
  secretsFor,
  withAccepts,
  withDestination,
  withQuiet,
  withScope,
  withSecrets,
} from '../base/options';
import { withLog } from '../base/records';
import { resultReport } from '../base/result';
import type { Session } from '../base/session';

interface Options extends SecretOptions, AcceptOptions {
  readonly out: string;
  readonly overwrite: boolean;
  readonly scope: Scope;
  readonly quiet: boolean;
}

/** `salvor open`: an archive that was downloaded earlier becomes what a restore needs, proven. */
export function addOpen(program: Command, session: Session): void {
  const { say } = session;
  const command = withDestination(
    withSecrets(withCommon(program.command('open').description(say('cli.open.description')), say), say),
    say,
  );
  withAccepts(withQuiet(withScope(command, say('cli.option.scope'), 'full'), say), say)
    .argument('<file>', say('cli.option.archive'))
    .action(async (file: string, { out, overwrite, scope, ...options }: Options) => {
      const source = resolve(archivePath(file));
      const { given: secrets, opened } = await secretsFor(session, options, source);
      const request = { source, ...secrets, scope, destination: resolve(out), overwrite, accepts: acceptsOf(options) };
      const result = await withLog(
        session,
        'open',
        (result: RestoreResult | null) => fileLogFacts(source, result?.keyFingerprint ?? null),
        () => openArchive(request, jobContext(session, 'disk', options.quiet)),
      );
      await opened(basename(source));
      session.finish(resultReport(session, result, request.accepts));
    });
}
