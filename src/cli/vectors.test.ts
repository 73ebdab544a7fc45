import { createHash } from 'node:crypto';
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import vectors from '../../test-vectors/vectors.json';

/** What the words of vectors.json mean for the command: exit code and failure code. */
const EXPECTED: Record<string, readonly [exit: number, code?: string]> = {
  'portal-full.zip': [0],
  'portal-full.zip.enc': [0],
  'bad-truncated-tail.enc': [11, 'cut-short'],
  'bad-truncated-header.enc': [11, 'header-cut-short'],
  'bad-flipped-body.enc': [12, 'altered'],
  'bad-flipped-tag.enc': [12, 'altered'],
  'bad-flipped-ephemeral.enc': [10, 'wrong-key'],
  'bad-magic.enc': [14, 'unknown-format'],
  'bad-zero-ephemeral.enc': [12, 'low-order-ephemeral'],
  'empty-payload.enc': [13, 'payload-empty'],
  'hostile-traversal.enc': [13, 'entry-name-hostile'],
  'hostile-absolute.enc': [13, 'entry-name-hostile'],
  'hostile-bomb.enc': [13, 'zip-bomb'],
  'not-a-portal-export.enc': [13, 'entry-missing'],
  'wrong-app.enc': [13, 'manifest-other-app'],
  'corrupt-db.enc': [13, 'database-unsound'],
  'portal-foreign-db.enc': [13, 'database-not-of-portal'],
  'portal-zoom-empty.enc': [13, 'credential-key-unusable'],
  'portal-zoom-other.enc': [0],
  'portal-zoom-unusable.enc': [13, 'credential-key-unusable'],
  'crc-mismatch.enc': [13, 'entry-damaged'],
};

/** Windows keeps permissions elsewhere than in a file's mode. */
const posix = process.platform !== 'win32';
const OLD = 'what stood there before';
const vector = (name: string) => resolve('test-vectors', name);
const ours = vectors.files.filter(({ kind }) => kind === 'TSPEPK01' || kind === 'unknown' || kind.startsWith('plain'));

let salvor: SalvorCommand;
let key: string;

beforeAll(async () => {
  salvor = await buildSalvor();
  key = await salvor.secretFile('site.key', `${vectors.keys.site.private}\n`);
});
afterAll(() => salvor.remove());

test('every vector that this program opens is expected to end in some way', () => {
  expect(Object.keys(EXPECTED).sort()).toEqual(ours.map(({ file }) => file).sort());
});

const sound = Object.entries(EXPECTED).filter(([, [exit]]) => exit === 0);
const unsound = Object.entries(EXPECTED).filter(([, [exit]]) => exit !== 0);

test.each(sound)('%s opens to the original export', async (name) => {
  const folder = await salvor.newFolder();
  const out = join(folder, 'import.zip');
  const [opened, verified] = await Promise.all([
    salvor.runJson(['open', vector(name), '--key-file', key, '--out', out, '--quiet', '--allow-unsealed']),
    salvor.runJson(['verify', vector(name), '--key-file', key, '--quiet', '--allow-unsealed']),
  ]);
  expect(opened).toMatchObject({ exit: 0, stderr: '', answer: { ok: true, path: out } });
  expect(verified).toMatchObject({ exit: 0, stderr: '', answer: { ok: true, path: null } });
  expect(await readdir(folder)).toEqual(['import.zip']);
  // A whole export with another key, which no other vector is.
  if (name === 'portal-zoom-other.enc') return;
  const original = vectors.files.find(({ file }) => file === 'portal-full.zip');
  expect(
    createHash('sha256')
      .update(await readFile(out))
      .digest('hex'),
  ).toBe(original?.sha256);
});

test.each(unsound)('%s ends as %j, leaves no file and touches none', async (name, [exit, code]) => {
  const [fresh, taken, idle] = await Promise.all([salvor.newFolder(), salvor.newFolder(), salvor.newFolder()]);
  await writeFile(join(taken, 'import.zip'), OLD);
  const open = ['open', vector(name), '--key-file', key, '--quiet', '--overwrite', '--out'];
  const ends = await Promise.all([
    salvor.runJson([...open, join(fresh, 'import.zip')]),
    salvor.runJson([...open, join(taken, 'import.zip')]),
    salvor.runJson(['verify', vector(name), '--key-file', key, '--quiet'], { cwd: idle }),
  ]);
  for (const end of ends) expect(end).toMatchObject({ exit, stderr: '', answer: { ok: false, error: { code } } });
  expect(await readdir(fresh)).toEqual([]);
  expect(await readdir(taken)).toEqual(['import.zip']);
  expect(await readFile(join(taken, 'import.zip'), 'utf8')).toBe(OLD);
  expect(await readdir(idle)).toEqual([]);
});

describe('open', () => {
  test('refuses to replace a file unless told to', async () => {
    const folder = await salvor.newFolder();
    const out = join(folder, 'import.zip');
    await writeFile(out, OLD);
    const args = ['open', vector('portal-full.zip.enc'), '--key-file', key, '--out', out];

    const refused = await salvor.runJson(args);
    expect(refused.exit).toBe(30);
    expect(refused.answer).toMatchObject({ error: { code: 'destination-exists', params: { path: out } } });
    expect(await readFile(out, 'utf8')).toBe(OLD);

    const replaced = await salvor.run([...args, '--overwrite']);
    expect(replaced.exit).toBe(0);
    expect((await readFile(out)).subarray(0, 2).toString()).toBe('PK');
    expect(await readdir(folder)).toEqual(['import.zip']);
  });

  test('makes a file that only its owner can read', async () => {
    const out = join(await salvor.newFolder(), 'import.zip');
    expect((await salvor.run(['open', vector('portal-full.zip.enc'), '--key-file', key, '--out', out])).exit).toBe(0);
    if (posix) expect((await stat(out)).mode & 0o777).toBe(0o600);
  });

  test('names the folder that is missing', async () => {
    const out = join(await salvor.newFolder(), 'none', 'import.zip');
    const ended = await salvor.runJson(['open', vector('portal-full.zip.enc'), '--key-file', key, '--out', out]);
    expect(ended.exit).toBe(30);
    expect(ended.answer).toMatchObject({ error: { code: 'destination-not-writable' } });
  });

  test('tells people where the zip is, what was found, and what comes next', async () => {
    const out = join(await salvor.newFolder(), 'import.zip');
    const { exit, stdout, stderr } = await salvor.run([
      'open',
      vector('portal-full.zip.enc'),
      '--key-file',
      key,
      '--out',
      out,
    ]);
    expect(exit).toBe(0);
    expect(stdout).toContain(out);
    expect(stdout).toContain('portal.example.org');
    expect(stdout).toMatch(/meeting\s+240 rows/);
    expect(stdout).toContain('Turnstile will be off');
    expect(stdout).toContain('What to do next');
    expect(stderr).toContain('Proving what is inside');
    expect(stderr).not.toContain('\u{1b}');
  });
});

describe('keys', () => {
  const verify = ['verify', vector('portal-full.zip.enc'), '--quiet', '--key-file'];

  test('another site’s private key is a wrong key, and named', async () => {
    const other = await salvor.secretFile('other.key', vectors.keys.other.private);
    const ended = await salvor.runJson([...verify, other]);
    expect(ended.exit).toBe(10);
    expect(ended.answer).toMatchObject({
      error: { code: 'wrong-key', params: { given: vectors.keys.other.fingerprint } },
    });
  });

  test('a public key is known from a private one', async () => {
    const file = join(salvor.folder, 'public.key');
    await writeFile(file, vectors.keys.site.public, { mode: 0o600 });
    const ended = await salvor.runJson([...verify, file]);
    expect(ended.exit).toBe(10);
    expect(ended.answer).toMatchObject({
      error: { code: 'key-is-public', params: { fingerprint: vectors.keys.site.fingerprint } },
    });
  });

  test.each([
    ['a line break inside', (text: string) => `${text.slice(0, 20)}\n${text.slice(20)}`, 'key-has-whitespace'],
    ['its end missing', (text: string) => text.slice(0, -3), 'key-malformed'],
    ['nothing at all', () => '', 'key-malformed'],
  ])('a key with %s', async (name, spoil, code) => {
    const file = join(salvor.folder, `${code}-${name.length}.key`);
    await writeFile(file, spoil(vectors.keys.site.private), { mode: 0o600 });
    const ended = await salvor.runJson([...verify, file]);
    expect(ended.exit).toBe(10);
    expect(ended.answer).toMatchObject({ error: { code } });
  });

  test('comes by standard input', async () => {
    const ended = await salvor.runJson([...verify, '-'], { stdin: `${vectors.keys.site.private}\n` });
    expect(ended.exit).toBe(0);
    expect(ended.answer).toMatchObject({ keyFingerprint: vectors.keys.site.fingerprint });
  });

  test('may stand in a file as PowerShell writes it', async () => {
    const file = join(salvor.folder, 'utf16.key');
    await writeFile(file, Buffer.from(`\u{feff}${vectors.keys.site.private}\r\n`, 'utf16le'), { mode: 0o600 });
    expect((await salvor.run([...verify, file])).exit).toBe(0);
  });

  test('is asked for where an archive needs one, and only there', async () => {
    const needed = await salvor.runJson(['verify', vector('portal-full.zip.enc')]);
    expect(needed.exit).toBe(2);
    expect(needed.answer).toMatchObject({ error: { code: 'key-needed' } });
    expect((await salvor.run(['verify', vector('portal-full.zip')])).exit).toBe(0);
  });

  test('a key file that is not there', async () => {
    const ended = await salvor.runJson([...verify, join(salvor.folder, 'none.key')]);
    expect(ended.exit).toBe(2);
    expect(ended.answer).toMatchObject({ error: { code: 'key-file-unreadable', params: { reason: 'ENOENT' } } });
  });

  test('a key file that others can read is warned about', async () => {
    const open = join(salvor.folder, 'open.key');
    await writeFile(open, vectors.keys.site.private, { mode: 0o644 });
    const ended = await salvor.run([...verify, open]);
    expect(ended.exit).toBe(0);
    if (posix) expect(ended.stderr).toContain('chmod 600');
    expect((await salvor.run([...verify, key])).stderr).toBe('');
  });
});

describe('inspect', () => {
  test('tells an envelope from its header', async () => {
    const ended = await salvor.runJson(['inspect', vector('portal-full.zip.enc')]);
    expect(ended.answer).toEqual({
      ok: true,
      path: vector('portal-full.zip.enc'),
      bytes: 239476,
      format: 'tspepk01',
      encrypted: true,
      needs: 'private-key',
      headerBytes: 52,
      said: {},
    });
    expect((await salvor.run(['inspect', vector('portal-full.zip.enc')])).stdout).toContain('(tspepk01)');
  });

  test('looks at the contents, not at the name', async () => {
    const file = join(salvor.folder, 'holiday.jpg');
    await writeFile(file, await readFile(vector('portal-full.zip')));
    expect((await salvor.runJson(['inspect', file])).answer).toMatchObject({ format: 'zip', encrypted: false });
  });

  test.each([
    ['bad-magic.enc', 14, 'unknown-format'],
    ['bad-truncated-header.enc', 11, 'header-cut-short'],
    ['none.enc', 2, 'file-unreadable'],
  ])('%s', async (name, exit, code) => {
    const ended = await salvor.runJson(['inspect', vector(name)]);
    expect(ended.exit).toBe(exit);
    expect(ended.answer).toMatchObject({ error: { code } });
  });
});

test('a whole-site export is refused where a frontend archive was asked for, and the reverse', async () => {
  const whole = await salvor.runJson([
    'verify',
    vector('portal-full.zip.enc'),
    '--key-file',
    key,
    '--scope',
    'frontend',
  ]);
  expect(whole).toMatchObject({
    exit: 13,
    answer: { error: { code: 'export-of-other-scope', params: { expected: 'frontend' } } },
  });
});
