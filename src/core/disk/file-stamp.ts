/**
 * A moment as part of a file's name, as `2026-11-21T09-15-00-000Z`: Windows allows no colon, and names sort by time.
 */
export function fileStamp(moment: Date): string {
  return moment.toISOString().replaceAll(/[:.]/g, '-');
}
