import { OctagonX, ShieldAlert, ShieldCheck, TriangleAlert } from 'lucide-react';
import type { DrillReport } from '../base/client';

/** How a drill ended; a restore knows all of them but `failed`, which has a screen of its own. */
export type DrillVerdict = DrillReport['outcome']['verdict'];

/** Each verdict has a shape of its own: colour alone says nothing to some people. */
export const VERDICT_ICONS = {
  proven: ShieldCheck,
  'proven-with-warnings': ShieldAlert,
  'authentic-only': TriangleAlert,
  failed: OctagonX,
} as const;
export const VERDICT_TONES = {
  proven: 'good',
  'proven-with-warnings': 'caution',
  'authentic-only': 'warning',
  failed: 'stop',
} as const;

/** Whether the archive was proven. What is authentic and no more is no success. */
export function isProof(verdict: DrillVerdict): boolean {
  return verdict === 'proven' || verdict === 'proven-with-warnings';
}
