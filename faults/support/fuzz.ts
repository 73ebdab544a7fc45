import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { SalvorError } from '../../src/core/errors';
import type { Figures } from './figures';
import { keepFinding } from './findings';
import { seedOf } from './random';
import { times } from './run';
import { MOST_BYTES, MOST_MS, Watch } from './watch';

/** Inputs that once broke a parser stand here, in a folder for each. */
const REGRESSIONS = join('test-vectors', 'regressions');
const SHORT = 500;
const LONG = 100_000;
/** One parser that is slow shall not take the time of all. */
const LONGEST_RUN_MS = 35 * 60_000;

/** One parser, and what it is to be given. */
export interface Target<T> {
  readonly name: string;
  readonly inputs: fc.Arbitrary<T>;
  /** An input as it would stand in a file: for keeping it, and for telling whether it is one of the originals. */
  bytesOf(input: T): Uint8Array;
  /** The same the other way, for inputs that were kept. */
  readonly fromBytes: (bytes: Buffer) => T;
  readonly originals: readonly Uint8Array[];
  /**
   * Hands the input over. What it resolves with is how that ended, in a word; a SalvorError is a right end as well, and
   * anything else that it throws is none.
   */
  give(input: T): unknown;
}

/**
 * Tests that a parser stands what it is given: no end without a name, none that takes too long, none that takes too
 * much.
 */
export function stands<T>(figures: Figures, target: Target<T>): void {
  const kind = target.name;

  test(`${kind}: stands what it did not stand before`, async () => {
    const watch = new Watch(kind);
    for (const input of kept(kind)) await tryOne(watch, target, target.fromBytes(input));
    await watch.end();
  });

  test(`${kind}: stands random changes by its own grammar`, async () => {
    const watch = new Watch(kind);
    const originals = new Set(target.originals.map((bytes) => Buffer.from(bytes).toString('latin1')));
    await fc.assert(
      fc.asyncProperty(target.inputs, async (input) => {
        const outcome = await tryOne(watch, target, input);
        // An input that changes made the original again is nothing that was stood.
        figures.count(kind, outcome, !originals.has(Buffer.from(target.bytesOf(input)).toString('latin1')));
      }),
      {
        numRuns: times(SHORT, LONG),
        seed: seedOf(kind),
        // Making a finding smaller can take longer than the whole run, and the input is kept as it is.
        endOnFailure: true,
        interruptAfterTimeLimit: LONGEST_RUN_MS,
        markInterruptAsFailure: true,
      },
    );
    await watch.end();
    const { injected, observed } = figures.of(kind);
    // A change now and then undoes another.
    expect(observed).toBeGreaterThan(injected * 0.9);
  });
}

async function tryOne<T>(watch: Watch, target: Target<T>, input: T): Promise<string> {
  const bytes = target.bytesOf(input);
  let outcome = '';
  let fault: unknown = null;
  const effort = await watch.over(bytes, async () => {
    try {
      outcome = String((await target.give(input)) ?? 'accepted');
    } catch (error) {
      if (error instanceof SalvorError && error.failure.code !== 'unexpected') outcome = error.failure.code;
      else fault = error;
    }
  });
  const excess =
    effort.ms > MOST_MS
      ? `took ${Math.round(effort.ms)} ms`
      : effort.bytes > MOST_BYTES
        ? `took ${Math.round(effort.bytes / 2 ** 20)} MiB`
        : null;
  if (fault === null && excess === null) return outcome;
  const path = keepFinding(target.name, bytes);
  throw new Error(`${target.name} ${excess ?? 'ended in an error without a name'}; its input is kept as ${path}`, {
    cause: fault,
  });
}

function kept(name: string): Buffer[] {
  const folder = join(REGRESSIONS, name);
  return existsSync(folder) ? readdirSync(folder).map((file) => readFileSync(join(folder, file))) : [];
}
