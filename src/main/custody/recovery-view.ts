import type { Recovered } from '../../core/custody/escrow/recover';
import { secretFactsOf } from '../../core/custody/model';
import type { RegisteredSet, RegisteredShare } from '../../core/custody/register/model';
import { nameOf } from '../../core/custody/register/operations';
import { LONGEST_SHOWN, readableText } from '../../core/custody/secret-text';
import type { Card } from '../../core/custody/share/card-text';
import { shareDigest } from '../../core/custody/share/share';
import type { EnteredCard, RecoveryView } from '../../shared/ipc/recovery-calls';

const DAY_MS = 24 * 60 * 60 * 1000;

export function setView({ state, ended, escrowFile, shares, replacedBy }: RegisteredSet): RecoveryView['set'] {
  return {
    state,
    ended,
    escrowFile: escrowFile?.name ?? null,
    replacedBy: replacedBy === null ? null : nameOf(replacedBy),
    holders: shares.map(({ index, custodian }) => ({ index, custodian: custodian.name })),
  };
}

export function standingOf({ share }: Card, registered: RegisteredShare | undefined): EnteredCard['standing'] {
  if (registered === undefined) return null;
  return registered.digest === shareDigest(share) ? registered.status : 'other';
}

/** How many days before its time the share is given out; 0 from that day on. */
export function daysEarly(requested: string, delayDays: number, now: number): number {
  return Math.max(0, Math.round((Date.parse(dayAfter(requested, delayDays)) - Date.parse(dayOf(now))) / DAY_MS));
}

export function dayAfter(day: string, days: number): string {
  return dayOf(Date.parse(day) + days * DAY_MS);
}

function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

export function vendorOf({ breakGlass, good }: Recovered): number | null {
  return breakGlass !== null && good.includes(breakGlass) ? breakGlass : null;
}

/** The caller adds what the vault and the connected sites know of each secret. */
export function recoveredView(recovered: Recovered, gone: ReadonlySet<number>): NonNullable<RecoveryView['recovered']> {
  return {
    made: recovered.made,
    secrets: recovered.secrets.map((secret, at) => ({
      ...secretFactsOf(secret),
      text: readableText(secret.bytes, LONGEST_SHOWN) !== null,
      bytes: secret.bytes.length,
      inVault: null,
      sites: [],
      gone: gone.has(at),
    })),
    remarks: recovered.remarks.map(({ place, remark }) => ({ place, remark })),
    breakGlass: vendorOf(recovered),
  };
}
