/**
 * Bech32's 32 characters (BIP-173) in upper case, each at its value. 1, B, I and O are left out because they are
 * taken for others.
 */
export const ALPHABET = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L';

/** A character that cannot be read any more. */
export const UNREADABLE = '?';

/** What people write for a character that the alphabet has: the four left-out ones mean their look-alikes. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { '1': 'L', I: 'L', O: '0', B: '8' };

const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** What Unicode does not count among the dashes and people use as one: minus signs, hyphen bullets, lines of a box. */
const OTHER_DASHES = '\u{2212}\u{2043}\u{2027}\u{02d7}\u{2053}\u{223c}\u{23af}\u{2500}\u{2501}\u{2796}\u{30fc}~';
/** Quotation marks and brackets, as mail and word processors put them around a text. */
const AROUND = '\\p{Pi}\\p{Pf}\\p{Ps}\\p{Pe}"\'`\u{00b4}\u{02b9}\u{02ba}\u{2032}\u{2033}<>';

/** Spaces, line ends, control and format characters, marks on other characters, and what people put between groups. */
const SEPARATOR = new RegExp(`[\\p{Z}\\p{C}\\p{M}\\p{Pd}${OTHER_DASHES}${AROUND}.,;:_=|/\\\\*·•]`, 'u');

/** The value 0–31 of a folded character, or undefined for one that no share has. */
export function valueOf(character: string): number | undefined {
  return VALUES.get(character);
}

export function characterOf(value: number): string {
  return ALPHABET.charAt(value);
}

export function textOf(symbols: Iterable<number>): string {
  return Array.from(symbols, characterOf).join('');
}

/**
 * The characters that count in what was typed: full-width forms made narrow, upper case, separators dropped,
 * look-alikes replaced. What is left may still be foreign to the alphabet; `?` stays as it is.
 */
export function fold(text: string): string {
  let folded = '';
  for (const character of text.normalize('NFKC').toUpperCase()) {
    if (!SEPARATOR.test(character)) folded += LOOK_ALIKES[character] ?? character;
  }
  return folded;
}
