import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import { readHiddenLine } from './hidden-line';

const never = new AbortController().signal;

function typed(...pieces: string[]): PassThrough {
  const input = new PassThrough();
  for (const piece of pieces) input.write(piece);
  return input;
}

test.each([
  ['a pasted key', ['tspsk_abc\r'], 'tspsk_abc'],
  ['key by key', ['t', 's', 'p', '\n'], 'tsp'],
  ['with a mistake taken back', ['tsx', '\u{7f}', 'p\r'], 'tsp'],
  ['ended by Ctrl-D', ['tsp\u{4}'], 'tsp'],
  ['with a character beyond the first plane taken back', ['ts🔑', '\u{7f}', 'p\r'], 'tsp'],
  ['only its first line', ['one\rtwo\r'], 'one'],
])('%s', async (_what, pieces, line) => {
  expect(await readHiddenLine(typed(...pieces), never)).toBe(line);
});

test('a character that comes in two pieces stays whole', async () => {
  const bytes = Buffer.from('pä€\r');
  const input = new PassThrough();
  for (const byte of bytes) input.write(Buffer.of(byte));
  expect(await readHiddenLine(input, never)).toBe('pä€');
});

test('a terminal that does not send UTF-8 is refused', async () => {
  const input = new PassThrough();
  input.write(Buffer.from('pä\r', 'latin1'));
  await expect(readHiddenLine(input, never)).rejects.toMatchObject({ failure: { code: 'secret-not-text' } });
});

test('two lines are read one after the other, also where they come in one piece', async () => {
  for (const input of [typed('one\rtwo\r'), typed('one\r\ntwo\r'), typed('one\r', 'two\r')]) {
    expect([await readHiddenLine(input, never), await readHiddenLine(input, never)]).toEqual(['one', 'two']);
  }
});

test('Ctrl-C stops it', async () => {
  await expect(readHiddenLine(typed('tsp\u{3}'), never)).rejects.toMatchObject({ name: 'AbortError' });
});

test('a signal stops it while nothing is typed', async () => {
  const stop = new AbortController();
  const reading = readHiddenLine(typed('tsp'), stop.signal);
  stop.abort();
  await expect(reading).rejects.toMatchObject({ name: 'AbortError' });
});

test('the terminal shows keys again afterwards', async () => {
  const raw: boolean[] = [];
  await readHiddenLine(Object.assign(typed('a\r'), { setRawMode: (on: boolean) => raw.push(on) }), never);
  expect(raw).toEqual([true, false]);
});
