import type { Command } from 'commander';
import { secondsAhead } from '../../core/clock';
import { type Backup, type Scope, scopeSchema, type Tier } from '../../core/sources/model';
import { keepsAll } from '../../core/sources/retention';
import { type SiteSurvey, surveySite } from '../../core/sources/survey';
import { formatAge } from '../../shared/format/age';
import { formatSize } from '../../shared/format/size';
import type { Say } from '../../shared/messages/catalogue';
import { withCommon } from '../base/common';
import { block, table, wrap } from '../base/layout';
import { type ServerOptions, serverAddress, withScope, withServer } from '../base/options';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';

interface Listed {
  backup: Backup;
  tiers: Tier[];
}

/** So many odd entries are told one by one. */
const MOST_TOLD = 20;

/** `salvor list`: the site's archives, newest first. */
export function addList(program: Command, session: Session): void {
  const { say } = session;
  const command = program.command('list').description(say('cli.list.description'));
  withScope(withServer(withCommon(command, say), say), say('cli.list.scope')).action(
    async (options: ServerOptions & { scope?: Scope }) => {
      const apiKey = await session.secrets.read('--api-key-file', options.apiKeyFile);
      const survey = await surveySite(await serverAddress(options), apiKey, session.signal);
      // What no scope is known of may be of any.
      const archives = survey.archives.filter(
        ({ backup: { scope } }) =>
          options.scope === undefined || scope === options.scope || !scopeSchema.safeParse(scope).success,
      );
      const { ping, fingerprint, unreadable, proxy } = survey;
      session.finish({
        json: {
          site: ping.site,
          fingerprint,
          keepsAll: ping.retention !== null && keepsAll(ping.retention),
          proxy,
          count: archives.length,
          archives: archives.map(inJson),
          unreadable,
        },
        text: block(
          archives.length === 0
            ? say('cli.list.none', { scope: options.scope ?? null })
            : inColumns(say, archives, survey),
          remarks(say, archives, survey),
        ),
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
    note: backup.note,
    odd: backup.odd,
  };
}

function inColumns(say: Say, archives: readonly Listed[], { ping: { retention } }: SiteSurvey): string {
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
  const unknown = say('cli.list.unknown');
  const keepsEverything = retention !== null && keepsAll(retention);
  const rows = archives.map(({ backup, tiers }) => [
    backup.id,
    // The server's own time, as its console shows it: 2026-11-21T03:00:00.123456Z to 2026-11-21 03:00.
    backup.created_at?.slice(0, 16).replace('T', ' ') ?? unknown,
    backup.created_at === null ? unknown : formatAge(backup.created_at, now),
    scopeText(say, backup),
    backup.size === null ? unknown : formatSize(backup.size),
    keyText(say, backup),
    keepsEverything ? say('cli.list.keeps-all') : tiers.map((tier) => say(`cli.tier.${tier}`)).join(' '),
    backup.name,
  ]);
  return table([heading, ...rows.map((row) => row.map(printable))], new Set([4]));
}

function scopeText(say: Say, { scope }: Backup): string {
  const known = scopeSchema.safeParse(scope);
  return known.success ? say(`cli.scope.${known.data}`) : (scope ?? say('cli.list.unknown'));
}

function keyText(say: Say, { client_encrypted: encrypted, e2ee_fingerprint: fingerprint }: Backup): string {
  if (encrypted === null) return fingerprint ?? say('cli.list.unknown');
  return encrypted ? (fingerprint ?? say('cli.list.key-unknown')) : say('cli.list.key-none');
}

/** What is odd about the list, below it: an odd entry hides no other. */
function remarks(say: Say, archives: readonly Listed[], { unreadable }: SiteSurvey): string {
  const odd = archives.filter(({ backup }) => backup.odd.length > 0);
  const told = odd
    .slice(0, MOST_TOLD)
    .map(({ backup }) =>
      say('cli.list.odd', { id: backup.id, fields: backup.odd.map((field) => say(`archive.odd.${field}`)).join('; ') }),
    );
  const ahead = archives.filter(({ backup }) => secondsAhead(backup.created_at, Date.now()) !== null).length;
  return [
    ...told,
    ...(odd.length > MOST_TOLD ? [say('cli.list.odd-more', { count: odd.length - MOST_TOLD })] : []),
    ...(unreadable.length > 0 ? [say('cli.list.unreadable', { count: unreadable.length })] : []),
    ...(ahead > 0 ? [say('cli.list.ahead', { count: ahead })] : []),
  ]
    .map((line) => wrap(line))
    .join('\n');
}
