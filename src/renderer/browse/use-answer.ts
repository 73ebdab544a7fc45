import { useEffect, useState } from 'react';
import type { Outcome } from '../../core/errors';

/** What a screen asked for: not here yet, here, or failed. */
export type Asked<T> = Outcome<T> | null;

/**
 * Asks when it is first shown, and again when `question` is another one. `question` must not change from one drawing to
 * the next: it comes from `useCallback`.
 */
export function useAnswer<T>(question: () => Promise<Outcome<T>>): Asked<T> {
  const [answered, setAnswered] = useState<{ to: typeof question; answer: Outcome<T> } | null>(null);
  useEffect(() => {
    let left = false;
    void question().then((answer) => {
      if (!left) setAnswered({ to: question, answer });
    });
    return () => {
      left = true;
    };
  }, [question]);
  return answered?.to === question ? answered.answer : null;
}
