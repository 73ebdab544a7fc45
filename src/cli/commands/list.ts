import type { Command } from 'commander';
import { secondsAhead } from '../../core/clock';
import { withSource } from '../../core/sources/kinds/registry';
import { type OddField, type Scope, type Survey, type SurveyedArchive, scopeSchema } from '../../core/sources/model';
import { keepsAll } from '../../core/sources/retention';
import { surveySource } from '../../core/sources/survey';
import { formatAge } from '../../shared/format/age';
import { formatSize } from '../../shared/format/size';
import type { Say } from '../../shared/messages/catalogue';
import { withCommon } from '../base/common';
import { block, table, wrap } from '../base/layout';
import { type ServerOptions, serverAddress, withScope, withServer } from '../base/options';
import type { Session } from '../base/session';
import { printable } from '../base/terminal';

/** So many odd entries are described one by one. */
const MOST_DESCRIBED = 20;

/** Facts that the one JSON object calls otherwise than the model. */
const IN_JSON: Partial<Record<OddField, string>> = { bytes: 'size', keyFingerprint: 'fingerprint' };

/** `salvor list`: the site's archives, newest first. */
export function addList(program: Command, session: Session): void {
  const { say } = session;
  const command = program.command('list').description(say('cli.list.description'));
  withScope(withServer(withCommon(command, say), say), say('cli.list.scope')).action(
    async (options: ServerOptions & { scope?: Scope }) => {
      const apiKey = await session.secrets.read('--api-key-file', options.apiKeyFile);
      const access = { address: await serverAddress(options), apiKey };
      const survey = await withSource(access, (source) => surveySource(source, session.signal));
      // What no scope is known of may be of any.
      const archives = survey.archives.filter(
        ({ scope }) => options.scope === undefined || scope === options.scope || !scopeSchema.safeParse(scope).success,
      );
      const { site, fingerprint, unreadable, proxy } = survey;
      session.finish({
        json: {
          site: { id: site.id, name: site.name },
          fingerprint,
          keepsAll: site.retention !== null && keepsAll(site.retention),
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

function inJson(archive: SurveyedArchive): object {
  return {
    id: archive.id,
    createdAt: archive.createdAt,
    scope: archive.scope,
    name: archive.name,
    size: archive.bytes,
    sha256: archive.sha256,
    encrypted: archive.encrypted,
    fingerprint: archive.keyFingerprint,
    keptBy: archive.tiers,
    note: archive.note,
    odd: archive.odd.map((field) => IN_JSON[field] ?? field),
  };
}

function inColumns(say: Say, archives: readonly SurveyedArchive[], { site: { retention } }: Survey): string {
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
  const rows = archives.map((archive) => [
    archive.id,
    // The server's own time, as its console shows it: 2026-11-21T03:00:00.123456Z to 2026-11-21 03:00.
    archive.createdAt?.slice(0, 16).replace('T', ' ') ?? unknown,
    archive.createdAt === null ? unknown : formatAge(archive.createdAt, now),
    scopeText(say, archive),
    archive.bytes === null ? unknown : formatSize(archive.bytes),
    keyText(say, archive),
    keepsEverything ? say('cli.list.keeps-all') : archive.tiers.map((tier) => say(`cli.tier.${tier}`)).join(' '),
    archive.name,
  ]);
  return table([heading, ...rows.map((row) => row.map(printable))], new Set([4]));
}

function scopeText(say: Say, { scope }: SurveyedArchive): string {
  const known = scopeSchema.safeParse(scope);
  return known.success ? say(`cli.scope.${known.data}`) : (scope ?? say('cli.list.unknown'));
}

function keyText(say: Say, { encrypted, keyFingerprint: fingerprint }: SurveyedArchive): string {
  if (encrypted === null) return fingerprint ?? say('cli.list.unknown');
  return encrypted ? (fingerprint ?? say('cli.list.key-unknown')) : say('cli.list.key-none');
}

/** What is odd about the list, below it: an odd entry hides no other. */
function remarks(say: Say, archives: readonly SurveyedArchive[], { unreadable }: Survey): string {
  const odd = archives.filter((archive) => archive.odd.length > 0);
  const described = odd.slice(0, MOST_DESCRIBED).map((archive) =>
    say('cli.list.odd', {
      id: archive.id,
      fields: archive.odd.map((field) => say(`archive.odd.${field}`)).join('; '),
    }),
  );
  const ahead = archives.filter((archive) => secondsAhead(archive.createdAt, Date.now()) !== null).length;
  return [
    ...described,
    ...(odd.length > MOST_DESCRIBED ? [say('cli.list.odd-more', { count: odd.length - MOST_DESCRIBED })] : []),
    ...(unreadable.length > 0 ? [say('cli.list.unreadable', { count: unreadable.length })] : []),
    ...(ahead > 0 ? [say('cli.list.ahead', { count: ahead })] : []),
  ]
    .map((line) => wrap(line))
    .join('\n');
}
