import { FORMAT_LOCALE } from './locale';

/** Shown in place of a date that a server or a file gave in a form that is none. */
const UNREADABLE = '–';

function format(iso: string, options: Intl.DateTimeFormatOptions, zone: string | undefined): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return UNREADABLE;
  return new Intl.DateTimeFormat(FORMAT_LOCALE, { ...options, timeZone: zone }).format(time);
}

/** The time of day of an ISO 8601 date: `03:00`. In the machine's own zone, unless another is named. */
export function formatTime(iso: string, zone?: string): string {
  return format(iso, { hour: '2-digit', minute: '2-digit' }, zone);
}

/** The day of an ISO 8601 date: `Saturday, 21 November 2026`. */
export function formatDay(iso: string, zone?: string): string {
  return format(iso, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' }, zone);
}

/** Day and time of an ISO 8601 date: `21 November 2026 at 03:00`. */
export function formatMoment(iso: string, zone?: string): string {
  return format(iso, { day: 'numeric', month: 'long', year: 'numeric', hour: '2-digit', minute: '2-digit' }, zone);
}

/** The zone in which the times are shown: `GMT+1`, `UTC`. */
export function formatZone(at: number, zone?: string): string {
  const parts = new Intl.DateTimeFormat(FORMAT_LOCALE, { timeZoneName: 'short', timeZone: zone }).formatToParts(at);
  return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
}

/** The day of an ISO 8601 date as a sortable key: `2026-11-21`; empty for what is no date. */
export function dayKey(iso: string, zone?: string): string {
  const time = Date.parse(iso);
  if (Number.isNaN(time)) return '';
  return new Intl.DateTimeFormat('en-CA', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone: zone }).format(time);
}
