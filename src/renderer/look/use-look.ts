import { useCallback, useEffect, useRef, useState } from 'react';
import type { EventPayload, SecretTokens } from '../../shared/ipc/contract';
import { ask, type Failure, type Progress } from '../client';

export type Summary = Extract<EventPayload<'look.opened'>['outcome'], { ok: true }>['value'];

/** How far a look is. `ended` is one that stood open and was closed by something else than this screen. */
export type LookState =
  | { at: 'opening'; progress: Progress | null }
  | { at: 'failed'; failure: Failure }
  | { at: 'open'; look: string; summary: Summary }
  | { at: 'ended' };

interface UsedLook {
  state: LookState;
  /** Gives the opening up. */
  cancel(): void;
}

/** Opens an archive for as long as the screen that calls this is there. */
export function useLook(file: string, secrets: SecretTokens): UsedLook {
  const [state, setState] = useState<LookState>({ at: 'opening', progress: null });
  const cancelOpening = useRef(() => {});
  // Secrets are given once and for all for a screen; another set means another screen.
  const [given] = useState(secrets);

  useEffect(() => {
    let present: string | null = null;
    let left = false;
    // The archive may stand open before the answer that says under which id.
    const early: (() => void)[] = [];
    const heed = (look: string, act: () => void) => {
      if (present === null) early.push(() => present === look && act());
      else if (present === look && !left) act();
    };
    const stops = [
      window.salvor.on('look.progress', ({ look, progress }) =>
        heed(look, () => setState((now) => (now.at === 'opening' ? { at: 'opening', progress } : now))),
      ),
      window.salvor.on('look.opened', ({ look, outcome }) =>
        heed(look, () =>
          setState(
            outcome.ok ? { at: 'open', look, summary: outcome.value } : { at: 'failed', failure: outcome.error },
          ),
        ),
      ),
      window.salvor.on('look.ended', ({ look }) => heed(look, () => setState({ at: 'ended' }))),
    ];
    const end = () => {
      if (present !== null) void ask('look.end', { look: present });
    };
    cancelOpening.current = () => {
      left = true;
      end();
      setState({ at: 'failed', failure: { code: 'cancelled', params: {} } });
    };
    void ask('look.start', { file, secrets: given }).then((answer) => {
      if (!answer.ok) {
        if (!left) setState({ at: 'failed', failure: answer.error });
        return;
      }
      present = answer.value.look;
      if (left) end();
      else for (const act of early) act();
    });
    return () => {
      left = true;
      for (const stop of stops) stop();
      end();
    };
  }, [file, given]);

  return { state, cancel: useCallback(() => cancelOpening.current(), []) };
}
