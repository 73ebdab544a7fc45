import { perLocale } from './locale';

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

const relative = perLocale((locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'always' }));

/**
 * How long ago an ISO 8601 date was, in the largest unit that fills at least one: `40 minutes ago`,
 * `8 hours ago`, `12 days ago`, `3 months ago`. Of a moment that is ahead of this machine's clock it is `in 5 hours`.
 * Empty for what is no date.
 */
export function formatAge(iso: string, now: number): string {
  const then = Date.parse(iso);
  if (Number.isNaN(then)) return '';
  const seconds = (now - then) / 1000;
  // A server whose clock runs a little ahead must not make an archive come from the future; one that is far ahead is
  // shown as it is.
  if (seconds < -MINUTE) return ahead(-seconds);
  if (seconds < 0) return relative().format(-0, 'minute');
  if (seconds < HOUR) return relative().format(-Math.floor(seconds / MINUTE), 'minute');
  if (seconds < DAY) return relative().format(-Math.floor(seconds / HOUR), 'hour');
  const days = Math.floor(seconds / DAY);
  if (days < 60) return relative().format(-days, 'day');
  if (days < 730) return relative().format(-Math.floor(days / 30.44), 'month');
  return relative().format(-Math.floor(days / 365.25), 'year');
}

function ahead(seconds: number): string {
  if (seconds < HOUR) return relative().format(Math.floor(seconds / MINUTE), 'minute');
  if (seconds < 2 * DAY) return relative().format(Math.floor(seconds / HOUR), 'hour');
  return relative().format(Math.floor(seconds / DAY), 'day');
}
