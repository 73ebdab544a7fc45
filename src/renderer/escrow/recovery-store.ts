import { create } from 'zustand';
import type { Outcome } from '../../core/errors';
import type { HeldKey } from '../../shared/ipc/key-calls';
import type { RecoveryView } from '../../shared/ipc/recovery-calls';
import { ask, type Failure } from '../base/client';
import type { Route } from '../base/navigation';
import type { HeldSecret } from '../jobs/given';

/** A secret that came back, as the screen that asked for it takes it. */
export type BroughtBack =
  | { kind: 'site-key'; key: HeldKey }
  | { kind: 'passphrase' | 'database-password'; secret: HeldSecret };

/** The routes that take what was brought back. */
type Asking<R = Route> = R extends Route ? ('brought' extends keyof R ? R : never) : never;

/** Which screen sent the custodians here, what it wants, and where the way continues. */
export interface RecoveryUse {
  kind: BroughtBack['kind'];
  /** Of the private key that is needed; null where it is not known which. */
  fingerprint: string | null;
  back: Asking;
}

interface Recovery {
  /** Null where none is under way. */
  view: RecoveryView | null;
  failure: Failure | null;
  load(): Promise<void>;
  /** Takes in what a step answered with. Whether it went well. */
  take(answer: Outcome<RecoveryView | null>): boolean;
  /** Ends it in the main process, then leaves its screen, and only then forgets it here. */
  end(leave: () => void): Promise<void>;
}

export const useRecovery = create<Recovery>()((set, get) => ({
  view: null,
  failure: null,

  async load() {
    get().take(await ask('recovery.current', {}));
  },

  take(answer) {
    set(answer.ok ? { view: answer.value, failure: null } : { failure: answer.error });
    return answer.ok;
  },

  async end(leave) {
    await ask('recovery.end', {});
    leave();
    set({ view: null, failure: null });
  },
}));
