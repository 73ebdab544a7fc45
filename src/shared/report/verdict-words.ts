import type { DrillReport } from '../../core/drill/model';
import { explain, type Say } from '../messages/catalogue';

/** The one sentence that a drill ends with, the same in the window, on paper and on the terminal. */
export function verdictWords(say: Say, { outcome }: Pick<DrillReport, 'outcome'>): string {
  if (outcome.verdict === 'failed') return say('report.verdict.failed', { title: explain(say, outcome.error).title });
  const { warnings } = outcome.proof;
  return say(`report.verdict.${outcome.verdict}`, { warnings: warnings.length });
}
