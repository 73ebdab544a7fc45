import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { jsonLine, printable, Terminal } from './terminal';
import { refuseStandardOutput, UsageError } from './usage';

/** Controls of both sets, marks that turn the direction of writing, a byte order mark, tags, half of a pair. */
const STEERING = '\u{0}\u{1b}[31m\u{7f}\u{80}\u{85}\u{9b}2J\u{9f}\u{200e}\u{202e}\u{2066}\u{feff}\u{e0041}\ud800';

test('one line of JSON holds nothing that steers a terminal, and reads back the same', () => {
  const value = { name: `a${STEERING}b`, list: [STEERING], [STEERING]: 'Süd 😀 日本' };
  const line = jsonLine(value);
  // oxlint-disable-next-line no-control-regex
  expect(line).not.toMatch(/[\0-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]|\p{C}/u);
  expect(line).toContain('Süd 😀 日本');
  expect(JSON.parse(line)).toEqual(value);
});

test('a text that is shown holds none of it either', () => {
  expect(printable(`a${STEERING}b`)).not.toMatch(/\p{C}/u);
});

test.each(['--out', '--out-file', '--out-folder'])('%s never takes standard output for a file called -', (option) => {
  for (const args of [
    ['open', 'x', option, '-'],
    ['open', `${option}=-`],
    ['open', option, ''],
    ['open', `${option}=`],
  ]) {
    expect(() => refuseStandardOutput(args)).toThrow(UsageError);
  }
  for (const args of [
    ['open', option, './-'],
    ['open', option],
    ['open', '--key-file', '-', option, 'x'],
    ['open', '--outer', '-'],
  ]) {
    expect(() => refuseStandardOutput(args)).not.toThrow();
  }
});

const withCode = (code: string) => Object.assign(new Error(code), { code });
/** A pipe tells its writer by the callback; the stream of a file throws. */
const FULL = [
  ['calls back', () => new Writable({ write: (_chunk, _encoding, done) => done(withCode('ENOSPC')) })],
  [
    'throws',
    () =>
      new Writable({
        write: () => {
          throw withCode('ENOSPC');
        },
      }),
  ],
] as const;
const asStream = (stream: Writable) => stream as unknown as NodeJS.WriteStream;
const taken = () => new Writable({ write: (_chunk, _encoding, done) => done() });

test.each(FULL)('an answer that its output does not take is a failure, where it %s', async (_, full) => {
  const terminal = new Terminal(asStream(full()), asStream(taken()));
  await expect(terminal.result('answer')).rejects.toMatchObject({
    failure: { code: 'answer-not-written', params: { reason: 'ENOSPC' } },
  });
});

test.each(FULL)('a note that is not taken ends nothing, where it %s', async (_, full) => {
  const terminal = new Terminal(asStream(taken()), asStream(full()));
  await terminal.note('note');
  await terminal.note('note');
  terminal.ask('question');
  await terminal.result('answer');
});

test('a reader that goes away is no failure', async () => {
  const gone = new Writable({ write: (_chunk, _encoding, done) => done(withCode('EPIPE')) });
  await new Terminal(asStream(gone), asStream(taken())).result('answer');
});
