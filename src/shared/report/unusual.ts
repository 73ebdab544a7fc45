import type { ProofReport } from '../../core/proof/model';

/** Whether it holds what could run on the machine that restores it: then no command leads there. */
export function isUnusual({ warnings }: Pick<ProofReport, 'warnings'>): boolean {
  return warnings.some(({ code }) => code === 'sql-runs-commands');
}
