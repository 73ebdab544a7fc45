/**
 * Which run this is: the short one, a part of `npm test`, or the long one of `npm run test:faults`. The script sets it
 * for every process; a test file that is run by itself takes the short one.
 */
export const isLong = process.env['SALVOR_FAULTS'] === 'long';

/** From which every random choice derives, so that a run can be made again by `--seed`. */
export const seed = Number(process.env['SALVOR_FAULTS_SEED'] ?? 1);

/** @param short how many in the short run @param long how many in the long one */
export function times(short: number, long: number): number {
  return isLong ? long : short;
}

/** The same where one run is as good as another: `--runs` says how many instead. */
export function runs(short: number, long: number): number {
  return Number(process.env['SALVOR_FAULTS_RUNS'] ?? times(short, long));
}
