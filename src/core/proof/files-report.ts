import type { InnerProof } from './inner-proof';
import { distinctWarnings, type ProofReport, type Warning, warning } from './model';

/** What tars and zips of files have in common in their reports. */
export function filesReport(
  container: 'tar' | 'zip',
  inner: readonly InnerProof[],
  {
    names,
    packing = [],
    cramped,
    total,
  }: { names: readonly Warning[]; packing?: readonly Warning[]; cramped: boolean; total: ProofReport['entries'] },
): ProofReport {
  const dumps = inner.flatMap((proof) => proof.dumps);
  const inside = inner.flatMap((proof) => proof.warnings);
  const uneventful = inside.length === 0 && dumps.length > 0;
  const warnings = [
    ...inside,
    ...names,
    ...packing,
    ...(cramped ? [warning('needs-more-space', {})] : []),
    ...(dumps.length === 0 ? [warning('no-dump-inside', {})] : []),
  ];
  return {
    checks: [
      ...(container === 'tar' ? [{ id: 'tar-structure', outcome: 'passed' } as const] : []),
      { id: 'entry-names', outcome: names.length > 0 ? 'warning' : 'passed' },
      ...(container === 'zip'
        ? [
            { id: 'expansion', outcome: cramped ? 'warning' : 'passed' } as const,
            { id: 'entry-contents', outcome: packing.length > 0 ? 'warning' : 'passed' } as const,
          ]
        : []),
      { id: 'inner-dumps', outcome: uneventful ? 'passed' : 'warning' },
    ],
    warnings: distinctWarnings(warnings),
    entries: total,
    facts: { kind: 'files', container, dumps },
  };
}
