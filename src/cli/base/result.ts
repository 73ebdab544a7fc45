import { findUnread, type ProofReport } from '../../core/proof/model';
import type { Accepts, RestoreResult } from '../../core/restore/model';
import { formatMoment } from '../../shared/format/dates';
import { formatElapsed } from '../../shared/format/duration';
import { formatSize } from '../../shared/format/size';
import { explainWarning, type Say } from '../../shared/messages/catalogue';
import { factsText } from './facts';
import { block, fields, indent, sizeText, wrap } from './layout';
import { nextSteps } from './next-steps';
import { openedBy, unconfirmedRemark } from './origin';
import type { Report, Session } from './session';
import { printable } from './terminal';

/** How `fetch`, `open` and `verify` end: where the result is, what was checked, what was found, what comes next. */
export function resultReport(session: Session, result: RestoreResult, accepts: Accepts): Report {
  const { say, terminal } = session;
  const heading = (text: string) => terminal.strong(text);
  const warnings = warningsText(session, result.proof.warnings);
  const verdict = heading(say(`cli.result.verdict.${result.verdict}`, { warnings: result.proof.warnings.length }));
  const unread = accepts.authenticOnly ? null : findUnread(result.proof.warnings);
  return {
    json: result,
    ...(unread === null ? {} : { failure: { code: 'authentic-only', params: { found: unread } } as const }),
    text: block(
      result.path === null
        ? `${verdict} ${say('cli.result.verified')}`
        : `${verdict} ${say(`cli.result.placed.${whatItIs(result)}`)}\n\n    ${printable(result.path)}`,
      indent(origin(say, result)),
      unconfirmedRemark(say, result),
      `${heading(say('proof.heading.checks'))}\n${indent(checks(say, result.proof))}`,
      `${heading(say('proof.heading.facts'))}\n${indent(factsText(say, result.proof))}`,
      warnings === '' ? '' : `${heading(say('proof.heading.warnings'))}\n${indent(warnings)}`,
      `${heading(say('cli.result.next'))}\n${indent(nextSteps(say, result))}`,
    ),
  };
}

function origin(say: Say, result: RestoreResult): string {
  const { archive, took } = result;
  const milliseconds = Object.values(took).reduce((sum, phase) => sum + phase, 0);
  return fields([
    [
      say('cli.result.archive'),
      say('cli.result.archive-value', { name: archive.name, size: formatSize(archive.bytes), id: archive.id }),
    ],
    [say('cli.result.created'), archive.createdAt === null ? null : `${formatMoment(archive.createdAt, 'UTC')} UTC`],
    [say('cli.result.scope'), whatItIs(result).endsWith('-export') ? say(`cli.scope.${result.scope}`) : null],
    ...openedBy(say, result),
    [say('cli.result.bytes'), sizeText(say, result.bytes)],
    [say('cli.result.kept'), keptText(say, result.transfer)],
    [say('cli.result.took'), formatElapsed(milliseconds)],
  ]);
}

/** What an earlier try had left of it, or that this was of no use. */
function keptText(say: Say, transfer: RestoreResult['transfer']): string | null {
  if (transfer === null || (transfer.kept === 0 && !transfer.startedOver)) return null;
  return say('cli.result.kept-value', { kept: formatSize(transfer.kept), startedOver: transfer.startedOver });
}

/** What was written: the portal's own archives by what they hold, everything else by what it is. */
function whatItIs({ proof, payload }: RestoreResult): 'portal-export' | 'frontend-export' | RestoreResult['payload'] {
  const { kind } = proof.facts;
  return kind === 'portal-export' || kind === 'frontend-export' ? kind : payload;
}

function checks(say: Say, { checks }: ProofReport): string {
  return checks
    .map(({ id, outcome }) => {
      const mark = say(`cli.result.mark.${outcome}`);
      const explanation = wrap(say(`proof.check.${id}.${outcome}`));
      return `${mark} ${say(`proof.check.${id}.title`)}\n${indent(explanation, mark.length + 1)}`;
    })
    .join('\n');
}

/** Each warning with its title and what to know; empty where there is none. */
export function warningsText({ say, terminal }: Session, warnings: ProofReport['warnings']): string {
  const mark = say('cli.result.mark.warning');
  return warnings
    .map((warning) => explainWarning(say, warning))
    .map(
      ({ title, text }) =>
        `${mark} ${terminal.strong(printable(title))}\n${indent(wrap(printable(text)), mark.length + 1)}`,
    )
    .join('\n');
}
