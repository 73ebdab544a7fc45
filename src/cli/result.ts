import type { ProofReport } from '../core/proof/model';
import type { RestoreResult } from '../core/restore/model';
import { formatElapsed } from '../shared/format/duration';
import { formatMoment } from '../shared/format/dates';
import { formatSize } from '../shared/format/size';
import { type Say, explainWarning } from '../shared/messages/catalogue';
import { factsText } from './facts';
import { block, fields, indent, sizeText, wrap } from './layout';
import { nextSteps } from './next-steps';
import { openedBy, saidRemark } from './origin';
import type { Report, Session } from './session';
import { printable } from './terminal';

/** What `fetch`, `open` and `verify` end with: where it stands, what was checked, what was found, what comes next. */
export function resultReport({ say, terminal }: Session, result: RestoreResult): Report {
  const heading = (text: string) => terminal.strong(text);
  return {
    json: result,
    text: block(
      result.path === null ? heading(say('cli.result.verified')) : `${heading(say(`cli.result.placed.${whatItIs(result)}`))}\n\n    ${printable(result.path)}`,
      indent(origin(say, result)),
      saidRemark(say, result),
      `${heading(say('proof.heading.checks'))}\n${indent(checks(say, result.proof))}`,
      `${heading(say('proof.heading.facts'))}\n${indent(factsText(say, result.proof))}`,
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
      const told = wrap(say(`proof.check.${id}.${outcome}`));
      return `${mark} ${say(`proof.check.${id}.title`)}\n${indent(told, mark.length + 1)}`;
    })
    .join('\n');
}

function warnings(say: Say, proof: ProofReport, heading: (text: string) => string): string {
  if (proof.warnings.length === 0) return '';
  const told = proof.warnings.map((warning) => {
    const mark = say('cli.result.mark.warning');
    const { title, text } = explainWarning(say, warning);
    return `${mark} ${heading(printable(title))}\n${indent(wrap(printable(text)), mark.length + 1)}`;
  });
  return `${heading(say('proof.heading.warnings'))}\n${indent(told.join('\n'))}`;
}
