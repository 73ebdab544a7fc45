import { create } from 'zustand';
import type { CallOutput } from '../../shared/ipc/contract';
import { ask, type Failure } from '../base/client';

interface LogbookStore {
  /** Null until it was read and checked. */
  view: CallOutput<'logbook.view'> | null;
  failure: Failure | null;
  load(): Promise<void>;
}

export const useLogbook = create<LogbookStore>()((set) => ({
  view: null,
  failure: null,

  async load() {
    const answer = await ask('logbook.view', {});
    set(answer.ok ? { view: answer.value, failure: null } : { failure: answer.error });
  },
}));
