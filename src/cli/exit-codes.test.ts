import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { FAILURE_CODES } from '../core/errors';
import { speaker } from '../shared/messages/catalogue';
import { EXIT, exitCodeOf } from './exit-codes';

const say = speaker('en');

test('docs/command-line.md names every exit code with its failures', async () => {
  const docs = await readFile('docs/command-line.md', 'utf8');
  const documented = new Map<string, number>();
  for (const [, exit, , codes] of docs.matchAll(/^\| (\d+) \| ([^|]+) \| ([^|]*) \|$/gm)) {
    for (const [, code] of (codes ?? '').matchAll(/`([a-z0-9-]+)`/g)) documented.set(code ?? '', Number(exit));
  }
  const real = new Map<string, number>(FAILURE_CODES.map((code) => [code, exitCodeOf(code)]));
  expect(Object.fromEntries([...documented].sort())).toEqual(
    Object.fromEntries([...real, ['usage', EXIT.usage] as const].sort()),
  );
  for (const exit of Object.values(EXIT)) expect(docs).toMatch(new RegExp(`^\\| ${exit} \\|`, 'm'));
});

test('docs/command-line.md says of every exit code what --help says', async () => {
  const docs = await readFile('docs/command-line.md', 'utf8');
  const documented = [...docs.matchAll(/^\| (\d+) \| ([^|]+) \| [^|]*\|$/gm)].map(([, exit, meaning]) => [
    Number(exit),
    (meaning ?? '').replaceAll('`', ''),
  ]);
  const names = Object.keys(EXIT) as (keyof typeof EXIT)[];
  expect(Object.fromEntries(documented)).toEqual(
    Object.fromEntries(names.map((name) => [EXIT[name], say(`cli.exit.${name}`)])),
  );
});
