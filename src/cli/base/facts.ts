import type { DumpFacts, FilesFacts, FrontendFacts, PortalFacts, ProofReport } from '../../core/proof/model';
import { formatSize } from '../../shared/format/size';
import type { Say } from '../../shared/messages/catalogue';
import { fields, indent, table } from './layout';
import { printable } from './terminal';

/** What was found inside, by its kind. */
export function factsText(say: Say, { entries, facts }: ProofReport): string {
  const files = say('proof.value.files', { count: entries.count, size: formatSize(entries.bytes) });
  switch (facts.kind) {
    case 'portal-export':
      return portalFacts(say, facts, files);
    case 'frontend-export':
      return frontendFacts(say, facts, files);
    case 'postgresql-dump':
      return dumpFacts(say, facts);
    case 'files':
      return filesFacts(say, facts, files);
    case 'unknown':
      return fields([[say('proof.fact.kind'), say('proof.kind.unknown')]]);
  }
}

function frontendFacts(say: Say, facts: FrontendFacts, files: string): string {
  return fields([
    [say('proof.fact.kind'), say('proof.kind.frontend-export')],
    [say('proof.fact.entries'), files],
    [say('proof.fact.app'), printable(facts.app)],
    [
      say('proof.fact.exported-at'),
      facts.exportedAt === null ? say('proof.value.unknown') : printable(facts.exportedAt),
    ],
  ]);
}

function portalFacts(say: Say, facts: PortalFacts, files: string): string {
  const unknown = say('proof.value.unknown');
  const rows = facts.tables.reduce((sum, each) => sum + each.rows, 0);
  const turnstile = facts.turnstileEnabledAtExport;
  const told = fields([
    [say('proof.fact.kind'), say('proof.kind.portal-export')],
    [say('proof.fact.app'), printable(facts.app)],
    [say('proof.fact.exported-at'), facts.exportedAt === null ? unknown : printable(facts.exportedAt)],
    [say('proof.fact.source-host'), facts.sourceHost === null ? unknown : printable(facts.sourceHost)],
    [say('proof.fact.turnstile'), turnstile === null ? unknown : say(turnstile ? 'proof.value.on' : 'proof.value.off')],
    [say('proof.fact.note'), facts.note === null ? null : printable(facts.note)],
    [say('proof.fact.database'), formatSize(facts.databaseBytes)],
    [
      say('proof.fact.uploads'),
      say('proof.value.files', { count: facts.uploads.count, size: formatSize(facts.uploads.bytes) }),
    ],
    [say('proof.fact.credential-key'), presence(say, facts.hasCredentialKey)],
    [say('proof.fact.entries'), files],
    [say('proof.fact.tables'), say('proof.value.tables', { tables: facts.tables.length, rows })],
  ]);
  const counted = facts.tables.map((each) => [
    printable(each.name),
    say('proof.value.table-rows', { rows: each.rows }),
  ]);
  return `${told}\n${indent(table(counted, new Set([1])), 4)}`;
}

/** A PostgreSQL dump; its tables by schema and name. */
export function dumpFacts(say: Say, facts: DumpFacts): string {
  const unknown = say('proof.value.unknown');
  const shownOr = (text: string | null) => (text === null ? unknown : printable(text));
  const rows = facts.tables.reduce((sum, each) => sum + (each.rows ?? 0), 0);
  const isCounted = facts.tables.some((each) => each.rows !== null);
  const objects = facts.objects.map(({ type, count }) => `${count} ${printable(type)}`).join(', ');
  const told = fields([
    [say('proof.fact.kind'), say('proof.kind.postgresql-dump')],
    [say('proof.fact.dump-format'), say('proof.value.dump-format', { format: facts.format })],
    [say('proof.fact.database-name'), facts.database === null ? null : printable(facts.database)],
    [say('proof.fact.server-version'), shownOr(facts.serverVersion)],
    [say('proof.fact.dump-version'), shownOr(facts.dumpVersion)],
    [
      say('proof.fact.dumped-at'),
      facts.createdAt === null ? null : say('proof.value.dumped-at', { moment: facts.createdAt.replace('T', ' ') }),
    ],
    [say('proof.fact.objects'), objects],
    [
      say('proof.fact.tables'),
      say(isCounted ? 'proof.value.tables' : 'cli.contents.uncounted', { tables: facts.tables.length, rows }),
    ],
  ]);
  const counted = facts.tables.map(({ schema, name, rows: count }) => [
    printable(schema === null ? name : `${schema}.${name}`),
    count === null ? say('proof.value.rows-not-counted') : say('proof.value.table-rows', { rows: count }),
  ]);
  return counted.length === 0 ? told : `${told}\n${indent(table(counted, new Set([1])), 4)}`;
}

function filesFacts(say: Say, facts: FilesFacts, files: string): string {
  const told = fields([
    [
      say('proof.fact.kind'),
      `${say('proof.kind.files')} (${say('proof.value.container', { container: facts.container })})`,
    ],
    [say('proof.fact.entries'), files],
    [say('proof.fact.dumps'), String(facts.dumps.length)],
  ]);
  return [told, ...facts.dumps.map(({ entry, dump }) => `${printable(entry)}\n${indent(dumpFacts(say, dump))}`)].join(
    '\n\n',
  );
}

function presence(say: Say, present: boolean): string {
  return say(present ? 'proof.value.present' : 'proof.value.missing');
}
