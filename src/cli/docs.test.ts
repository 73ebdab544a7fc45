import { readFile } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { parseArgs } from 'node:util';
import type { Command } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { speaker } from '../shared/messages/catalogue';
import { newSession } from './base/session';
import { Terminal } from './base/terminal';
import { EXAMPLES } from './examples';
import { fullName } from './help';
import { buildProgram } from './program';

/** docs/command-line.md and the program say the same: every option of every command, and nothing else. */

/** They are options of every command; each has one row. */
const EVERYWHERE = new Set(['--help', '--json', '--version']);

const output = new PassThrough() as unknown as NodeJS.WriteStream;
const session = newSession(
  speaker('en'),
  new Terminal(output, output),
  () => new PassThrough() as unknown as NodeJS.ReadStream,
  new AbortController().signal,
  undefined,
  () => {},
);
const program = await buildProgram(session, [], () => {});

const leaves = (command: Command): Command[] =>
  command.commands.length === 0 ? [command] : command.commands.flatMap(leaves);
const commands = new Map(leaves(program).map((command) => [fullName(command), command]));
const optionsOf = (command: Command): string[] =>
  command.options.flatMap(({ long }) => (long === undefined || long === null || EVERYWHERE.has(long) ? [] : [long]));

let docs: string;
beforeAll(async () => {
  docs = await readFile('docs/command-line.md', 'utf8');
});

const cells = (row: string): string[] =>
  row
    .split(/(?<!\\)\|/)
    .slice(1, -1)
    .map((cell) => cell.trim());
const codeIn = (cell: string): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, code]) => code ?? '');

const longsIn = (cell: string): string[] =>
  codeIn(cell)
    .flatMap((code) => code.match(/--[a-z-]+/g) ?? [])
    .filter((long) => !EVERYWHERE.has(long));
/** Of `keys show ENTRY` and `show [SET]` the names alone. */
const withoutArguments = (line: string): string => line.replace(/ [A-Z[<-].*$/, '');

/** The rows of every table with that heading. */
function rowsOf(heading: string): string[][] {
  const lines = docs.split('\n');
  return lines.flatMap((line, at) => {
    if (line !== heading) return [];
    const after = lines.slice(at + 2);
    const end = after.findIndex((each) => !each.startsWith('|'));
    return after.slice(0, end).map(cells);
  });
}

describe('docs/command-line.md', () => {
  test('has one row for each command', () => {
    const documented = rowsOf('| command | what it does |').flatMap(([names = '']) =>
      codeIn(names).map(withoutArguments),
    );
    const ofRegister = rowsOf('| `escrow register` | meaning |').map(
      ([line = '']) => `escrow register ${withoutArguments(codeIn(line)[0] ?? '')}`,
    );
    expect([...documented, ...ofRegister].toSorted()).toEqual(
      [...commands.keys()].filter((name) => !['help', 'version'].includes(name)).toSorted(),
    );
  });

  test('tells each option with each of its commands, and no other', () => {
    const secrets = ['open', 'verify', 'contents', 'extract', 'drill'];
    const general = rowsOf('| option | with | meaning |').flatMap(([options = '', withCell = '']) => {
      const named = [
        ...codeIn(withCell).flatMap((name) =>
          name === 'keys' ? [...commands.keys()].filter((each) => each.startsWith('keys ')) : [name],
        ),
        ...(withCell.includes('*secrets*') ? secrets : []),
      ];
      return longsIn(options).flatMap((long) => named.map((name) => `${name} ${long}`));
    });
    const ofEscrow = ['split', 'recover'].flatMap((name) =>
      rowsOf(`| option of \`${name}\` | meaning |`).flatMap(([options = '']) =>
        longsIn(options).map((long) => `escrow ${name} ${long}`),
      ),
    );
    const ofRegister = rowsOf('| `escrow register` | meaning |').flatMap(([line = '', meaning = '']) =>
      [...new Set(longsIn(line + meaning))].map(
        (long) => `escrow register ${withoutArguments(codeIn(line)[0] ?? '')} ${long}`,
      ),
    );
    const documented = [...general, ...ofEscrow, ...ofRegister];
    const real = [...commands].flatMap(([name, command]) => optionsOf(command).map((long) => `${name} ${long}`));
    expect([...new Set(documented)].toSorted()).toEqual(real.toSorted());
    expect(documented.length).toBe(new Set(documented).size);
  });

  test('has no blank line within a table, and no row of another width', () => {
    const lines = docs.split('\n');
    for (const [at, line] of lines.entries()) {
      if (!line.startsWith('|')) continue;
      const before = lines[at - 1] ?? '';
      const isFirst = /^\|[-| ]+\|$/.test(lines[at + 1] ?? '');
      expect([at + 1, isFirst || before.startsWith('|')]).toEqual([at + 1, true]);
      if (!isFirst) expect([at + 1, cells(line).length]).toEqual([at + 1, cells(before).length]);
    }
  });

  test('names no option that does not exist, in its examples neither', () => {
    const real = new Set([...EVERYWHERE, ...[...commands.values()].flatMap(optionsOf), '--list']);
    // Of other programs that the examples call.
    const others = new Set(['--silent', '--global', '--prefix', '--no-sandbox']);
    const named = [...docs.matchAll(/(?<![\w-])--[a-z][a-z-]+/g)].map(([option]) => option);
    expect(named.filter((option) => !real.has(option) && !others.has(option))).toEqual([]);
  });
});

describe('--help', () => {
  test('has examples of every command', () => {
    expect(Object.keys(EXAMPLES).toSorted()).toEqual(
      [...commands.keys()].filter((name) => !['help', 'version'].includes(name)).toSorted(),
    );
  });

  test.each(Object.entries(EXAMPLES).flatMap(([name, lines]) => lines.map((line) => [line, name] as const)))(
    '%s',
    (line, name) => {
      const command = commands.get(name);
      if (command === undefined) throw new Error(`there is no command ${name}`);
      const words = [...line.matchAll(/"([^"]*)"|\S+/g)].map(([whole, quoted]) => quoted ?? whole);
      expect(words.slice(0, 1 + name.split(' ').length).join(' ')).toBe(`salvor ${name}`);
      const options = Object.fromEntries(
        command.options.flatMap((option) =>
          option.long === undefined || option.long === null
            ? []
            : [
                [
                  option.long.slice(2),
                  {
                    type: option.required || option.optional ? ('string' as const) : ('boolean' as const),
                    multiple: true,
                  },
                ],
              ],
        ),
      );
      const { values, positionals } = parseArgs({
        args: words.slice(1 + name.split(' ').length),
        options,
        allowPositionals: true,
      });
      for (const { mandatory, long } of command.options)
        if (mandatory) expect(Object.keys(values)).toContain(long?.slice(2));
      const least = command.registeredArguments.filter(({ required }) => required).length;
      expect(positionals.length).toBeGreaterThanOrEqual(least);
      if (!command.registeredArguments.some(({ variadic }) => variadic))
        expect(positionals.length).toBeLessThanOrEqual(command.registeredArguments.length);
    },
  );
});
