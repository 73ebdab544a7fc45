import type { DumpFacts, PortalFacts, ProofReport } from '../../core/proof/model';
import { formatSize } from '../format/size';
import type { Say } from '../messages/catalogue';

/** An instant with its zone, as it comes from inside an archive; a dump's own clock has none. */
export const INSTANT = /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/;

type Row = readonly [label: string, value: string];

/** What was found in a dump: a label and a value for each fact, and each table with its rows. */
export interface DumpRows {
  readonly rows: readonly Row[];
  readonly tables: readonly (readonly [name: string, rows: string])[];
}

/** The same for an archive of any kind, with the dumps among its files. */
export interface FactRows extends DumpRows {
  readonly dumps: readonly (DumpRows & { readonly entry: string; readonly summary: string })[];
}

/** What a proof found, for every kind of contents. Words that come from inside the archive are not changed. */
export function factRows(say: Say, { facts, entries }: Pick<ProofReport, 'facts' | 'entries'>): FactRows {
  const files = [say('proof.fact.entries'), filesValue(say, entries)] as const;
  switch (facts.kind) {
    case 'portal-export':
      return { rows: [...portalRows(say, facts), files], tables: tableRows(say, facts.tables), dumps: [] };
    case 'frontend-export':
      return {
        rows: [
          kindRow(say, facts.kind),
          [say('proof.fact.app'), facts.app],
          [say('proof.fact.exported-at'), facts.exportedAt ?? say('proof.value.unknown')],
          files,
        ],
        tables: [],
        dumps: [],
      };
    case 'postgresql-dump':
      return { ...dumpRows(say, facts), dumps: [] };
    case 'files': {
      const container = say('proof.value.container', { container: facts.container });
      return {
        rows: [
          [say('proof.fact.kind'), `${say('proof.kind.files')} (${container})`],
          files,
          [say('proof.fact.dumps'), String(facts.dumps.length)],
        ],
        tables: [],
        dumps: facts.dumps.map(({ entry, dump }) => ({
          entry,
          summary: tableSummary(say, dump.tables),
          ...dumpRows(say, dump),
        })),
      };
    }
    case 'unknown':
      return { rows: [kindRow(say, facts.kind)], tables: [], dumps: [] };
  }
}

/** What was found in a PostgreSQL dump; its tables by schema and name. */
export function dumpRows(say: Say, facts: DumpFacts): DumpRows {
  const unknown = say('proof.value.unknown');
  const objects = facts.objects.reduce((sum, { count }) => sum + count, 0);
  const types = facts.objects.map(({ type, count }) => `${count} ${type}`).join(', ');
  return {
    rows: [
      kindRow(say, facts.kind),
      [say('proof.fact.dump-format'), say('proof.value.dump-format', { format: facts.format })],
      [say('proof.fact.database-name'), facts.database ?? unknown],
      [say('proof.fact.server-version'), facts.serverVersion ?? unknown],
      [say('proof.fact.dump-version'), facts.dumpVersion ?? unknown],
      [
        say('proof.fact.dumped-at'),
        facts.createdAt === null
          ? unknown
          : say('proof.value.dumped-at', { moment: facts.createdAt.replace('T', ' ') }),
      ],
      [say('proof.fact.objects'), say('proof.value.objects', { count: objects }) + (types === '' ? '' : ` (${types})`)],
      ...(facts.tables.length === 0 ? [] : [[say('proof.fact.tables'), tableSummary(say, facts.tables)] as const]),
    ],
    tables: tableRows(say, facts.tables),
  };
}

function portalRows(say: Say, facts: PortalFacts): Row[] {
  const unknown = say('proof.value.unknown');
  const turnstile = facts.turnstileEnabledAtExport;
  return [
    kindRow(say, facts.kind),
    [say('proof.fact.app'), facts.app],
    [say('proof.fact.format-version'), facts.formatVersion === null ? unknown : String(facts.formatVersion)],
    [say('proof.fact.exported-at'), facts.exportedAt ?? unknown],
    [say('proof.fact.source-host'), facts.sourceHost ?? unknown],
    [say('proof.fact.turnstile'), turnstile === null ? unknown : say(turnstile ? 'proof.value.on' : 'proof.value.off')],
    [say('proof.fact.database'), formatSize(facts.databaseBytes)],
    [say('proof.fact.tables'), tableSummary(say, facts.tables)],
    [say('proof.fact.uploads'), filesValue(say, facts.uploads)],
    [say('proof.fact.credential-key'), say(facts.hasCredentialKey ? 'proof.value.present' : 'proof.value.missing')],
    ...(facts.note === null || facts.note === '' ? [] : [[say('proof.fact.note'), facts.note] as const]),
  ];
}

function tableSummary(say: Say, tables: readonly { rows: number | null }[]): string {
  const counted = tables.filter(({ rows }) => rows !== null);
  const rows = counted.reduce((sum, table) => sum + (table.rows ?? 0), 0);
  // A table whose rows could not be counted may have any number of them.
  if (counted.length < tables.length)
    return say('proof.value.tables-partly', { tables: tables.length, counted: counted.length, rows });
  return say('proof.value.tables', { tables: tables.length, rows });
}

function tableRows(
  say: Say,
  tables: readonly { schema?: string | null; name: string; rows: number | null }[],
): DumpRows['tables'] {
  return tables.map(({ schema, name, rows }) => [
    schema == null ? name : `${schema}.${name}`,
    rows === null ? say('proof.value.rows-not-counted') : say('proof.value.table-rows', { rows }),
  ]);
}

function kindRow(say: Say, kind: ProofReport['facts']['kind']): Row {
  return [say('proof.fact.kind'), say(`proof.kind.${kind}`)];
}

function filesValue(say: Say, { count, bytes }: { count: number; bytes: number }): string {
  return say('proof.value.files', { count, size: formatSize(bytes) });
}
