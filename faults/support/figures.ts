import { appendFileSync } from 'node:fs';

/** What is known of one kind of fault after a run. */
export interface Figure {
  readonly part: string;
  readonly kind: string;
  injected: number;
  /** How many of them were seen to have happened. One that was not is no proof of anything. */
  observed: number;
  /** How they ended, by the product's own words: an error's code, or what else came out. */
  readonly outcomes: Record<string, number>;
  /** Why this kind could not be injected here at all. */
  notRun: string | null;
}

/** Counts the faults of one part of a run, and hands the figures to the script that prints them. */
export class Figures {
  readonly #part: string;
  readonly #kinds = new Map<string, Figure>();

  constructor(part: string) {
    this.#part = part;
  }

  /** @param outcome how it ended @param observed whether the fault was seen to have happened */
  count(kind: string, outcome: string, observed: boolean, faults = 1): void {
    const figure = this.of(kind);
    figure.injected += faults;
    if (observed) figure.observed += faults;
    figure.outcomes[outcome] = (figure.outcomes[outcome] ?? 0) + faults;
  }

  notRun(kind: string, reason: string): void {
    this.of(kind).notRun = reason;
  }

  of(kind: string): Figure {
    const known = this.#kinds.get(kind);
    if (known !== undefined) return known;
    const fresh: Figure = { part: this.#part, kind, injected: 0, observed: 0, outcomes: {}, notRun: null };
    this.#kinds.set(kind, fresh);
    return fresh;
  }

  /** To be called once, after all tests of a file. */
  write(): void {
    const path = process.env['SALVOR_FAULTS_FIGURES'];
    if (path === undefined) return;
    appendFileSync(path, [...this.#kinds.values()].map((figure) => `${JSON.stringify(figure)}\n`).join(''));
  }
}
