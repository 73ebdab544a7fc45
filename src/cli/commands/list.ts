import type { Command } from 'commander';
import type { Backup, Scope, Tier } from '../../core/servers/model';
import { surveySite } from '../../core/servers/survey';
import { formatAge } from '../../shared/format/age';
import { formatSize } from '../../shared/format/size';
import type { Say } from '../../shared/messages/catalogue';
import { table } from '../layout';
import { serverAddress, withCommon, withScope, withServer, type ServerOptions } from '../options';
import type { Session } from '../session';
import { printable } from '../terminal';

interface Listed {
  backup: Backup;
  tiers: Tier[];
}

/** `salvor list`: the site's archives, newest first. */
export function addList(program: Command, session: Session): void {
  const { say } = session;
  const command = program.command('list').description(say('cli.list.description'));
  withScope(withServer(withCommon(command, say), say), say('cli.list.scope')).action(
    async (options: ServerOptions & { scope?: Scope }) => {
      const apiKey = await session.secrets.read('--api-key-file', options.apiKeyFile);
      const survey = await surveySite(await serverAddress(options), apiKey, session.signal);
      const archives = survey.archives.filter(({ backup }) => options.scope === undefined || backup.scope === options.scope);
      session.finish({
        json: { site: survey.ping.site, fingerprint: survey.fingerprint, count: archives.length, archives: archives.map(inJson) },
        text: archives.length === 0 ? say('cli.list.none', { scope: options.scope ?? null }) : inColumns(say, archives),
      });
    },
  );
}

function inJson({ backup, tiers }: Listed): object {
  return {
    id: backup.id,
    createdAt: backup.created_at,
    scope: backup.scope,
    name: backup.name,
    size: backup.size,
    sha256: backup.sha256,
    encrypted: backup.client_encrypted,
    fingerprint: backup.e2ee_fingerprint,
    keptBy: tiers,
    note: backup.note ?? null,
  };
}

function inColumns(say: Say, archives: readonly Listed[]): string {
  const heading = [
    say('cli.list.id'),
    say('cli.list.created'),
    say('cli.list.age'),
    say('cli.list.scope-heading'),
    say('cli.list.size'),
    say('cli.list.key'),
    say('cli.list.kept-by'),
    say('cli.list.name'),
  ];
  const now = Date.now();
  const rows = archives.map(({ backup, tiers }) => [
    backup.id,
    // The server's own time, as its console shows it: 2026-11-21T03:00:00.123456Z to 2026-11-21 03:00.
    backup.created_at.slice(0, 16).replace('T', ' '),
    formatAge(backup.created_at, now),
    say(`cli.scope.${backup.scope}`),
    formatSize(backup.size),
    backup.client_encrypted ? (backup.e2ee_fingerprint ?? say('cli.list.key-unknown')) : say('cli.list.key-none'),
    tiers.map((tier) => say(`cli.tier.${tier}`)).join(' '),
    backup.name,
  ]);
  return table([heading, ...rows.map((row) => row.map(printable))], new Set([4]));
}
