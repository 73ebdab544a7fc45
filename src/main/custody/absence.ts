/**
 * What a check of the clock asks for: nothing, a warning with the seconds that are left, the warning's end, or locking.
 */
export type AbsenceStep = { kind: 'none' } | { kind: 'warn'; seconds: number } | { kind: 'back' } | { kind: 'lock' };

/** How long before it locks a recovery is warned of it; half of the time where that is shorter. */
const WARN_S = 60;

/** Finds out when a person has left, from how long no one has touched the machine. Each absence locks once. */
export class Absence {
  #locked = false;
  #warned = false;

  /**
   * @param idleS seconds since the last touch
   * @param lockAfterS seconds after which Salvor locks
   * @param warns whether something is under way that a person is warned about before it is covered
   */
  stepAt(idleS: number, lockAfterS: number, warns: boolean): AbsenceStep {
    if (idleS >= lockAfterS) {
      const step: AbsenceStep = { kind: this.#locked ? 'none' : 'lock' };
      this.#locked = true;
      this.#warned = false;
      return step;
    }
    this.#locked = false;
    if (warns && idleS >= lockAfterS - Math.min(WARN_S, lockAfterS / 2)) {
      this.#warned = true;
      return { kind: 'warn', seconds: lockAfterS - idleS };
    }
    const step: AbsenceStep = { kind: this.#warned ? 'back' : 'none' };
    this.#warned = false;
    return step;
  }
}
