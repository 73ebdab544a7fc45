import { formatLocale } from './locale';

/** Shown in place of a date that a server or a file gave in a form that is none. */
const UNREADABLE = '–';

/** Making a formatter costs far more than using one, and a timeline asks for thousands of dates. */
const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const name = locale + JSON.stringify(options);
  const known = formatters.get(name);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, options);
  formatters.set(name, made);
  return made;
}

function format(iso: string, options: Intl.DateTimeFormatOptions): string {
  const time = Date.parse(iso);
  return Number.isNaN(time) ? UNREADABLE : formatter(formatLocale(), options).format(time);
}

/** The time of day of an ISO 8601 date: `03:00`. In the machine's own zone, unless another is named. */
export function formatTime(iso: string, timeZone?: string): string {
  return format(iso, { hour: '2-digit', minute: '2-digit', timeZone });
}

/** The day of an ISO 8601 date: `Saturday, 21 November 2026`. */
export function formatDay(iso: string, timeZone?: string): string {
  return format(iso, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone });
}

/** The day of an ISO 8601 date, short: `21 Nov 2026`. */
export function formatShortDay(iso: string, timeZone?: string): string {
  return format(iso, { day: 'numeric', month: 'short', year: 'numeric', timeZone });
}

/** Day and time of an ISO 8601 date: `21 November 2026 at 03:00`. */
export function formatMoment(iso: string, timeZone?: string): string {
  return format(iso, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit', timeZone });
}

/** The zone in which the times are shown: `GMT+1`, `UTC`. */
export function formatZone(at: number, timeZone?: string): string {
  const parts = formatter(formatLocale(), { timeZoneName: 'short', timeZone }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** The day of an ISO 8601 date as a sortable key: `2026-11-21`; empty for what is no date. */
export function dayKey(iso: string, timeZone?: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return '';
  // Canadian English is the locale whose numeric date is the ISO one.
  return formatter('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone }).format(time);
}
