import type { CeremonyPlan } from '../../../shared/ipc/ceremony-calls';
import type { ShareView } from '../../../shared/ipc/register-calls';
import type { Draft, Taker } from '../ceremony-store';

/** The longest delay that the register keeps, in days. */
const MOST_DAYS = 365;

/** In mode `managed` the third share is the vendor's. */
export function isVendor({ mode }: Pick<Draft, 'mode'>, index: number): boolean {
  return mode === 'managed' && index === 3;
}

/** The days of the vendor's delay; null where what was typed is no such number. */
export function delayOf({ delayDays }: Pick<Draft, 'delayDays'>): number | null {
  const days = Number(delayDays);
  return /^\d{1,3}$/.test(delayDays.trim()) && days <= MOST_DAYS ? days : null;
}

export function isModeReady(draft: Draft): boolean {
  return draft.mode === 'customer-only' || (draft.conditions.trim() !== '' && delayOf(draft) !== null);
}

/** The first thing that is missing of the three custodians; null where nothing is. */
export function missingOf({
  takers,
}: Pick<Draft, 'takers'>): { share: number; what: 'name' | 'same' | 'recipient' } | null {
  const names = takers.map(({ name }) => name.trim().toLowerCase());
  for (const [at, taker] of takers.entries()) {
    const share = at + 1;
    if (names[at] === '') return { share, what: 'name' };
    if (names.indexOf(names[at] ?? '') < at) return { share, what: 'same' };
    if (taker.medium === 'age-recipient' && taker.recipient.trim() === '') return { share, what: 'recipient' };
  }
  return null;
}

export function mediumOf({ medium, recipient }: Taker): ShareView['medium'] {
  return medium === 'age-recipient' ? { kind: medium, recipient: recipient.trim() } : { kind: medium };
}

/** The draft as main takes it; null while something is missing. */
export function planOf(draft: Draft): CeremonyPlan | null {
  const delayDays = delayOf(draft);
  if (draft.entries.length === 0 || !isModeReady(draft) || missingOf(draft) !== null) return null;
  const { entries, mode, takers, conditions, checkEveryDays, replaces } = draft;
  return {
    entries: [...entries],
    mode,
    takers: takers.map((taker, at) => ({
      custodian: {
        name: taker.name.trim(),
        role: taker.role.trim(),
        contact: taker.contact.trim(),
        organisation: isVendor(draft, at + 1) ? ('vendor' as const) : ('customer' as const),
      },
      medium: mediumOf(taker),
      place: taker.place.trim(),
    })),
    release: mode === 'managed' && delayDays !== null ? { conditions: conditions.trim(), delayDays } : null,
    checkEveryDays,
    replaces: replaces === null ? null : { set: replaces.set, generation: replaces.generation },
  };
}
