import { perLocale } from './locale';

const counts = perLocale((locale) => new Intl.NumberFormat(locale));

/** A whole number with its thousands set apart: `12,345`. */
export function formatCount(value: number): string {
  return counts().format(value);
}
