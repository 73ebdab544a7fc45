import { useCallback, useEffect, useState } from 'react';
import type { CallOutput } from '../../shared/ipc/contract';
import { ask, type Failure, type Progress } from '../base/client';

export type Place = NonNullable<CallOutput<'browse.choosePlace'>>;
export type TakenOut = CallOutput<'browse.extract'>;

/** How far the taking out of some entries is. `standing` asks what becomes of the files that are there already. */
export type TakeOutState =
  | { at: 'idle' }
  | { at: 'choosing' }
  | { at: 'standing'; entries: readonly number[]; place: Place }
  | { at: 'running'; place: Place; progress: Progress | null; stopping: boolean }
  | { at: 'done'; place: Place; result: TakenOut }
  | { at: 'failed'; failure: Failure };

export interface TakingOut {
  state: TakeOutState;
  /** Asks where the entries go, and takes them out. */
  begin(entries: readonly number[]): Promise<void>;
  /** Continues where files are in the way. */
  goOn(overwrite: boolean): Promise<void>;
  stop(): void;
  /** Puts the question or the outcome away. */
  close(): void;
  showInFolder(): void;
}

const IDLE: TakeOutState = { at: 'idle' };

/** Takes entries out of the archive that is open as `browsed`. */
export function useTakeOut(browsed: string): TakingOut {
  const [state, setState] = useState<TakeOutState>(IDLE);

  useEffect(
    () =>
      window.salvor.on('browse.progress', ({ browsed: of, progress }) => {
        if (of === browsed) setState((now) => (now.at === 'running' ? { ...now, progress } : now));
      }),
    [browsed],
  );

  const run = useCallback(
    async (entries: readonly number[], place: Place, overwrite: boolean) => {
      setState({ at: 'running', place, progress: null, stopping: false });
      const answer = await ask('browse.extract', { browsed, entries: [...entries], place: place.token, overwrite });
      setState(answer.ok ? { at: 'done', place, result: answer.value } : { at: 'failed', failure: answer.error });
    },
    [browsed],
  );

  return {
    state,
    async begin(entries) {
      setState({ at: 'choosing' });
      const answer = await ask('browse.choosePlace', { browsed, entries: [...entries] });
      if (!answer.ok) setState({ at: 'failed', failure: answer.error });
      else if (answer.value === null) setState(IDLE);
      else if (answer.value.standing > 0) setState({ at: 'standing', entries, place: answer.value });
      else await run(entries, answer.value, false);
    },
    async goOn(overwrite) {
      if (state.at === 'standing') await run(state.entries, state.place, overwrite);
    },
    stop() {
      setState((now) => (now.at === 'running' ? { ...now, stopping: true } : now));
      void ask('browse.stop', { browsed });
    },
    close: () => setState(IDLE),
    showInFolder() {
      if (state.at === 'done') void ask('browse.showInFolder', { place: state.place.token });
    },
  };
}
