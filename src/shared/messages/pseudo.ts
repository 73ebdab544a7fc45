import { type MessageFormatElement, parse, TYPE } from '@formatjs/icu-messageformat-parser';

const LETTERS: Record<string, string> = {
  a: 'á',
  b: 'ƀ',
  c: 'ç',
  d: 'đ',
  e: 'é',
  f: 'ƒ',
  g: 'ğ',
  h: 'ĥ',
  i: 'í',
  j: 'ĵ',
  k: 'ķ',
  l: 'ł',
  m: 'ɱ',
  n: 'ñ',
  o: 'ó',
  p: 'þ',
  q: 'ʠ',
  r: 'ř',
  s: 'š',
  t: 'ŧ',
  u: 'ú',
  v: 'ṽ',
  w: 'ŵ',
  x: 'ẋ',
  y: 'ý',
  z: 'ž',
};

/** `text` with every plain letter replaced by a marked one, between brackets: longer, and easy to tell. */
function mark(text: string): string {
  const marked = text.replace(/[a-z]/gi, (letter) => {
    const small = LETTERS[letter.toLowerCase()] ?? letter;
    return letter === letter.toLowerCase() ? small : small.toUpperCase();
  });
  return marked;
}

/**
 * An ICU message with its own words marked and its placeholders untouched, as a parsed message. A screen run
 * with it shows at a glance which words do not come from the catalogue.
 */
export function pseudo(message: string): MessageFormatElement[] {
  const walk = (elements: MessageFormatElement[]): MessageFormatElement[] =>
    elements.map((element) => {
      if (element.type === TYPE.literal) return { ...element, value: mark(element.value) };
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        const options = Object.fromEntries(
          Object.entries(element.options).map(([name, option]) => [name, { ...option, value: walk(option.value) }]),
        );
        return { ...element, options } as MessageFormatElement;
      }
      return element;
    });
  return walk(parse(message, { ignoreTag: true }));
}
