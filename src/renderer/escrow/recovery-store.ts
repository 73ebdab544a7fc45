import { create } from 'zustand';
import type { Answer, HeldKey } from '../../shared/ipc/contract';
import type { RecoveryView } from '../../shared/ipc/recovery-calls';
import { ask, type Failure } from '../base/client';
import type { Route } from '../base/navigation';
import type { HeldSecret } from '../jobs/given';

/** A secret that came back, as whoever asked for it takes it. */
export type BroughtBack = { key: HeldKey } | { secret: HeldSecret };

/** Who sent the custodians here, what is wanted, and where the way goes on. */
export interface RecoveryUse {
  kind: 'site-key' | 'passphrase' | 'database-password';
  /** Of the private key that is needed; null where nothing tells which. */
  fingerprint: string | null;
  back: Route;
  take: (brought: BroughtBack) => Route;
}

/** For a screen that needs a private key. @param back the screen again, with the key where one came back */
export function recoveryOfKey(fingerprint: string | null, back: (key: HeldKey | null) => Route): RecoveryUse {
  return {
    kind: 'site-key',
    fingerprint,
    back: back(null),
    take: (brought) => back('key' in brought ? brought.key : null),
  };
}

interface Recovery {
  /** Null where none is under way. */
  view: RecoveryView | null;
  failure: Failure | null;
  load(): Promise<void>;
  /** Takes in what a step answered with. Whether it went well. */
  take(answer: Answer<RecoveryView | null>): boolean;
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
