import { create } from 'zustand';
import type { CeremonyPlan, CeremonyView, WipedCeremony } from '../../shared/ipc/ceremony-calls';
import type { SetView, ShareView } from '../../shared/ipc/register-calls';
import { ask, type Failure } from '../base/client';
import type { SetRef } from './register-store';

/** The steps before anything is split. */
export type Step = 'secrets' | 'mode' | 'custodians' | 'review';

/** A custodian, while they are being named. */
export interface Taker {
  readonly name: string;
  readonly role: string;
  readonly contact: string;
  readonly medium: ShareView['medium']['kind'];
  readonly recipient: string;
  readonly place: string;
}

/** The plan of a split, while it is being made. Nothing of it is secret. */
export interface Draft {
  readonly step: Step;
  readonly entries: readonly string[];
  readonly mode: CeremonyPlan['mode'];
  readonly takers: readonly [Taker, Taker, Taker];
  readonly conditions: string;
  readonly delayDays: string;
  readonly checkEveryDays: number;
  /** The set that is split again. */
  readonly replaces: SetView | null;
}

interface CeremonyStore {
  draft: Draft;
  /** The ceremony that is under way; null where there is none. */
  view: CeremonyView | null;
  wiped: WipedCeremony | null;
  /** What the last ceremony ended in, until another one begins. */
  done: SetRef | null;
  failure: Failure | null;
  /** Asks whether one is under way or was wiped. Returns whether there is. */
  load(): Promise<boolean>;
  /** Begins another plan. */
  plan(entries: readonly string[], replaces: SetView | null): void;
  change(changes: Partial<Draft>): void;
  take(view: CeremonyView | null): void;
  finished(set: SetRef): void;
}

const UNNAMED: Taker = { name: '', role: '', contact: '', medium: 'printed', recipient: '', place: '' };

export const useCeremony = create<CeremonyStore>()((set) => ({
  draft: draftOf([], null),
  view: null,
  wiped: null,
  done: null,
  failure: null,

  async load() {
    const answer = await ask('ceremony.current', {});
    if (!answer.ok) {
      set({ failure: answer.error });
      return false;
    }
    set({ view: answer.value.present, wiped: answer.value.wiped, failure: null });
    return answer.value.present !== null || answer.value.wiped !== null;
  },

  plan: (entries, replaces) => set({ draft: draftOf(entries, replaces), done: null }),
  change: (changes) => set(({ draft }) => ({ draft: { ...draft, ...changes } })),
  take: (view) => set({ view, done: null }),
  finished: (done) => set({ done, view: null, draft: draftOf([], null) }),
}));

/** What a set was like is what its next generation most likely will be. */
function draftOf(entries: readonly string[], replaces: SetView | null): Draft {
  const taker = (index: number): Taker => {
    const share = replaces?.shares.find((one) => one.index === index);
    if (share === undefined) return UNNAMED;
    const { custodian, medium, place } = share;
    const { name, role, contact } = custodian;
    return {
      name,
      role,
      contact,
      place,
      medium: medium.kind,
      recipient: medium.kind === 'age-recipient' ? medium.recipient : '',
    };
  };
  return {
    step: 'secrets',
    entries,
    mode: replaces?.mode ?? 'customer-only',
    takers: [taker(1), taker(2), taker(3)],
    conditions: replaces?.release?.conditions ?? '',
    delayDays: String(replaces?.release?.delayDays ?? 3),
    checkEveryDays: replaces?.checkEveryDays ?? 365,
    replaces,
  };
}
