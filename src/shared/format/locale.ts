/**
 * English sentences go with a day before its month, spelled out, and a 24-hour clock: such a date or time cannot be read
 * in two ways.
 */
const ENGLISH = 'en-GB';
let current = ENGLISH;

/** The conventions that numbers and dates of this process follow. */
export function formatLocale(): string {
  return current;
}

/** @param language that the process speaks; pseudo-English shares the conventions of English */
export function formatIn(language: string): void {
  current = /^en\b/.test(language) ? ENGLISH : language;
}

/** Makes a formatter when it is first needed, and another when the language has changed. */
export function perLocale<T>(make: (locale: string) => T): () => T {
  let made: { locale: string; formatter: T } | null = null;
  return () => {
    if (made?.locale !== current) made = { locale: current, formatter: make(current) };
    return made.formatter;
  };
}
