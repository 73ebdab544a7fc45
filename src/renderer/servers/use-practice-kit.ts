import { useEffect, useState } from 'react';
import type { PracticeKit } from '../../shared/ipc/practice-calls';
import { ask } from '../base/client';
import { useTask } from '../base/use-task';

/** What the practice server's console would show and which keys it made; null until it is known. */
export function usePracticeKit(): PracticeKit | null {
  const [kit, setKit] = useState<PracticeKit | null>(null);
  const { start } = useTask();

  useEffect(() => {
    void start(
      () => ask('practice.kit', {}),
      (answer) => {
        if (answer.ok) setKit(answer.value);
      },
    );
  }, [start]);

  return kit;
}
