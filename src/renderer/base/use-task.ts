import { useCallback, useEffect, useRef, useState } from 'react';
import type { Outcome } from '../../core/errors';

/**
 * One piece of work that a screen asks for. A second start while it runs does nothing, and an answer that
 * comes after the screen has gone, or after `drop`, is not delivered.
 */
export function useTask() {
  const [busy, setBusy] = useState(false);
  const turn = useRef(0);
  const running = useRef(false);

  useEffect(
    () => () => {
      turn.current += 1;
    },
    [],
  );

  const start = useCallback(async <T>(work: () => Promise<Outcome<T>>, deliver: (answer: Outcome<T>) => void) => {
    if (running.current) return;
    running.current = true;
    const mine = turn.current;
    setBusy(true);
    const answer = await work();
    if (turn.current !== mine) return;
    running.current = false;
    setBusy(false);
    deliver(answer);
  }, []);

  const drop = useCallback(() => {
    turn.current += 1;
    running.current = false;
    setBusy(false);
  }, []);

  return { busy, start, drop };
}
