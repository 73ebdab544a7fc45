import { FORMAT_LOCALE } from './locale';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const relative = new Intl.RelativeTimeFormat(FORMAT_LOCALE, { numeric: 'always' });

/**
 * How long ago an ISO 8601 date was, in the largest unit that fills at least one: `40 minutes ago`,
 * `8 hours ago`, `12 days ago`, `3 months ago`. Empty for what is no date.
 */
export function formatAge(iso: string, now: number): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return '';
  // A server whose clock runs a little ahead must not make an archive come from the future.
  const seconds = Math.max(0, (now - then) / 1000);
  if (seconds < HOUR) return relative.format(-Math.floor(seconds / MINUTE), 'minute');
  if (seconds < DAY) return relative.format(-Math.floor(seconds / HOUR), 'hour');
  const days = Math.floor(seconds / DAY);
  if (days < 60) return relative.format(-days, 'day');
  if (days < 730) return relative.format(-Math.floor(days / 30.44), 'month');
  return relative.format(-Math.floor(days / 365.25), 'year');
}
