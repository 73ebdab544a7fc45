/** Two clocks that are right differ by less than this, in seconds. */
const TOLERANCE = 60;
/** A moment without a zone may be local time anywhere on earth. */
const ANY_ZONE = 15 * 60 * 60;

/**
 * How many seconds a moment is ahead of this machine's clock, so that one of two clocks is wrong; null where it is not.
 *
 * @param moment ISO 8601, or null @param now milliseconds since 1970
 */
export function secondsAhead(moment: string | null, now: number): number | null {
  if (moment === null) return null;
  const ahead = Math.round((Date.parse(moment) - now) / 1000);
  const tolerance = /(?:Z|[+-]\d\d:?\d\d)$/.test(moment) ? TOLERANCE : ANY_ZONE;
  return Number.isNaN(ahead) || ahead < tolerance ? null : ahead;
}
