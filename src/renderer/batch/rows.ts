import type { ServerView } from '../../shared/ipc/server-calls';
import type { Archive, DrillReport, Failure } from '../base/client';
import type { BatchDrill } from '../jobs/job-store';
import type { BatchPlan, LeftOutSite } from '../jobs/plan';
import { isProof } from '../jobs/verdict';

/** How far one site of a batch is. */
export type RowState =
  | { at: 'reported'; drill: string; report: DrillReport }
  /** Its drill broke off without a report, or the report could not be kept. */
  | { at: 'broken'; failure: Failure }
  | { at: 'present' }
  | { at: 'waiting' }
  /** The batch was cancelled before it was done. */
  | { at: 'given-up' }
  | { at: 'left-out'; lack: LeftOutSite['lack'] };

export interface Row {
  server: ServerView;
  archive: Archive | null;
  state: RowState;
}

/** Every site of a batch in its order, those that were left out last. @param running false once it has ended */
export function rowsOf({ sites, leftOut }: BatchPlan, drills: readonly BatchDrill[], running: boolean): readonly Row[] {
  return [
    ...sites.map(({ server, archive }, index) => ({ server, archive, state: stateAt(index, drills, running) })),
    ...leftOut.map(({ server, archive, lack }) => ({ server, archive, state: { at: 'left-out', lack } as const })),
  ];
}

function stateAt(index: number, drills: readonly BatchDrill[], running: boolean): RowState {
  const over = drills.find((drill) => drill.index === index);
  if (over === undefined) return { at: !running ? 'given-up' : index === drills.length ? 'present' : 'waiting' };
  if (!over.outcome.ok) return { at: 'broken', failure: over.outcome.error };
  return { at: 'reported', drill: over.drill, report: over.outcome.value.report };
}

export function isProvenRow({ state }: Row): boolean {
  return state.at === 'reported' && isProof(state.report.outcome.verdict);
}
