import { bytesToHex } from '@noble/hashes/utils.js';
import { type Split, sealedDigestOf } from '../../core/custody/escrow/split';
import type { LogFacts } from '../../core/custody/logbook/model';
import type { NewSet, SetRef } from '../../core/custody/register/model';
import { setName } from '../../core/custody/share/share';
import { failed } from '../../core/errors';
import { userName } from '../../core/user-name';
import type { CeremonyPlan, CeremonyView, HandedOut } from '../../shared/ipc/ceremony-calls';

export interface CeremonyShare {
  /** How it left, the last time; null while no one has it. */
  handedOut: HandedOut | null;
  confirmed: boolean;
  /** The row that its custodian is asked for. */
  readonly askedRow: number;
  /** What the register keeps of it, for when the share itself is overwritten. */
  readonly digest: string;
  readonly holderKey: string;
}

/** A split that is under way. */
export interface Ceremony {
  readonly token: string;
  readonly plan: CeremonyPlan;
  readonly split: Split;
  readonly escrowFile: { readonly name: string; readonly sha256: string } | null;
  readonly shares: readonly CeremonyShare[];
  companionsSaved: boolean;
}

/** What the window shows of it: everything but the shares. */
export function ceremonyView({ token, plan, split, shares, escrowFile, companionsSaved }: Ceremony): CeremonyView {
  return {
    ceremony: token,
    name: setName(split.set, split.generation),
    made: split.made,
    mode: plan.mode,
    secrets: [...split.facts],
    shares: shares.map((share, at) => {
      const { custodian, medium } = takerOf(plan, at + 1);
      return {
        index: at + 1,
        custodian: custodian.name,
        medium,
        state: share.confirmed ? 'confirmed' : share.handedOut === null ? 'waiting' : 'taken',
        asks: medium.kind === 'age-recipient' ? 'nothing' : asksForRow(share) ? 'row' : 'card',
        askedRow: share.askedRow,
      };
    }),
    escrowFile: escrowFile === null ? null : { name: escrowFile.name },
    companionsSaved,
  };
}

/** What the logbook keeps of it. */
export function ceremonyFacts({ plan, split }: Ceremony): LogFacts<'ceremony'> {
  return {
    ...refOf(split),
    mode: plan.mode,
    secrets: [...split.facts],
    custodians: plan.takers.map(({ custodian }) => custodian.name),
  };
}

/** What the register keeps of it. */
export function newSetOf({ plan, split, escrowFile, shares }: Ceremony): NewSet {
  return {
    ...refOf(split),
    mode: plan.mode,
    threshold: 2,
    count: 3,
    secrets: [...split.facts],
    by: userName(),
    escrowFile,
    sealedDigest: sealedDigestOf(split),
    release: plan.release,
    checkEveryDays: plan.checkEveryDays,
    shares: shares.map(({ digest, holderKey, confirmed }, at) => ({
      index: at + 1,
      digest,
      holderKey,
      ...takerOf(plan, at + 1),
      confirmed,
      acknowledged: null,
    })),
  };
}

/** A row of paper proves the paper; of what was copied by hand or sealed, only the whole does. */
export function asksForRow({ handedOut }: CeremonyShare): boolean {
  return handedOut === 'paper' || handedOut === 'pdf';
}

export function takerOf({ takers }: CeremonyPlan, index: number): CeremonyPlan['takers'][number] {
  const taker = takers[index - 1];
  if (taker === undefined) throw noSuchShare();
  return taker;
}

export function refOf({ set, generation }: Pick<Split, 'set' | 'generation'>): SetRef {
  return { set: bytesToHex(set), generation };
}

/** The set's name as files are called: `K7QM-2XDA-1`. */
export function stemOf({ set, generation }: Pick<Split, 'set' | 'generation'>): string {
  return setName(set, generation).replace(' · ', '-');
}

export function noSuchShare() {
  return failed('unexpected', { detail: 'a share that the ceremony has not' });
}
