import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { version } from '../../../package.json';
import { buildSalvor, type SalvorCommand } from '../../../test-support/salvor';
import vectors from '../../../test-vectors/vectors.json';

let salvor: SalvorCommand;
beforeAll(async () => {
  salvor = await buildSalvor();
});
afterAll(() => salvor.remove());

const SERVER = ['--server', 'https://backup.example.org/api/v1'];

test.each([
  ['no command', [], 'no-command', ''],
  ['an unknown command', ['pong'], 'unknown-command', 'pong'],
  ['an unknown option', ['inspect', 'a', '--deep'], 'unknown-option', '--deep'],
  ['a missing option', ['ping', ...SERVER], 'option-missing', '--api-key-file'],
  ['an option without its value', ['ping', '--server'], 'value-missing', '--server'],
  ['a missing file', ['inspect'], 'argument-missing', 'file'],
  ['too many arguments', ['inspect', 'a', 'b'], 'too-many-arguments', 'inspect'],
  ['an unknown scope', ['list', ...SERVER, '--api-key-file', 'a', '--scope', 'all'], 'bad-value', '--scope'],
  [
    'a fingerprint that is none',
    ['fetch', ...SERVER, '--api-key-file', 'a', '--id', '1', '--out', 'b', '--fingerprint', '25e4:effe'],
    'bad-fingerprint',
    '--fingerprint',
  ],
  [
    'two secrets from standard input',
    ['fetch', ...SERVER, '--api-key-file', '-', '--key-file', '-', '--id', '1', '--out', 'b'],
    'stdin-twice',
    '--api-key-file, --key-file',
  ],
  ['nothing chosen to be taken out', ['extract', 'a', '--out', 'b'], 'selection', '--entry, --prefix, --all'],
  [
    'two ways to choose',
    ['extract', 'a', '--out', 'b', '--all', '--entry', 'c'],
    'selection',
    '--entry, --prefix, --all',
  ],
  ['nowhere to take it', ['extract', 'a', '--all'], 'option-missing', '--out'],
  ['one file for all entries', ['extract', 'a', '--all', '--out-file', 'b'], 'bad-value', '--out-file'],
  ['a number of rows that is none', ['contents', 'a', '--table', 't', '--rows', '-1'], 'bad-value', '--rows'],
  ['an archive from standard input', ['verify', '-'], 'stdin-not-here', 'FILE'],
])('%s is a usage error', async (_what, args, problem, item) => {
  const folder = await salvor.newFolder();
  const [{ exit, answer }, plain] = await Promise.all([
    salvor.runJson(args, { cwd: folder }),
    salvor.run(args, { cwd: folder }),
  ]);
  expect(exit).toBe(2);
  expect(answer).toMatchObject({ ok: false, error: { code: 'usage', params: { problem, item } } });
  expect(plain.exit).toBe(2);
  expect(plain.stdout).toBe('');
  expect(plain.stderr).toContain('salvor');
  expect(await readdir(folder)).toEqual([]);
});

test.each([
  [['list', ...SERVER, '--api-key-file', 'a', '--scope', 'all'], 'It takes one of: full, frontend.'],
  [
    ['keys', 'add', '--label', 'a', '--secret-file', 'b', '--kind', 'key'],
    'It takes one of: site-key, passphrase, license-key, database-password, dev-master-key, text, file.',
  ],
  [
    ['escrow', 'split', '--secret-file', 'a', '--kind', 'key', '--out', 'b'],
    'It takes one of: site-key, passphrase, license-key, database-password, dev-master-key, text, file.',
  ],
  [['escrow', 'split', '--mode', 'all', '--out', 'b'], 'It takes one of: customer-only, managed.'],
])('%s: the values are named', async (args, told) => {
  const { answer } = await salvor.runJson(args);
  expect(answer).toMatchObject({ ok: false, error: { happened: expect.stringContaining(told) } });
});

test.each([
  [['keys', 'list', '--nope'], 'keys list'],
  [['escrow', 'register', 'list', 'x'], 'escrow register'],
  [['log', 'check', 'a', 'b'], 'log check'],
  [['leftovers', 'list', 'list'], 'leftovers list'],
  [['verify', 'list', 'keys'], 'verify'],
])('%s: what is to be asked for help is %s', async (args, command) => {
  expect((await salvor.runJson(args)).answer).toMatchObject({
    error: { next: expect.stringContaining(`salvor ${command} --help`) },
  });
});

test.each([['keys'], ['escrow'], ['escrow', 'register'], ['report'], ['log'], ['leftovers']])(
  '%s %s alone is answered with its own commands',
  async (...group) => {
    const bare = await salvor.run(group);
    expect(bare).toMatchObject({ exit: 2, stdout: '' });
    expect(bare.stderr).toBe((await salvor.run(['help', ...group])).stdout);
    expect(bare.stderr.split('\n')[0]).toBe(`Usage: salvor ${group.join(' ')} [options] [command]`);
  },
);

test('a mistyped command is answered with the one that was meant', async () => {
  expect((await salvor.run(['verfy', 'a'])).stderr).toContain('Perhaps verify was meant.');
});

describe('a key on the command line itself', () => {
  const secret = vectors.keys.site.private;

  test.each([
    ['as the key file', ['verify', 'a.enc', '--key-file', secret]],
    ['behind an equals sign', ['verify', 'a.enc', `--key-file=${secret}`]],
    ['in an option that does not exist', ['verify', 'a.enc', `--key=${secret}`]],
    ['as a command', [secret]],
    ['as the text of a card', ['escrow', 'check', `SALVOR:${'A'.repeat(81)}`]],
    ['as an age identity', ['escrow', 'split', '--age-recipient', `AGE-SECRET-KEY-1${'A'.repeat(58)}`]],
    ['in the address', ['ping', '--server', `https://h/api/v1?key=tspb_${'a'.repeat(40)}`, '--api-key-file', 'a']],
  ])('%s is refused and not repeated', async (_where, args) => {
    const [{ exit, answer, stderr }, plain] = await Promise.all([salvor.runJson(args), salvor.run(args)]);
    expect(exit).toBe(2);
    expect(answer).toMatchObject({ error: { params: { problem: 'secret-in-arguments' } } });
    for (const text of [stderr, JSON.stringify(answer), plain.stdout, plain.stderr]) {
      expect(text).not.toContain(secret.slice(6));
      expect(text.toLowerCase()).not.toContain('a'.repeat(40));
    }
  });
});

test('help and version go to standard output', async () => {
  const help = await salvor.run(['--help']);
  expect(help).toMatchObject({ exit: 0, stderr: '' });
  for (const command of ['ping', 'list', 'fetch', 'open', 'inspect', 'verify', 'contents', 'extract']) {
    expect(help.stdout).toContain(`  ${command} `);
    expect((await salvor.run([command, '--help'])).exit).toBe(0);
  }
  for (const asked of ['--version', 'version'])
    expect(await salvor.run([asked])).toEqual({ exit: 0, stdout: `${version}\n`, stderr: '' });
  expect(await salvor.runJson(['version'])).toMatchObject({ exit: 0, answer: { version } });
  expect(await salvor.runJson(['help', 'keys', 'add'])).toMatchObject({
    exit: 0,
    answer: { text: expect.stringContaining('Usage: salvor keys add --label <name> --secret-file <file> [options]') },
  });
  expect(await salvor.run(['help', 'keys', 'pong'])).toMatchObject({ exit: 2 });
});

test('names from outside cannot steer the terminal', async () => {
  const file = join(salvor.folder, 'a\u{1b}[31mred.zip');
  await writeFile(file, await readFile('test-vectors/portal-full.zip'));
  const { stdout } = await salvor.run(['inspect', file]);
  expect(stdout).toContain('red.zip');
  expect(stdout).not.toContain('\u{1b}');
});

test('a reader that goes away is no failure', async () => {
  const ended = await salvor.run(['verify', 'test-vectors/portal-full.zip', '--quiet'], {
    meet: (child) => child.stdout?.destroy(),
  });
  expect(ended).toEqual({ exit: 0, stdout: '', stderr: '' });
});
