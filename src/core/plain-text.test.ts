import { expect, test } from 'vitest';
import { exactText, looseText, utf8Text } from './plain-text';

const SECRET = 'pässword-3€ 🔑';

function utf16(text: string, order: 'le' | 'be'): Buffer {
  const bytes = Buffer.from(text, 'utf16le');
  return order === 'le' ? bytes : bytes.swap16();
}

test.each([
  ['UTF-8', Buffer.from(SECRET)],
  ['UTF-8 with its mark', Buffer.from(`\u{feff}${SECRET}`)],
  ['UTF-16, little end first', utf16(`\u{feff}${SECRET}`, 'le')],
  ['UTF-16, big end first', utf16(`\u{feff}${SECRET}`, 'be')],
])('%s is read exactly', (_what, bytes) => {
  expect(exactText(bytes)).toBe(SECRET);
});

test.each([
  ['Windows-1252', Buffer.from([0x70, 0xe4, 0x80])],
  ['Latin-1', Buffer.from('pä', 'latin1')],
  ['UTF-8 that ends within a character', Buffer.from(SECRET).subarray(0, -1)],
  ['UTF-8 of a lone surrogate', Buffer.from([0xed, 0xa0, 0x80])],
  ['UTF-16 with half a character at its end', utf16(`\u{feff}${SECRET}`, 'le').subarray(0, -1)],
  ['UTF-16 with half a pair', utf16('\u{feff}a\u{d83d}b', 'be')],
])('%s is no certain text', (_what, bytes) => {
  expect(exactText(bytes)).toBeNull();
});

test('a mark that belongs to the secret stays', () => {
  expect(utf8Text(Buffer.from(`\u{feff}${SECRET}`))).toBe(`\u{feff}${SECRET}`);
});

test.each(['le', 'be'] as const)('a card in UTF-16 without a mark is read (%s)', (order) => {
  expect(looseText(utf16('SALVOR:\nQ9V4 – MF6C', order))).toBe('SALVOR:\nQ9V4 – MF6C');
});

test('a card in an 8-bit encoding is read', () => {
  expect(looseText(Buffer.from('Zoë Q9V4', 'latin1'))).toBe('Zoë Q9V4');
});
