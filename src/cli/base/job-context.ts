import { Leftovers } from '../../core/leftovers/store';
import { type JobContext, PauseGate } from '../../core/restore/job';
import { avoidDeadlockAtExit } from '../../core/restore/threads';
import { dataFolder } from './data-folder';
import { progressTeller, type Source } from './progress';
import type { Session } from './session';

/** Unfinished files of this user, which the desktop app shares. */
export function ownLeftovers(): Leftovers {
  return new Leftovers(dataFolder());
}

/** The context of a long job whose bytes come from `source`; `quiet` holds its progress back. */
export function jobContext({ say, terminal, signal, built }: Session, source: Source, quiet: boolean): JobContext {
  avoidDeadlockAtExit();
  return {
    signal,
    leftovers: ownLeftovers(),
    pause: new PauseGate(),
    ...(built === undefined ? {} : { threads: built }),
    report: quiet ? () => {} : progressTeller(say, terminal, source),
  };
}
