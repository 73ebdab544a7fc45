import type { DrillReport } from '../../core/drill/model';
import type { Say } from '../messages/catalogue';

/**
 * How old a recovery point was when its drill began. Reports of former versions have a negative age where clocks
 * disagreed.
 */
export function ageWords(say: Say, { ageSeconds }: NonNullable<DrillReport['recoveryPoint']>): string {
  if (ageSeconds === null || ageSeconds < 0) return say('report.age-unknown');
  const hours = Math.floor(ageSeconds / 3600);
  return say('report.age', { days: Math.floor(hours / 24), hours });
}
