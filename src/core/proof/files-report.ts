import type { InnerProof } from './inner-proof';
import type { ProofReport, Warning } from './model';

/** What tars and zips of files have in common in their reports. */
export function filesReport(
  container: 'tar' | 'zip',
  inner: readonly InnerProof[],
  { twins, cramped, total }: { twins: boolean; cramped: boolean; total: ProofReport['entries'] },
): ProofReport {
  const dumps = inner.flatMap((proof) => proof.dumps);
  const warnings = new Set<Warning>(inner.flatMap((proof) => proof.warnings));
  const uneventful = warnings.size === 0 && dumps.length > 0;
  if (twins) warnings.add('case-twins');
  if (cramped) warnings.add('needs-more-room');
  if (dumps.length === 0) warnings.add('no-dump-inside');
  return {
    checks: [
      ...(container === 'tar' ? [{ id: 'tar-structure', outcome: 'passed' } as const] : []),
      { id: 'entry-names', outcome: twins ? 'warning' : 'passed' },
      ...(container === 'zip' ? [{ id: 'expansion', outcome: cramped ? 'warning' : 'passed' } as const, { id: 'entry-contents', outcome: 'passed' } as const] : []),
      { id: 'inner-dumps', outcome: uneventful ? 'passed' : 'warning' },
    ],
    warnings: [...warnings],
    entries: total,
    facts: { kind: 'files', container, dumps },
  };
}
