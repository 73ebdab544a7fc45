import type { DumpFacts, ProofReport } from '../../core/proof/model';
import type { Say } from '../../shared/messages/catalogue';
import { type DumpRows, dumpRows, factRows } from '../../shared/report/fact-rows';
import { fields, indent, table } from './layout';
import { printable } from './terminal';

/** What was found inside an archive, each dump among its files after it. */
export function factsText(say: Say, proof: ProofReport): string {
  const { dumps, ...found } = factRows(say, proof);
  return [rowsText(found), ...dumps.map((dump) => `${printable(dump.entry)}\n${indent(rowsText(dump))}`)].join('\n\n');
}

export function dumpText(say: Say, dump: DumpFacts): string {
  return rowsText(dumpRows(say, dump));
}

function rowsText({ rows, tables }: DumpRows): string {
  const labelled = fields(rows.map(([label, value]) => [label, printable(value)]));
  if (tables.length === 0) return labelled;
  const counted = tables.map(([name, count]) => [printable(name), count]);
  return `${labelled}\n${indent(table(counted, new Set([1])), 4)}`;
}
