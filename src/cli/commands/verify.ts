import { basename, resolve } from 'node:path';
import type { Command } from 'commander';
import { verifyArchive } from '../../core/restore/open';
import type { Scope } from '../../core/sources/model';
import { archivePath, withCommon } from '../base/common';
import { jobContext } from '../base/job-context';
import {
  type AcceptOptions,
  acceptsOf,
  type SecretOptions,
  secretsFor,
  withAccepts,
  withQuiet,
  withScope,
  withSecrets,
} from '../base/options';
import { resultReport } from '../base/result';
import type { Session } from '../base/session';

interface Options extends SecretOptions, AcceptOptions {
  readonly scope: Scope;
  readonly quiet: boolean;
}

/** `salvor verify`: the whole proof of an archive on the disk; nothing is kept. */
export function addVerify(program: Command, session: Session): void {
  const { say } = session;
  const command = program.command('verify').description(say('cli.verify.description'));
  withAccepts(
    withQuiet(withScope(withSecrets(withCommon(command, say), say), say('cli.option.scope'), 'full'), say),
    say,
  )
    .argument('<file>', say('cli.option.archive'))
    .action(async (file: string, options: Options) => {
      const source = resolve(archivePath(file));
      const { given: secrets, opened } = await secretsFor(session, options, source);
      const accepts = acceptsOf(options);
      const result = await verifyArchive(
        { source, ...secrets, scope: options.scope, accepts },
        jobContext(session, 'disk', options.quiet),
      );
      await opened(basename(source));
      session.finish(resultReport(session, result, accepts));
    });
}
