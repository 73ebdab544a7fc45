import { formatLocale } from './locale';

function part(value: number, unit: 'hour' | 'minute' | 'second' | 'millisecond'): string {
  const fractions = unit === 'second' && value < 10 && !Number.isInteger(value) ? 1 : 0;
  return new Intl.NumberFormat(formatLocale(), {
    style: 'unit',
    unit,
    unitDisplay: 'short',
    maximumFractionDigits: fractions,
  }).format(value);
}

/** How long something took, from milliseconds: `340 ms`, `4.2 secs`, `3 mins 20 secs`, `1 hr 5 mins`. */
export function formatElapsed(milliseconds: number): string {
  if (milliseconds < 999.5) return part(Math.round(milliseconds), 'millisecond');
  if (milliseconds < 9950) return part(Math.round(milliseconds / 100) / 10, 'second');
  return formatWhole(Math.round(milliseconds / 1000));
}

/**
 * How long something will take, from seconds, and no more exact than an estimate can be: in steps of five
 * seconds below a minute, in whole minutes above ten.
 */
export function formatRemaining(seconds: number): string {
  if (seconds < 60) return part(Math.max(5, Math.ceil(seconds / 5) * 5), 'second');
  if (seconds < 600) return formatWhole(Math.ceil(seconds / 10) * 10);
  return formatWhole(Math.ceil(seconds / 60) * 60);
}

function formatWhole(seconds: number): string {
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const rest = seconds % 60;
  if (hours > 0) return minutes > 0 ? `${part(hours, 'hour')} ${part(minutes, 'minute')}` : part(hours, 'hour');
  if (minutes > 0) return rest > 0 ? `${part(minutes, 'minute')} ${part(rest, 'second')}` : part(minutes, 'minute');
  return part(rest, 'second');
}
