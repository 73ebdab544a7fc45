import { resolve } from 'node:path';
import type { Command } from 'commander';
import { fetchArchive } from '../../core/restore/fetch';
import { fetchLogFacts } from '../../core/restore/log-facts';
import type { RestoreResult } from '../../core/restore/model';
import { PATIENCE } from '../../core/restore/retry';
import type { Scope, Site } from '../../core/sources/model';
import { formatSize } from '../../shared/format/size';
import { withCommon } from '../base/common';
import { jobContext, ownLeftovers } from '../base/job-context';
import { meetSite } from '../base/known-sites';
import { wrap } from '../base/layout';
import {
  type AcceptOptions,
  acceptsOf,
  expectedFingerprint,
  givenForServer,
  type ServerOptions,
  serverAddress,
  withAccepts,
  withDestination,
  withKey,
  withQuiet,
  withScope,
  withServer,
  withTries,
} from '../base/options';
import { withLog } from '../base/records';
import { resultReport } from '../base/result';
import type { Session } from '../base/session';
import {
  type FromVault,
  type FromVaultOptions,
  type GivenForArchive,
  keyForArchive,
  notFromVault,
  withKeyFromVault,
} from '../base/vault';

interface Options extends ServerOptions, FromVaultOptions, AcceptOptions {
  readonly id: string;
  readonly keyFile?: string;
  readonly passphraseFile?: string;
  readonly out: string;
  readonly overwrite: boolean;
  readonly fingerprint?: string;
  readonly scope?: Scope;
  readonly quiet: boolean;
  readonly resume: boolean;
  readonly tries: number;
}

/** `salvor fetch`: from the backup server to a proven import zip. */
export function addFetch(program: Command, session: Session): void {
  const { say } = session;
  const command = withServer(withCommon(program.command('fetch').description(say('cli.fetch.description')), say), say);
  command.requiredOption('--id <id>', say('cli.option.id'));
  withKey(command, say).option('--passphrase-file <file>', say('cli.option.passphrase-file'));
  withDestination(withKeyFromVault(command, say), say).option(
    '--fingerprint <fingerprint>',
    say('cli.option.fingerprint'),
  );
  withTries(command, say).option('--no-resume', say('cli.option.no-resume'));
  withAccepts(withQuiet(withScope(command, say('cli.fetch.scope')), say), say).action(async (options: Options) => {
    const fingerprint = expectedFingerprint(options.fingerprint);
    const apiKey = await session.secrets.read('--api-key-file', options.apiKeyFile);
    const address = await serverAddress(options);
    const wanted = { id: options.id, scope: options.scope ?? null };
    const { given, opened }: FromVault<GivenForArchive> = options.keyFromVault
      ? await keyForArchive(session, options, { address, apiKey }, wanted)
      : notFromVault({ ...(await givenForServer(session, options)), archive: options.id });
    const destination = resolve(options.out);
    const request = {
      address,
      apiKey,
      archive: given.archive,
      scope: options.scope ?? null,
      key: given.key,
      ...(given.passphrase === undefined ? {} : { passphrase: given.passphrase }),
      destination,
      overwrite: options.overwrite,
      expectedFingerprint: fingerprint,
      meet: (site: Site, present: string | null) =>
        meetSite(session, address.url, site, present, { confirmed: fingerprint !== null, quiet: options.quiet }),
      resume: options.resume,
      patience: { ...PATIENCE, tries: options.tries },
      accepts: acceptsOf(options),
    };
    const began = Date.now();
    const fetching = () =>
      fetchArchive(request, jobContext(session, 'server', options.quiet)).catch(async (error: unknown) => {
        if (!options.quiet) await tellKept(session, destination, began);
        throw error;
      });
    const result = await withLog(
      session,
      'restore',
      (result: RestoreResult | null) => fetchLogFacts(address.url, result),
      fetching,
    );
    await opened(new URL(address.url).host);
    session.finish(resultReport(session, result, request.accepts));
  });
}

/** Says what a fetch that failed has left to continue with; nothing where it left nothing, or an earlier one did. */
async function tellKept({ say, terminal }: Session, destination: string, began: number): Promise<void> {
  const left = (await ownLeftovers().list()).find(
    (each) => each.destination === destination && each.resumable && Date.parse(each.touched) >= began,
  );
  if (left === undefined) return;
  await terminal.note(
    wrap(
      say('cli.fetch.kept', { part: left.part, have: formatSize(left.have), whole: formatSize(left.archive.bytes) }),
    ),
  );
}
