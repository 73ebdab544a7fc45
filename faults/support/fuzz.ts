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

/** Inputs that once broke a parser, in a folder for each parser. */
const REGRESSIONS = join('test-vectors', 'regressions');
const SHORT = 500;
const LONG = 100_000;
/** So that one slow parser does not take the time of all. */
const LONGEST_RUN_MS = 35 * 60_000;

/** One parser, and its inputs. */
export interface Target<T> {
  readonly name: string;
  readonly inputs: fc.Arbitrary<T>;
  /** An input as bytes of a file: to keep it, and to compare it with the originals. */
  bytesOf(input: T): Uint8Array;
  /** The input out of the bytes that were kept. */
  readonly fromBytes: (bytes: Buffer) => T;
  readonly originals: readonly Uint8Array[];
  /**
   * Parses the input. Resolves with how that ended, in a word; a SalvorError is a right end as well, and
   * any other error is a fault.
   */
  give(input: T): unknown;
}

/**
 * Tests that a parser survives its inputs: no end without a name, none that takes too long, none that takes too
 * much.
 */
export function testParser<T>(figures: Figures, target: Target<T>): void {
  const kind = target.name;

  test(`${kind}: survives what once broke it`, async () => {
    const watch = new Watch(kind);
    for (const input of kept(kind)) await tryOne(watch, target, target.fromBytes(input));
    await watch.end();
  });

  test(`${kind}: survives random changes by its own grammar`, async () => {
    const watch = new Watch(kind);
    const originals = new Set(target.originals.map((bytes) => Buffer.from(bytes).toString('latin1')));
    await fc.assert(
      fc.asyncProperty(target.inputs, async (input) => {
        const outcome = await tryOne(watch, target, input);
        // A change that restored the original tested nothing.
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
    // Now and then a change undoes another.
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
