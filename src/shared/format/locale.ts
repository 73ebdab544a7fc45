/**
 * The conventions that numbers and dates follow. English sentences go with a day before its month, spelled
 * out, and a 24-hour clock: such a date or time cannot be read in two ways. The pseudo-language shares them.
 */
export const FORMAT_LOCALE = 'en-GB';
