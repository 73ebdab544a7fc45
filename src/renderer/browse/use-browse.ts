import { useCallback, useEffect, useRef, useState } from 'react';
import type { EventPayload } from '../../shared/ipc/contract';
import type { SecretTokens } from '../../shared/ipc/secret-calls';
import { ask, type Failure, type Progress } from '../base/client';

export type Summary = Extract<EventPayload<'browse.opened'>['outcome'], { ok: true }>['value'];

/** How far it is. `ended`: the archive was open and was closed by something else than this screen. */
export type BrowseState =
  | { at: 'opening'; progress: Progress | null }
  | { at: 'failed'; failure: Failure }
  | { at: 'open'; browsed: string; summary: Summary }
  | { at: 'ended' };

interface UsedBrowse {
  state: BrowseState;
  /** Gives the opening up. */
  cancel(): void;
}

/** Opens an archive for as long as the screen that calls this is there. */
export function useBrowse(file: string, secrets: SecretTokens): UsedBrowse {
  const [state, setState] = useState<BrowseState>({ at: 'opening', progress: null });
  const cancelOpening = useRef(() => {});
  // A screen has one set of secrets; another set means another screen.
  const [given] = useState(secrets);

  useEffect(() => {
    let present: string | null = null;
    let left = false;
    // The archive may be open before the answer that says under which id.
    const early: (() => void)[] = [];
    const heed = (browsed: string, act: () => void) => {
      if (present === null) early.push(() => present === browsed && act());
      else if (present === browsed && !left) act();
    };
    const stops = [
      window.salvor.on('browse.progress', ({ browsed, progress }) =>
        heed(browsed, () => setState((now) => (now.at === 'opening' ? { at: 'opening', progress } : now))),
      ),
      window.salvor.on('browse.opened', ({ browsed, outcome }) =>
        heed(browsed, () =>
          setState(
            outcome.ok ? { at: 'open', browsed, summary: outcome.value } : { at: 'failed', failure: outcome.error },
          ),
        ),
      ),
      window.salvor.on('browse.ended', ({ browsed }) => heed(browsed, () => setState({ at: 'ended' }))),
    ];
    const end = () => {
      if (present !== null) void ask('browse.end', { browsed: present });
    };
    cancelOpening.current = () => {
      left = true;
      end();
      setState({ at: 'failed', failure: { code: 'cancelled', params: {} } });
    };
    void ask('browse.start', { file, secrets: given }).then((answer) => {
      if (!answer.ok) {
        if (!left) setState({ at: 'failed', failure: answer.error });
        return;
      }
      present = answer.value.browsed;
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
