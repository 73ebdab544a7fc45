/** Languages that Salvor speaks. Each has a folder of its name beside this file; what that lacks is said in English. */
export const LANGUAGES = ['en'] as const;

/** A pseudo-language whose marked letters show any sentence that does not come from the catalogue. */
export const PSEUDO = 'en-XA';

export const LOCALES = [...LANGUAGES, PSEUDO] as const;
export type Locale = (typeof LOCALES)[number];

/**
 * The first of the preferred languages that Salvor speaks, also in a more general form (RFC 4647, 3.4); else English.
 *
 * @param preferred language tags (`de-AT`), or POSIX locales (`de_AT.UTF-8`)
 */
export function chooseLocale(preferred: readonly string[]): Locale {
  for (const each of preferred) {
    const parts = each.replace(/[.@].*$/, '').split(/[-_]/);
    for (; parts.length > 0; parts.pop()) {
      const tag = parts.join('-').toLowerCase();
      const spoken = LOCALES.find((locale) => locale.toLowerCase() === tag);
      if (spoken !== undefined) return spoken;
    }
  }
  return 'en';
}
