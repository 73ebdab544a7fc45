import { FORMAT_LOCALE } from './locale';

const counts = new Intl.NumberFormat(FORMAT_LOCALE);

/** A whole number with its thousands set apart: `12,345`. */
export function formatCount(value: number): string {
  return counts.format(value);
}
