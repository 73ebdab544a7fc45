import { create } from 'zustand';
import type { CallOutput } from '../../shared/ipc/contract';
import { ask, type Failure } from '../base/client';

/** A drill that has ended, by the job that `drill.save` knows it by. */
export type PastDrill = CallOutput<'drill.history'>[number];

interface Drills {
  /** Newest first; null until they are known. */
  drills: readonly PastDrill[] | null;
  failure: Failure | null;
  /** Who ran the last drill, so that the name need not be typed every month. */
  operator: string;
  load(): Promise<void>;
  setOperator(name: string): void;
}

export const useDrills = create<Drills>()((set, get) => ({
  drills: null,
  failure: null,
  operator: '',

  async load() {
    const answer = await ask('drill.history', {});
    if (!answer.ok) return set({ failure: answer.error });
    const operator = get().operator === '' ? (answer.value[0]?.record.report.operator ?? '') : get().operator;
    set({ drills: answer.value, failure: null, operator });
  },

  setOperator: (operator) => set({ operator }),
}));
