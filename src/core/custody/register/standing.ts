import type { SecretFacts } from '../model';
import type { RegisteredSet, RegisteredShare, RegisterFile, SetRef } from './model';
import { nameOf } from './operations';

const DAY = 24 * 60 * 60 * 1000;

export interface ShareStanding {
  /** ISO 8601; null while its present custodian has never confirmed it. */
  readonly confirmed: string | null;
  /** When the next confirmation is due; null where none is expected any more. */
  readonly due: string | null;
  readonly overdue: boolean;
}

/** What should be done next for a set, the most pressing first. `share` is a share's number. */
export type NextStep =
  /** Too few shares are left to bring the key back: only where it is still kept elsewhere can it be split again. */
  | { readonly kind: 'lost' }
  /** The next loss would lose the key. */
  | { readonly kind: 'split-again' }
  | { readonly kind: 'confirm' | 'check-in' | 'acknowledge' | 'destroy'; readonly share: number }
  | { readonly kind: 'none' };

export interface SetStanding {
  /** Shares whose custodians have confirmed that they hold them. Only these count. */
  readonly held: number;
  /** Shares that were handed over and wait for their custodian's confirmation. */
  readonly waiting: number;
  /** So many of those held may still be lost without losing the key; below zero it cannot be brought back. */
  readonly mayLose: number;
  readonly shares: readonly ShareStanding[];
  readonly next: NextStep;
}

/** The state of a set at the time `now`, in milliseconds since 1970. */
export function standingOf(set: RegisteredSet, now: number): SetStanding {
  const held = set.shares.filter(({ status }) => status === 'held').length;
  const shares = set.shares.map((share) => shareStanding(set, share, now));
  const mayLose = held - set.threshold;
  const waiting = set.shares.filter(({ status }) => status === 'handed-over').length;
  return { held, waiting, mayLose, shares, next: nextStep(set, shares, mayLose + waiting) };
}

/**
 * The last time at which the present custodian confirmed a share; null where they never have. One from the future was
 * made by a clock that was wrong, and says nothing: else a share would not be due before that day.
 */
export function lastConfirmation({ confirmed }: RegisteredShare, now: number): string | null {
  return confirmed.findLast(({ when }) => Date.parse(when) <= now + DAY)?.when ?? null;
}

function shareStanding(set: RegisteredSet, share: RegisteredShare, now: number): ShareStanding {
  const confirmed = lastConfirmation(share, now);
  const expected = set.state === 'active' && (share.status === 'held' || share.status === 'handed-over');
  if (!expected) return { confirmed, due: null, overdue: false };
  // Who has just taken a share over confirms it there and then.
  const due =
    confirmed === null
      ? share.handedOver.when
      : new Date(Date.parse(confirmed) + set.checkEveryDays * DAY).toISOString();
  return { confirmed, due, overdue: Date.parse(due) <= now };
}

/**
 * @param mayLose counting those as held too that wait to be confirmed: they are not lost, and to confirm them may be
 * all that is needed
 */
function nextStep(set: RegisteredSet, standing: readonly ShareStanding[], mayLose: number): NextStep {
  const first = (
    kind: 'confirm' | 'check-in' | 'acknowledge' | 'destroy',
    wanted: (share: RegisteredShare, at: ShareStanding) => boolean,
  ): NextStep | null => {
    const [found] = set.shares
      .flatMap((share, index) => {
        const at = standing[index];
        return at !== undefined && wanted(share, at) ? [{ share, at }] : [];
      })
      .sort((a, b) => (a.at.due ?? '').localeCompare(b.at.due ?? ''));
    return found === undefined ? null : { kind, share: found.share.index };
  };
  if (set.state !== 'active')
    return first('destroy', ({ status }) => status === 'held' || status === 'handed-over') ?? { kind: 'none' };
  if (mayLose < 0) return { kind: 'lost' };
  if (mayLose === 0) return { kind: 'split-again' };
  return (
    first('confirm', ({ status }) => status === 'handed-over') ??
    first('check-in', (_share, { overdue }) => overdue) ??
    first('acknowledge', ({ acknowledged, status }) => acknowledged === null && status === 'held') ?? { kind: 'none' }
  );
}

/** One secret over all the sets that are in use for it. */
export interface SecretStanding {
  readonly secret: SecretFacts;
  readonly sets: readonly SetRef[];
  /** In the worst case so many shares may still be lost, of whichever set; below zero it cannot be brought back. */
  readonly mayLose: number;
  /** So many more could be lost if every share were confirmed that waits to be. */
  readonly waiting: number;
}

/** Every secret that was ever split, by its kind and fingerprint, under its latest label. */
export function secretStandings(register: RegisterFile, now: number): SecretStanding[] {
  const found = new Map<string, { secret: SecretFacts; sets: SetRef[]; toLose: number; toLoseConfirmed: number }>();
  for (const set of register.sets) {
    for (const secret of set.secrets) {
      const key = `${secret.kind} ${secret.fingerprint}`;
      const entry = found.get(key) ?? { secret, sets: [], toLose: 0, toLoseConfirmed: 0 };
      entry.secret = secret;
      if (set.state === 'active') {
        entry.sets.push({ set: set.set, generation: set.generation });
        // Each set has to be broken: to lose the key, one loss more than each of them may lose.
        const { mayLose, waiting } = standingOf(set, now);
        entry.toLose += Math.max(0, mayLose + 1);
        entry.toLoseConfirmed += Math.max(0, mayLose + waiting + 1);
      }
      found.set(key, entry);
    }
  }
  return [...found.values()].map(({ secret, sets, toLose, toLoseConfirmed }) => ({
    secret,
    sets,
    mayLose: toLose - 1,
    waiting: toLoseConfirmed - toLose,
  }));
}

/**
 * What a person may call a set by: its name as shown, in any case and with any separators, with or without the
 * generation.
 */
export function findSets(register: RegisterFile, typed: string): RegisteredSet[] {
  const plain = (text: string) => text.replaceAll(/[^0-9a-z]/gi, '').toUpperCase();
  const wanted = plain(typed);
  const named = register.sets.filter(
    (set) => plain(nameOf(set)) === wanted || `${set.set}${set.generation}`.toUpperCase() === wanted,
  );
  if (named.length > 0) return named;
  return register.sets.filter(
    (set) => plain(nameOf(set).replace(/ · \d+$/, '')) === wanted || set.set.toUpperCase() === wanted,
  );
}
