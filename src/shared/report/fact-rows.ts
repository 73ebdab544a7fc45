import type { DumpFacts, PortalFacts, ProofReport } from '../../core/proof/model';
import { formatSize } from '../format/size';
import type { Say } from '../messages/catalogue';

/** An instant with its zone, as it comes from inside an archive; a dump's own clock has none and stands as it is. */
export const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

/** What was found in an archive, as a label and a value each, and the tables with their rows. */
export interface FactRows {
  readonly rows: readonly (readonly [label: string, value: string])[];
  readonly tables: readonly (readonly [name: string, rows: string])[];
}

/** Says what a proof found, for every kind of contents. What comes from inside the archive stands as it is. */
export function factRows(say: Say, { facts, entries }: ProofReport): FactRows {
  const kind = [say('proof.fact.kind'), say(`proof.kind.${facts.kind}`)] as const;
  const files = [
    say('proof.fact.entries'),
    say('proof.value.files', { count: entries.count, size: formatSize(entries.bytes) }),
  ] as const;
  switch (facts.kind) {
    case 'portal-export':
      return { rows: [kind, ...portalRows(say, facts), files], tables: counted(say, facts.tables) };
    case 'frontend-export':
      return {
        rows: [
          kind,
          [say('proof.fact.app'), facts.app],
          [say('proof.fact.exported-at'), facts.exportedAt ?? say('proof.value.unknown')],
          files,
        ],
        tables: [],
      };
    case 'postgresql-dump':
      return { rows: [kind, ...dumpRows(say, facts)], tables: counted(say, facts.tables) };
    case 'files':
      return {
        rows: [kind, files, ...facts.dumps.map(({ entry, dump }) => [entry, tableSummary(say, dump.tables)] as const)],
        tables: facts.dumps.flatMap(({ dump }) => counted(say, dump.tables)),
      };
    case 'unknown':
      return { rows: [kind], tables: [] };
  }
}

function portalRows(say: Say, facts: PortalFacts): (readonly [string, string])[] {
  const unknown = say('proof.value.unknown');
  const turnstile = facts.turnstileEnabledAtExport;
  return [
    [say('proof.fact.app'), facts.app],
    [say('proof.fact.format-version'), facts.formatVersion === null ? unknown : String(facts.formatVersion)],
    [say('proof.fact.exported-at'), facts.exportedAt ?? unknown],
    [say('proof.fact.source-host'), facts.sourceHost ?? unknown],
    [say('proof.fact.turnstile'), turnstile === null ? unknown : say(turnstile ? 'proof.value.on' : 'proof.value.off')],
    [say('proof.fact.database'), formatSize(facts.databaseBytes)],
    [say('proof.fact.tables'), tableSummary(say, facts.tables)],
    [
      say('proof.fact.uploads'),
      say('proof.value.files', { count: facts.uploads.count, size: formatSize(facts.uploads.bytes) }),
    ],
    [say('proof.fact.credential-key'), presence(say, facts.hasCredentialKey)],
    ...(facts.note === null || facts.note === '' ? [] : [[say('proof.fact.note'), facts.note] as const]),
  ];
}

function dumpRows(say: Say, facts: DumpFacts): (readonly [string, string])[] {
  const unknown = say('proof.value.unknown');
  return [
    [say('proof.fact.dump-format'), say('proof.value.dump-format', { format: facts.format })],
    [say('proof.fact.database-name'), facts.database ?? unknown],
    [say('proof.fact.server-version'), facts.serverVersion ?? unknown],
    [say('proof.fact.dump-version'), facts.dumpVersion ?? unknown],
    [
      say('proof.fact.dumped-at'),
      facts.createdAt === null ? unknown : say('proof.value.dumped-at', { moment: facts.createdAt.replace('T', ' ') }),
    ],
    [
      say('proof.fact.objects'),
      say('proof.value.objects', { count: facts.objects.reduce((sum, { count }) => sum + count, 0) }),
    ],
    ...(facts.tables.length === 0 ? [] : [[say('proof.fact.tables'), tableSummary(say, facts.tables)] as const]),
  ];
}

function tableSummary(say: Say, tables: readonly { rows: number | null }[]): string {
  const counted = tables.filter(({ rows }) => rows !== null);
  const rows = counted.reduce((sum, table) => sum + (table.rows ?? 0), 0);
  // What was not counted is not said to be there, nor not to be.
  if (counted.length < tables.length)
    return say('proof.value.tables-partly', { tables: tables.length, counted: counted.length, rows });
  return say('proof.value.tables', { tables: tables.length, rows });
}

function counted(
  say: Say,
  tables: readonly { schema?: string | null; name: string; rows: number | null }[],
): (readonly [string, string])[] {
  return tables.map(({ schema, name, rows }) => [
    schema == null ? name : `${schema}.${name}`,
    rows === null ? say('proof.value.rows-not-counted') : say('proof.value.table-rows', { rows }),
  ]);
}

function presence(say: Say, present: boolean): string {
  return say(present ? 'proof.value.present' : 'proof.value.missing');
}
