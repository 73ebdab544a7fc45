import { type MessageFormatElement, parse } from '@formatjs/icu-messageformat-parser';
import { type Formatters, formatToParts, IntlMessageFormat } from 'intl-messageformat';

type Values = Record<string, string | number | boolean | null>;

/**
 * Reads a sentence in ICU message syntax, and gives the function that fills its values in; that one throws where a value
 * is missing. Plurals and numbers follow the rules of `locale`. It does what `new IntlMessageFormat(…).format` does
 * without asking Intl for the languages that it can write numbers in: the first such question takes 10 ms, as long as
 * all else that a short command does.
 */
export function readSentence(message: string | MessageFormatElement[], locale = 'en'): (values?: Values) => string {
  // Nothing to fill in, and no quotes that would hide a brace.
  if (typeof message === 'string' && !/[{}']/.test(message)) return () => message;
  const elements = typeof message === 'string' ? parse(message, { ignoreTag: true }) : message;
  const original = typeof message === 'string' ? message : undefined;
  return (values) =>
    formatToParts(elements, locale, FORMATTERS, IntlMessageFormat.formats, values, undefined, original)
      .map(({ value }) => value)
      .join('');
}

/** By language, what numbers are written with: a sentence gives the same options every time. */
const numberFormats = new Map<string, Map<unknown, Intl.NumberFormat>>();

function numberFormat(locale: string, options: Intl.NumberFormatOptions | undefined): Intl.NumberFormat {
  const known = numberFormats.get(locale) ?? new Map<unknown, Intl.NumberFormat>();
  numberFormats.set(locale, known);
  const format = known.get(options) ?? new Intl.NumberFormat(locale, options);
  known.set(options, format);
  return format;
}

const FORMATTERS: Formatters = {
  getNumberFormat: (locale, options) => {
    const language = String(locale);
    if (options !== undefined || language !== 'en')
      return numberFormat(language, options as Intl.NumberFormatOptions | undefined);
    const format = (value: number) => wholeNumber(value) ?? numberFormat(language, undefined).format(value);
    return { format } as Intl.NumberFormat;
  },
  getDateTimeFormat: (...args) => new Intl.DateTimeFormat(...args),
  getPluralRules: (...args) => new Intl.PluralRules(...args),
};

/** A count as English writes it, `1,048,576`, without Intl; null for any other number. */
function wholeNumber(value: number): string | null {
  return Number.isSafeInteger(value) && Object.is(value, Math.abs(value))
    ? String(value).replace(/\B(?=(?:\d{3})+$)/g, ',')
    : null;
}
