import { hexToBytes } from '@noble/hashes/utils.js';
import { failed } from '../../errors';
import { setName } from '../share/share';
import type {
  Custodian,
  Medium,
  NewSet,
  RegisteredSet,
  RegisteredShare,
  RegisterFile,
  SetRef,
  ShareRef,
} from './model';

/** What may be done to the register. Each is given the register and gives back the next one, or refuses. */

export const EMPTY_REGISTER: RegisterFile = {
  kind: 'salvor-register',
  version: 1,
  signers: [],
  sets: [],
  logbook: null,
};

type Confirmation = RegisteredShare['confirmed'][number];

/** What was seen of a share: its own digest, its holder's public key, and the digest of what else its card carries. */
export interface SeenShare {
  readonly digest: string;
  /** Null where only a receipt of an older Salvor says that it was seen. */
  readonly holderKey: string | null;
  /** Null where the share's rows alone were given. */
  readonly sealed: string | null;
}

/** @throws set-already-registered, set-not-registered where `replaces` is not known */
export function addSet(
  register: RegisterFile,
  added: NewSet,
  made: { when: string; signer: string; replaces: SetRef | null },
): RegisterFile {
  const { when, signer, replaces } = made;
  if (register.sets.some((one) => isSame(one, added))) throw failed('set-already-registered', { set: nameOf(added) });
  const entry: RegisteredSet = {
    ...added,
    created: when,
    state: 'active',
    ended: null,
    replacedBy: null,
    recoveries: [],
    shares: added.shares
      .map(({ confirmed, ...share }) => ({
        ...share,
        handedOver: { when, by: added.by },
        confirmed: confirmed ? [{ when, how: 'ceremony' as const, signer }] : [],
        status: confirmed ? ('held' as const) : ('handed-over' as const),
        statusSince: when,
        destroyed: null,
        earlier: [],
      }))
      .sort((a, b) => a.index - b.index),
  };
  const others =
    replaces === null
      ? register
      : changeSet(register, replaces, (old) =>
          end(old, 'replaced', when, { set: added.set, generation: added.generation }),
        );
  return { ...others, sets: [...others.sets, entry] };
}

/**
 * Takes in that a share was seen. One that was lost is held again: it has turned up.
 *
 * @throws set-not-registered, set-not-active, share-not-registered where the digest is another's,
 *   sealed-part-not-registered, receipt-without-share where the key of the share's holder did not sign, share-not-held
 *   where it was recorded as destroyed
 */
export function confirmShare(
  register: RegisterFile,
  ref: ShareRef,
  seen: SeenShare,
  confirmation: Confirmation,
): RegisterFile {
  return changeShare(register, ref, (share, set) => {
    const named = { set: nameOf(ref), index: ref.index };
    if (share.digest !== seen.digest) throw failed('share-not-registered', named);
    if (seen.sealed !== null && set.sealedDigest !== null && seen.sealed !== set.sealedDigest)
      throw failed('sealed-part-not-registered', named);
    if (share.holderKey !== null && share.holderKey !== seen.holderKey) throw failed('receipt-without-share', named);
    if (set.state !== 'active') throw failed('set-not-active', { set: nameOf(ref), state: set.state });
    if (share.status === 'destroyed')
      throw failed('share-not-held', { set: nameOf(ref), index: ref.index, status: 'destroyed' });
    return {
      ...share,
      // A receipt's key proves nothing while the register has none: only the share itself does.
      holderKey: share.holderKey ?? (confirmation.how === 'check-in' ? seen.holderKey : null),
      confirmed: [...share.confirmed, confirmation].sort((a, b) => a.when.localeCompare(b.when)),
      ...(share.status === 'held' ? {} : { status: 'held', statusSince: confirmation.when }),
    };
  });
}

/** Who holds a share from now on, on what and where. They have to confirm it before it counts. */
export interface HandOver {
  readonly custodian: Custodian;
  readonly medium: Medium;
  readonly place: string;
  /** Who handed it over. */
  readonly by: string;
  readonly when: string;
}

/** @throws set-not-registered, set-not-active, share-not-held */
export function replaceCustodian(
  register: RegisterFile,
  ref: ShareRef,
  { custodian, medium, place, by, when }: HandOver,
): RegisterFile {
  return changeHeld(register, ref, (share) => ({
    ...share,
    custodian,
    medium,
    place,
    handedOver: { when, by },
    confirmed: [],
    acknowledged: null,
    status: 'handed-over',
    statusSince: when,
    earlier: [...share.earlier, { custodian: share.custodian, until: when }],
  }));
}

/** The card was moved, or put on another medium by the same custodian. @throws as replaceCustodian */
export function moveShare(
  register: RegisterFile,
  ref: ShareRef,
  { medium, place }: Pick<RegisteredShare, 'medium' | 'place'>,
): RegisterFile {
  return changeHeld(register, ref, (share) => ({ ...share, medium, place }));
}

/** @throws set-not-registered, set-not-active, share-not-held */
export function markLost(register: RegisterFile, ref: ShareRef, when: string): RegisterFile {
  return changeHeld(register, ref, (share) => ({ ...share, status: 'lost', statusSince: when }));
}

/** @param on the day on which the custodian signed @throws as markLost */
export function acknowledge(register: RegisterFile, ref: ShareRef, on: string): RegisterFile {
  return changeHeld(register, ref, (share) => ({ ...share, acknowledged: on }));
}

/** From now on its shares are to be destroyed. @throws set-not-registered, set-not-active */
export function retire(register: RegisterFile, ref: SetRef, when: string): RegisterFile {
  return changeSet(register, ref, (set) => {
    if (set.state !== 'active') throw failed('set-not-active', { set: nameOf(ref), state: set.state });
    return end(set, 'retired', when, null);
  });
}

/**
 * A custodian attests that a share is no more. In a set that is in use, that is a loss like any other.
 *
 * @param attested.on the day of the attestation
 * @throws set-not-registered, share-not-held where it was attested before
 */
export function attestDestruction(
  register: RegisterFile,
  ref: ShareRef,
  attested: { by: string; on: string; when: string },
): RegisterFile {
  const { by, on, when } = attested;
  return changeShare(register, ref, (share) => {
    if (share.status === 'destroyed')
      throw failed('share-not-held', { set: nameOf(ref), index: ref.index, status: 'destroyed' });
    return { ...share, status: 'destroyed', statusSince: when, destroyed: { by, on } };
  });
}

/** The counter of a set goes up. @throws set-not-registered */
export function recordRecovery(register: RegisterFile, ref: SetRef, when: string): RegisterFile {
  return changeSet(register, ref, (set) => ({ ...set, recoveries: [...set.recoveries, when] }));
}

/** @throws set-not-registered */
export function checkEvery(register: RegisterFile, ref: SetRef, days: number): RegisterFile {
  return changeSet(register, ref, (set) => ({ ...set, checkEveryDays: days }));
}

export function acceptSigner(
  register: RegisterFile,
  signer: { fingerprint: string; machine: string; since: string },
): RegisterFile {
  if (register.signers.some(({ fingerprint }) => fingerprint === signer.fingerprint)) return register;
  return { ...register, signers: [...register.signers, signer] };
}

/** @throws set-not-registered */
export function findSet(register: RegisterFile, ref: SetRef): RegisteredSet {
  const found = register.sets.find((one) => isSame(one, ref));
  if (found === undefined) throw failed('set-not-registered', { set: nameOf(ref) });
  return found;
}

/** @throws set-not-registered, share-not-registered */
export function findShare(register: RegisterFile, ref: ShareRef): RegisteredShare {
  const found = findSet(register, ref).shares.find(({ index }) => index === ref.index);
  if (found === undefined) throw failed('share-not-registered', { set: nameOf(ref), index: ref.index });
  return found;
}

/** The set's short name for people, `K7QM-2XDA · 1`. */
export function nameOf({ set, generation }: SetRef): string {
  return setName(hexToBytes(set), generation);
}

export function isSame(one: SetRef, other: SetRef): boolean {
  return one.set === other.set && one.generation === other.generation;
}

function end(
  set: RegisteredSet,
  state: 'replaced' | 'retired',
  when: string,
  replacedBy: SetRef | null,
): RegisteredSet {
  return { ...set, state, ended: when, replacedBy };
}

function changeSet(register: RegisterFile, ref: SetRef, change: (set: RegisteredSet) => RegisteredSet): RegisterFile {
  const set = findSet(register, ref);
  const changed = change(set);
  return { ...register, sets: register.sets.map((one) => (one === set ? changed : one)) };
}

function changeShare(
  register: RegisterFile,
  ref: ShareRef,
  change: (share: RegisteredShare, set: RegisteredSet) => RegisteredShare,
): RegisterFile {
  const share = findShare(register, ref);
  return changeSet(register, ref, (set) => ({
    ...set,
    shares: set.shares.map((one) => (one === share ? change(share, set) : one)),
  }));
}

/** The same for what only makes sense while someone holds the share. */
function changeHeld(
  register: RegisterFile,
  ref: ShareRef,
  change: (share: RegisteredShare) => RegisteredShare,
): RegisterFile {
  return changeShare(register, ref, (share, set) => {
    if (set.state !== 'active') throw failed('set-not-active', { set: nameOf(ref), state: set.state });
    const { status } = share;
    if (status === 'lost' || status === 'destroyed')
      throw failed('share-not-held', { set: nameOf(ref), index: ref.index, status });
    return change(share);
  });
}
