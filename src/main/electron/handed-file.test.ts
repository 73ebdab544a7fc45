import { resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { HandedFile, handedPath } from './handed-file';

const archive = resolve('test-vectors/portal-full.zip.enc');

describe('the file among the arguments', () => {
  test.each<[string[], string | null]>([
    [['salvor', archive], archive],
    [['salvor', '--flag', 'portal-full.zip.enc', '--other=x'], archive],
    [['electron', process.cwd(), archive], archive],
    [['salvor'], null],
    [['salvor', 'nowhere.enc'], null],
    [['salvor', ''], null],
    [['salvor', '.'], null],
    [[archive], null],
  ])('of %j is %j', (argv, expected) => {
    expect(handedPath(argv, resolve('test-vectors'))).toBe(expected);
  });
});

describe('a file that was handed over', () => {
  test('is given once, the last of several, and told of', () => {
    const handed = new HandedFile();
    let told = 0;
    handed.give('/first');
    handed.listen(() => (told += 1));
    handed.give(null);
    handed.give('/second');
    expect([told, handed.take(), handed.take()]).toEqual([1, '/second', null]);
  });
});
