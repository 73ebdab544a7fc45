import { spawnSync } from 'node:child_process';
import { expect, test } from 'vitest';
import { shellLine } from './shell-line';

/** Prints what reached it: its arguments, and one variable. */
const ECHO = 'console.log(JSON.stringify([process.argv.slice(1), process.env.PGOPTIONS ?? null]))';

/** Runs Node by way of the platform's own shell; what it received as arguments and environment. */
function received(words: readonly string[], env: Record<string, string>): unknown {
  const line = shellLine({ argv: [process.execPath, '-e', ECHO, '--', ...words], env }, process.platform);
  const shell = process.platform === 'win32' ? ['cmd.exe', '/d', '/s', '/c', `"${line}"`] : ['sh', '-c', line];
  const [program = '', ...rest] = shell;
  return JSON.parse(spawnSync(program, rest, { encoding: 'utf8', windowsVerbatimArguments: true }).stdout);
}

test.each([
  ['plain', ['--file=/a/b.sql', '/a/b.dump']],
  ['spaces', ['--command=SET search_path TO tenant_a', '/a b/c d.dump']],
  ['percent signs and backslashes', ['%PATH%', '100%', String.raw`C:\a b\%USERNAME%\c`, String.raw`D:\a b\%`]],
  ['signs of a shell', ['a&b', 'a|b', '$HOME', '`id`', '(a)', 'a;b', '^a', '!a!', '~', '*', '--x=~']],
  ['an apostrophe', ["/a/it's.sql", "--file=it's"]],
  ['other languages', ['/ü/日本.dump']],
])('a shell hands on %s as they are', (_, words) => {
  expect(received(words, {})).toEqual([words, null]);
  const options = { PGOPTIONS: '-c search_path=tenant_a' };
  expect(received(words, options)).toEqual([words, options.PGOPTIONS]);
});

test('cmd.exe sees a variable set first, and a percent sign outside the quotes', () => {
  const command = { argv: ['pg_restore', String.raw`C:\%A%\x y.dump`], env: { PGOPTIONS: '-c search_path=tenant_a' } };
  expect(shellLine(command, 'win32')).toBe(
    String.raw`set "PGOPTIONS=-c search_path=tenant_a" && pg_restore "C:\\"^%"A"^%"\x y.dump"`,
  );
});
