/** A fraction of the whole job as whole per cent: rounded down, and never 100, which only the result may say. */
export function percentOf(fraction: number): number {
  return Math.min(99, Math.max(0, Math.floor(fraction * 100)));
}
