import type { Cleared } from '../../shared/ipc/privacy-calls';
import { KEPT_MINUTES, type Recoveries } from './recoveries';

/** What was cleared last while no one was at the window, until the window has said so. */
export class Clearings {
  #last: Cleared | null = null;

  get last(): Cleared | null {
    return this.#last;
  }

  note(cleared: Cleared): void {
    this.#last = cleared;
  }

  dismiss(): void {
    this.#last = null;
  }
}

/** Clears a recovery that was covered for too long, and keeps that the window has to say so. Whether there was one. */
export function clearOverdue(recoveries: Recoveries, clearings: Clearings): boolean {
  const cleared = recoveries.expire();
  if (cleared) clearings.note({ what: 'recovery', minutes: KEPT_MINUTES });
  return cleared;
}
