import type { DrillReport } from '../../core/drill/model';
import type { ProofReport } from '../../core/proof/model';
import { formatMoment } from '../format/dates';
import { formatElapsed } from '../format/duration';
import { formatSize } from '../format/size';
import { explain, explainWarning, type Say } from '../messages/catalogue';
import { ageWords } from './age-words';
import { factRows, INSTANT } from './fact-rows';
import { htmlText as text } from './html-text';
import { PAGE_STYLE } from './page-style';
import { verdictWords } from './verdict-words';

type Row = readonly [label: string, value: string];

const VERDICT_SIGNS = { proven: '✓', 'proven-with-warnings': '✓', 'authentic-only': '!', failed: '✕' } as const;

/** Hashes and fingerprints are compared by eye, sign by sign. */
const CODE = /^(?:[0-9a-f]{64}|[0-9a-f]{4}(?::[0-9a-f]{4}){3})$/;

/**
 * A drill report as one self-contained HTML page, without scripts, that prints well on A4 and Letter.
 *
 * @param signer fingerprint of the installation that signed it
 * @param nonce for the page's style, where it is served under a content security policy
 */
export function reportPage(say: Say, report: DrillReport, signer: string, nonce?: string): string {
  const { outcome } = report;
  const failure = outcome.verdict === 'failed' ? explain(say, outcome.error) : null;
  const sign = VERDICT_SIGNS[outcome.verdict];
  return [
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${text(say('report.title'))}</title>`,
    `<style${nonce === undefined ? '' : ` nonce="${text(nonce)}"`}>${PAGE_STYLE}</style></head><body>`,
    `<header><h1>${text(say('report.title'))}</h1><p class="verdict"><span>${sign}</span> ${text(verdictWords(say, report))}</p></header>`,
    facts([
      [say('report.begun'), `${formatMoment(report.begun, 'UTC')} UTC`],
      [say('report.operator'), report.operator],
      [say('report.program'), say('report.program-value', { version: report.program.version })],
      [say('report.machine'), `${report.machine.name}, ${report.machine.system}`],
    ]),
    section(say('report.heading.archive'), facts([...originRows(say, report), ...archiveRows(say, report)])),
    failure === null
      ? ''
      : section(say('report.heading.failure'), `<p>${text(failure.happened)}</p><p>${text(failure.next)}</p>`),
    section(say('report.heading.times'), facts(timeRows(say, report))),
    outcome.verdict === 'failed' ? '' : proofSections(say, outcome.proof),
    `<footer><p>${text(say('report.signed', { signer }))}</p><p>${text(say('report.unsigned-page'))}</p></footer></body></html>`,
  ].join('\n');
}

function originRows(say: Say, { origin }: DrillReport): Row[] {
  if (origin.kind === 'file') return [[say('report.origin.file'), origin.path]];
  return [
    [say('report.origin.site'), origin.site],
    [say('report.origin.server'), origin.url],
    ...(origin.fingerprint === null ? [] : [[say('report.origin.fingerprint'), origin.fingerprint] as const]),
  ];
}

function archiveRows(say: Say, { archive }: DrillReport): Row[] {
  if (archive === null) return [[say('report.archive.name'), say('report.archive.none')]];
  return [
    [say('report.archive.name'), archive.name],
    [
      say('report.archive.size'),
      say('report.archive.size-value', { size: formatSize(archive.bytes), bytes: archive.bytes }),
    ],
    [say('report.archive.hash'), archive.sha256 ?? say('report.archive.not-read')],
    ...(archive.keyFingerprint === null ? [] : [[say('report.archive.key'), archive.keyFingerprint] as const]),
    ...(archive.layers.length === 0
      ? []
      : [[say('report.archive.layers'), [...archive.layers, archive.payload].join(' → ')] as const]),
  ];
}

function timeRows(say: Say, report: DrillReport): Row[] {
  const { recoveryPoint: point } = report;
  const phases = (['connect', 'transfer', 'authenticate', 'prove', 'place'] as const).flatMap((phase): Row[] => {
    const took = report.took[phase];
    return took === undefined ? [] : [[say(`report.phase.${phase}`), formatElapsed(took)]];
  });
  return [
    [
      say('report.recovery.point'),
      point === null
        ? say('report.recovery.point-unknown')
        : say('report.recovery.point-value', {
            moment: formatMoment(point.at, 'UTC'),
            age: ageWords(say, point),
            known: (point.ageSeconds ?? -1) >= 0,
          }),
    ],
    [
      say('report.recovery.time'),
      say(report.outcome.verdict === 'failed' ? 'report.recovery.time-failed' : 'report.recovery.time-value', {
        elapsed: formatElapsed(report.recoveryMilliseconds),
      }),
    ],
    ...phases,
  ];
}

function proofSections(say: Say, proof: ProofReport): string {
  const found = factRows(say, proof);
  const tables = [...found.tables, ...found.dumps.flatMap((dump) => dump.tables)];
  const checks = proof.checks
    .map(
      ({ id, outcome }) =>
        `<li class="${outcome}"><strong>${text(say(`proof.check.${id}.title`))}</strong> ${text(say(`proof.check.${id}.${outcome}`))}</li>`,
    )
    .join('');
  const warnings = proof.warnings
    .map((each) => explainWarning(say, each))
    .map((warning) => `<li><strong>${text(warning.title)}</strong> ${text(warning.text)}</li>`)
    .join('');
  return [
    warnings === '' ? '' : section(say('proof.heading.warnings'), `<ul class="warnings">${warnings}</ul>`),
    section(say('proof.heading.checks'), `<ul class="checks">${checks}</ul>`),
    section(
      say('proof.heading.facts'),
      facts([
        ...found.rows.map(
          ([label, value]) => [label, INSTANT.test(value) ? `${formatMoment(value, 'UTC')} UTC` : value] as const,
        ),
        ...found.dumps.map(({ entry, summary }) => [entry, summary] as const),
      ]),
    ),
    tables.length === 0 ? '' : section(say('proof.heading.tables'), facts(tables, 'tables')),
  ].join('\n');
}

function section(title: string, body: string): string {
  return `<section><h2>${text(title)}</h2>${body}</section>`;
}

function facts(rows: readonly Row[], kind = 'facts'): string {
  return `<dl class="${kind}">${rows.map(([label, value]) => `<div><dt>${text(label)}</dt><dd${CODE.test(value) ? ' class="code"' : ''}>${text(value)}</dd></div>`).join('')}</dl>`;
}
