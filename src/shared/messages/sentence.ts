import { type MessageFormatElement, parse } from '@formatjs/icu-messageformat-parser';
import { type Formatters, formatToParts, IntlMessageFormat } from 'intl-messageformat';

type Values = Record<string, string | number | boolean | null>;

/**
 * Reads a sentence in ICU message syntax, and gives the function that fills its values in; that one throws where a value
 * is missing. Plurals and numbers follow the rules of `locale`. It does what `new IntlMessageFormat(…).format` does without asking Intl for the languages that it can
 * write numbers in: the first such question takes 10 ms, as long as all else that a short command does.
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

/** What numbers are written with, each made when it is first needed; a sentence gives the same options every time. */
const numberFormats = new Map<unknown, Intl.NumberFormat>();

const FORMATTERS: Formatters = {
  getNumberFormat: (locale, options) => {
    const style = options as Intl.NumberFormatOptions | undefined;
    const made = () => {
      const format = numberFormats.get(options) ?? new Intl.NumberFormat(locale, style);
      numberFormats.set(options, format);
      return format;
    };
    if (options !== undefined) return made();
    return { format: (value: number) => wholeNumber(value) ?? made().format(value) } as Intl.NumberFormat;
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
