/**
 * Bech32's 32 characters (BIP-173) in upper case, each at its value. 1, B, I and O are left out because they are
 * taken for others.
 */
export const ALPHABET = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L';

/** Stands for a character that cannot be read any more. */
export const UNREADABLE = '?';

/** What people write for a character that the alphabet has: the four left-out ones mean their look-alikes. */
const LOOK_ALIKES: Readonly<Record<string, string>> = { '1': 'L', I: 'L', O: '0', B: '8' };

const VALUES = new Map([...ALPHABET].map((character, value) => [character, value]));

/** Spaces, line ends, control and format characters, every dash, and the marks that people put between groups. */
const SEPARATOR = /[\p{Z}\p{C}\p{Pd}.,;:_|/\\*·•]/u;

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
