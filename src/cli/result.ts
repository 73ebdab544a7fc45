import type { FrontendFacts, PortalFacts, ProofReport } from '../core/proof/model';
import type { RestoreResult } from '../core/restore/model';
import { formatElapsed } from '../shared/format/duration';
import { formatMoment } from '../shared/format/dates';
import { formatSize } from '../shared/format/size';
import type { Say } from '../shared/messages/catalogue';
import { block, fields, indent, sizeText, table, wrap } from './layout';
import type { Report, Session } from './session';
import { printable } from './terminal';

/** What `fetch`, `open` and `verify` end with: where it stands, what was checked, what was found, what comes next. */
export function resultReport({ say, terminal }: Session, result: RestoreResult): Report {
  const heading = (text: string) => terminal.strong(text);
  return {
    json: result,
    text: block(
      result.path === null ? heading(say('cli.result.verified')) : `${heading(say('cli.result.placed', { scope: result.scope }))}\n\n    ${printable(result.path)}`,
      indent(origin(say, result)),
      `${heading(say('proof.heading.checks'))}\n${indent(checks(say, result.proof))}`,
      `${heading(say('proof.heading.facts'))}\n${indent(facts(say, result.proof))}`,
      warnings(say, result.proof, heading),
      `${heading(say('cli.result.next'))}\n${indent(nextSteps(say, result))}`,
    ),
  };
}

function origin(say: Say, result: RestoreResult): string {
  const { archive, took } = result;
  const milliseconds = Object.values(took).reduce((sum, phase) => sum + phase, 0);
  return fields([
    [say('cli.result.archive'), say('cli.result.archive-value', { name: archive.name, size: formatSize(archive.bytes), id: archive.id })],
    [say('cli.result.created'), archive.createdAt === null ? null : `${formatMoment(archive.createdAt, 'UTC')} UTC`],
    [say('cli.result.scope'), say(`cli.scope.${result.scope}`)],
    [say('cli.result.format'), [...result.layers, result.payload].join(' → ')],
    [say('cli.result.key'), result.keyFingerprint],
    [say('cli.result.bytes'), sizeText(say, result.bytes)],
    [say('cli.result.took'), formatElapsed(milliseconds)],
  ]);
}

function checks(say: Say, { checks }: ProofReport): string {
  return checks
    .map(({ id, outcome }) => {
      const mark = say(`cli.result.mark.${outcome}`);
      const told = wrap(say(`proof.check.${id}.${outcome}`));
      return `${mark} ${say(`proof.check.${id}.title`)}\n${indent(told, mark.length + 1)}`;
    })
    .join('\n');
}

function facts(say: Say, { entries, facts }: ProofReport): string {
  const files = say('proof.value.files', { count: entries.count, size: formatSize(entries.bytes) });
  switch (facts.kind) {
    case 'portal-export':
      return portalFacts(say, facts, files);
    case 'frontend-export':
      return frontendFacts(say, facts, files);
    case 'unknown':
      return fields([[say('proof.fact.kind'), say('proof.kind.unknown')]]);
  }
}

function frontendFacts(say: Say, facts: FrontendFacts, files: string): string {
  return fields([
    [say('proof.fact.kind'), say('proof.kind.frontend-export')],
    [say('proof.fact.entries'), files],
    [say('proof.fact.manifest'), presence(say, facts.hasManifest)],
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
    [say('proof.fact.uploads'), say('proof.value.files', { count: facts.uploads.count, size: formatSize(facts.uploads.bytes) })],
    [say('proof.fact.credential-key'), presence(say, facts.hasCredentialKey)],
    [say('proof.fact.entries'), files],
    [say('proof.fact.tables'), say('proof.value.tables', { tables: facts.tables.length, rows })],
  ]);
  const counted = facts.tables.map((each) => [printable(each.name), say('proof.value.table-rows', { rows: each.rows })]);
  return `${told}\n${indent(table(counted, new Set([1])), 4)}`;
}

function presence(say: Say, present: boolean): string {
  return say(present ? 'proof.value.present' : 'proof.value.missing');
}

function warnings(say: Say, proof: ProofReport, heading: (text: string) => string): string {
  if (proof.warnings.length === 0) return '';
  const told = proof.warnings.map((warning) => {
    const mark = say('cli.result.mark.warning');
    const text = wrap(say(`proof.warning.${warning}.text`));
    return `${mark} ${heading(say(`proof.warning.${warning}.title`))}\n${indent(text, mark.length + 1)}`;
  });
  return `${heading(say('proof.heading.warnings'))}\n${indent(told.join('\n'))}`;
}

/** The exact next steps; a verified archive has still to be opened. */
function nextSteps(say: Say, result: RestoreResult): string {
  if (result.path === null) return wrap(say('cli.next.verified'));
  if (result.scope === 'frontend') return wrap(say('cli.next.frontend'));
  const steps = [
    say('cli.next.import', { path: result.path }),
    `${say('proof.import.replaces')} ${say('proof.import.signs-out')}`,
    say('cli.next.keep'),
  ];
  return steps.map((step, index) => `${index + 1}. ${indent(wrap(step), 3).trimStart()}`).join('\n');
}
