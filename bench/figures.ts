import { appendFileSync } from 'node:fs';

/** How a figure is judged: no less, or no more than this. */
export interface Target {
  readonly is: 'least' | 'most';
  readonly value: number;
}

/** One line of the table that a run ends with; scripts/bench.mjs prints it. */
export interface Figure {
  readonly part: string;
  readonly what: string;
  /** In whose Node it ran, or the Electron whose window it was. */
  readonly where: string;
  readonly unit: 'times' | 'ms' | 'MB' | 'MB/s';
  readonly median: number;
  readonly least: number;
  readonly most: number;
  readonly rounds: number;
  /** Null where the figure is only for reading the others. */
  readonly target: Target | null;
  /** Why there is no figure, where what it takes is missing. */
  readonly leftOut?: string;
}

export const least = (value: number): Target => ({ is: 'least', value });
export const most = (value: number): Target => ({ is: 'most', value });

/** The middle one of `values`; the mean of the two in the middle of an even number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const upper = sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[sorted.length / 2 - 1] ?? Number.NaN) + upper) / 2;
}

/** Of each round what `one` took by what `other` took in the same. */
export function ratios(one: readonly number[], other: readonly number[]): number[] {
  return one.map((value, round) => value / (other[round] ?? Number.NaN));
}

/** Says, here and in the table at the end, that something was not measured. */
export function leaveOut(part: string, what: string, why: string): void {
  write({ part, what, where: '', unit: 'times', median: 0, least: 0, most: 0, rounds: 0, target: null, leftOut: why });
  console.log(`  LEFT OUT: ${what}: ${why}`);
}

/** Writes a figure down where the run gathers them (SALVOR_BENCH_FIGURES), and shows that there is one more. */
export function tell(
  named: Pick<Figure, 'part' | 'what' | 'where' | 'unit' | 'target'>,
  values: readonly number[],
): void {
  const figure: Figure = {
    ...named,
    median: median(values),
    least: Math.min(...values),
    most: Math.max(...values),
    rounds: values.length,
  };
  write(figure);
  console.log(
    `  ${figure.where}: ${figure.what}: ${figure.median.toFixed(2)} (${figure.least.toFixed(2)}–${figure.most.toFixed(2)}) ${figure.unit}`,
  );
}

function write(figure: Figure): void {
  const file = process.env['SALVOR_BENCH_FIGURES'];
  if (file !== undefined) appendFileSync(file, `${JSON.stringify(figure)}\n`);
}
