import { resolve } from 'node:path';
import type { Command } from 'commander';
import { fetchArchive } from '../../core/restore/fetch';
import type { RestoreResult } from '../../core/restore/model';
import type { Scope } from '../../core/servers/model';
import {
  expectedFingerprint,
  privateKeyText,
  serverAddress,
  withCommon,
  withDestination,
  withKey,
  withQuiet,
  withScope,
  withServer,
  type ServerOptions,
} from '../options';
import { withLog } from '../records';
import { resultReport } from '../result';
import type { Session } from '../session';

interface Options extends ServerOptions {
  readonly id: string;
  readonly keyFile?: string;
  readonly out: string;
  readonly overwrite: boolean;
  readonly fingerprint?: string;
  readonly scope?: Scope;
  readonly quiet: boolean;
}

/** `salvor fetch`: from the backup server to a proven import zip. */
export function addFetch(program: Command, session: Session): void {
  const { say } = session;
  const command = withServer(withCommon(program.command('fetch').description(say('cli.fetch.description')), say), say);
  command.requiredOption('--id <id>', say('cli.option.id'));
  withDestination(withKey(command, say), say).option('--fingerprint <fingerprint>', say('cli.option.fingerprint'));
  withQuiet(withScope(command, say('cli.fetch.scope')), say).action(async (options: Options) => {
    const fingerprint = expectedFingerprint(options.fingerprint);
    const apiKey = await session.secrets.read('--api-key-file', options.apiKeyFile);
    const key = await privateKeyText(session, options.keyFile);
    const request = {
      server: await serverAddress(options),
      apiKey,
      archive: options.id,
      scope: options.scope ?? null,
      key,
      destination: resolve(options.out),
      overwrite: options.overwrite,
      expectedFingerprint: fingerprint,
    };
    const result = await withLog(
      session,
      'restore',
      (fetched: RestoreResult | null) => ({ archive: fetched?.archive.name ?? null, from: request.server.url, keyFingerprint: fetched?.keyFingerprint ?? null }),
      () => fetchArchive(request, session.job('server', options.quiet)),
    );
    session.finish(resultReport(session, result));
  });
}
