import { expect, test } from 'vitest';
import { secretKindSchema } from './model';
import { isTextKind, readableText, secretLine, secretOfFile, secretText } from './secret-text';
import { acceptedSecret } from './vault/accepted-secret';

const PASSPHRASE = 'pässword-3€';
const DIGITS = '0f'.repeat(32);
const notText = (seen: string) =>
  expect.objectContaining({ failure: { code: 'secret-not-text', params: { path: 'FILE', seen } } });
const cp1252 = Buffer.from([0x70, 0xe4, 0x73, 0x80, 0x0d, 0x0a]);

test.each([
  ['UTF-8', Buffer.from(`${PASSPHRASE}\n`)],
  ['UTF-8 with its mark', Buffer.from(`\u{feff}${PASSPHRASE}\r\n`)],
  ['UTF-16', Buffer.from(`\u{feff}${PASSPHRASE}\r\n`, 'utf16le')],
  ['UTF-16, big end first', Buffer.from(`\u{feff}${PASSPHRASE}\r\n`, 'utf16le').swap16()],
])('one and the same passphrase comes out of %s', (_what, bytes) => {
  expect(secretLine(bytes)).toBe(PASSPHRASE);
  expect(Buffer.from(secretOfFile('passphrase', bytes)).toString()).toBe(PASSPHRASE);
});

test.each(secretKindSchema.options.filter(isTextKind))(
  'a %s that cannot be text is refused and never changed',
  (kind) => {
    expect(() => acceptedSecret(kind, cp1252)).toThrow(
      expect.objectContaining({ failure: { code: 'secret-not-text', params: { path: null, seen: 'encoding' } } }),
    );
    if (kind === 'dev-master-key') return;
    expect(() => secretOfFile(kind, cp1252, 'FILE')).toThrow(notText('encoding'));
    expect(() => secretOfFile(kind, Buffer.from(PASSPHRASE, 'utf16le'), 'FILE')).toThrow(notText('encoding'));
    expect(() => secretOfFile(kind, Buffer.from('plain', 'utf16le'), 'FILE')).toThrow(notText('zeros'));
  },
);

test.each(['text', 'file'] as const)('a %s stays as it is, byte for byte', (kind) => {
  for (const bytes of [cp1252, Buffer.from(`\u{feff}${PASSPHRASE}\r\n`, 'utf16le'), Buffer.from('two\nlines\n')]) {
    expect(Buffer.from(secretOfFile(kind, bytes))).toEqual(bytes);
    expect(Buffer.from(acceptedSecret(kind, bytes).secret)).toEqual(bytes);
  }
});

test('the master key comes out of an .env in any encoding, since its line is ASCII', () => {
  for (const bytes of [
    Buffer.from(`# Schlüssel\nDEV_MASTER_KEY=${DIGITS}\n`, 'latin1'),
    Buffer.from(`\u{feff}DEV_MASTER_KEY=${DIGITS}\r\n`, 'utf16le'),
    Buffer.from(`\u{feff}DEV_MASTER_KEY=${DIGITS}\r\n`),
  ]) {
    expect(Buffer.from(secretOfFile('dev-master-key', bytes)).toString()).toBe(DIGITS);
  }
});

test('only one line break goes, and no space', () => {
  expect(secretLine(Buffer.from(' two \n\n'))).toBe(' two \n');
  expect(secretText(Buffer.from(' two \n\n'))).toBe(' two \n\n');
});

test('text that can be shown is UTF-8 with no control character but white space, and no longer than is asked for', () => {
  const readable = 'two\tcolumns\r\nand\fpages – “ok”';
  expect(readableText(Buffer.from(readable))).toBe(readable);
  for (const bytes of [
    cp1252,
    ...['\u001b[2J', 'a\0b', '\u000e', '\u009b2J', '\u007f'].map((text) => Buffer.from(text)),
  ])
    expect(readableText(bytes)).toBeNull();
  expect(readableText(Buffer.from('12345'), 5)).toBe('12345');
  expect(readableText(Buffer.from('€€'), 5)).toBeNull();
});
