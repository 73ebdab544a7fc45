import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestPractice, type TestPractice } from '../../test-support/practice';
import { type Answer, buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import { startSilentServer } from '../../test-support/silent-server';
import vectors from '../../test-vectors/vectors.json';

let salvor: SalvorCommand;
let practice: TestPractice;
let apiKey: string;
let key: string;
let server: string[];

beforeAll(async () => {
  [salvor, practice] = await Promise.all([buildSalvor(), startTestPractice()]);
  apiKey = await salvor.secretFile('api.key', `${practice.harbour.apiKey}\n`);
  key = await salvor.secretFile('site.key', await practice.privateKey(practice.harbour));
  server = ['--server', practice.url, '--api-key-file', apiKey];
});
afterAll(async () => {
  await salvor.remove();
  await practice.close();
});

describe('ping', () => {
  test('tells the site and its fingerprint', async () => {
    const { exit, answer } = await salvor.runJson(['ping', ...server]);
    expect(exit).toBe(0);
    expect(answer).toMatchObject({
      ok: true,
      server: practice.url,
      site: { name: practice.harbour.name },
      fingerprint: practice.harbour.fingerprint,
    });
  });

  test('shows people the fingerprint in four groups', async () => {
    const { stdout } = await salvor.run(['ping', ...server]);
    expect(stdout).toContain(`    ${practice.harbour.fingerprint.replaceAll(':', '  ')}\n`);
    expect(stdout).toContain(`--fingerprint ${practice.harbour.fingerprint}`);
  });

  test('takes the API key from standard input', async () => {
    const ended = await salvor.runJson(['ping', '--server', practice.url, '--api-key-file', '-'], {
      stdin: practice.harbour.apiKey,
    });
    expect(ended.exit).toBe(0);
  });
});

describe('list', () => {
  test('gives every archive with the key it needs and what keeps it', async () => {
    const { exit, answer } = await salvor.runJson(['list', ...server]);
    const backups = await practice.backups(practice.harbour);
    expect(exit).toBe(0);
    expect(answer).toMatchObject({ count: backups.length, fingerprint: practice.harbour.fingerprint });
    expect(archivesOf(answer).map(({ id }) => id)).toEqual(backups.map(({ id }) => id));
    expect(archivesOf(answer)[0]).toMatchObject({
      fingerprint: practice.harbour.fingerprint,
      keptBy: expect.arrayContaining(['daily', 'yearly']),
    });
  });

  test('can be held to one scope', async () => {
    const { answer } = await salvor.runJson(['list', ...server, '--scope', 'frontend']);
    expect(new Set(archivesOf(answer).map(({ scope }) => scope))).toEqual(new Set(['frontend']));
  });

  test('sets its columns under their headings', async () => {
    const { stdout } = await salvor.run(['list', ...server]);
    const [heading = '', ...rows] = stdout.trimEnd().split('\n');
    const names = (await practice.backups(practice.harbour)).map(({ name }) => name);
    expect(rows.map((row) => row.slice(heading.indexOf('Name')))).toEqual(names);
  });
});

describe('fetch', () => {
  test('makes a proven import zip of the newest archive', async () => {
    const folder = await salvor.newFolder();
    const out = join(folder, 'import.zip');
    const fingerprint = practice.harbour.fingerprint.toUpperCase().replaceAll(':', ' ');
    const { exit, answer } = await salvor.runJson([
      'fetch',
      ...server,
      '--id',
      'latest',
      '--key-file',
      key,
      '--out',
      out,
      '--fingerprint',
      fingerprint,
    ]);
    expect(exit).toBe(0);
    const [newest] = await practice.backups(practice.harbour, '?scope=full');
    expect(answer).toMatchObject({
      path: out,
      scope: 'full',
      keyFingerprint: practice.harbour.fingerprint,
      archive: { id: newest?.id, sha256: newest?.sha256 },
    });
    expect(await readdir(folder)).toEqual(['import.zip']);
    const verified = await salvor.runJson(['verify', out]);
    expect(verified).toMatchObject({ exit: 0, answer: { bytes: (await readFile(out)).length } });
  });

  test('takes the newest frontend archive where asked for it', async () => {
    const out = join(await salvor.newFolder(), 'frontend.zip');
    const { exit, answer } = await salvor.runJson([
      'fetch',
      ...server,
      '--id',
      'latest',
      '--scope',
      'frontend',
      '--key-file',
      key,
      '--out',
      out,
    ]);
    expect(exit).toBe(0);
    expect(answer).toMatchObject({ scope: 'frontend', proof: { facts: { kind: 'frontend-export' } } });
  });

  test('needs --overwrite to replace a file', async () => {
    const out = join(await salvor.newFolder(), 'import.zip');
    await writeFile(out, 'before');
    const args = ['fetch', ...server, '--id', 'latest', '--key-file', key, '--out', out];
    expect(await salvor.runJson(args)).toMatchObject({ exit: 30, answer: { error: { code: 'destination-exists' } } });
    expect(await readFile(out, 'utf8')).toBe('before');
    expect((await salvor.run([...args, '--overwrite'])).exit).toBe(0);
    expect((await readFile(out)).subarray(0, 2).toString()).toBe('PK');
  });

  test('says which key an archive from before the rotation needs', async () => {
    const [, old] = practice.harbour.keys;
    const older = (await practice.backups(practice.harbour)).find(
      (backup) => backup.e2ee_fingerprint === old?.fingerprint,
    );
    const out = join(await salvor.newFolder(), 'import.zip');
    const args = ['fetch', ...server, '--id', older?.id ?? '', '--out', out, '--key-file'];
    expect(await salvor.runJson([...args, key])).toMatchObject({
      exit: 10,
      answer: {
        error: {
          code: 'key-not-for-archive',
          params: { needed: old?.fingerprint, given: practice.harbour.fingerprint },
        },
      },
    });
    expect((await salvor.run([...args, old?.file ?? ''])).exit).toBe(0);
  });

  test('stops at another fingerprint than the expected one', async () => {
    const ended = await fetchInto('--id', 'latest', '--key-file', key, '--fingerprint', '25e4:effe:c971:cbf1');
    expect(ended).toMatchObject({
      exit: 24,
      answer: {
        error: {
          code: 'fingerprint-differs',
          params: { expected: '25e4:effe:c971:cbf1', actual: practice.harbour.fingerprint },
        },
      },
      left: [],
    });
  });

  test.each([
    ['an archive that is not there', ['--id', '9999'], 23, 'archive-not-found'],
    ['an encrypted archive without a key', ['--id', 'latest'], 2, 'key-needed'],
  ])('%s', async (_what, args, exit, code) => {
    const given = code === 'key-needed' ? args : [...args, '--key-file', key];
    expect(await fetchInto(...given)).toMatchObject({ exit, answer: { error: { code } }, left: [] });
  });
});

describe('a server that does not do as it should', () => {
  test.each([
    ['http://127.0.0.1:1/api/v1', 21, 'unreachable'],
    ['http://127.0.0.1:1', 2, 'url-lacks-api-path'],
    ['backup.example.org', 2, 'url-lacks-api-path'],
    ['https://ada:pass@backup.example.org/api/v1', 2, 'url-has-credentials'],
    ['http://backup.invalid/api/v1', 21, 'insecure-http-refused'],
  ])('%s', async (url, exit, code) => {
    expect(await salvor.runJson(['ping', '--server', url, '--api-key-file', apiKey])).toMatchObject({
      exit,
      answer: { error: { code } },
    });
  });

  test('a refused API key', async () => {
    const wrong = await salvor.secretFile('wrong-api.key', `tspb_${'w'.repeat(43)}`);
    for (const command of ['ping', 'list']) {
      const ended = await salvor.runJson([command, '--server', practice.url, '--api-key-file', wrong]);
      expect(ended).toMatchObject({ exit: 20, answer: { error: { code: 'unauthorised' } } });
    }
  });

  test('a private key in place of the API key reaches nothing', async () => {
    const silent = await startSilentServer();
    try {
      const at = ['--server', silent.url, '--api-key-file', key];
      const out = await salvor.newFolder();
      const list = join(salvor.folder, 'swapped.json');
      await writeFile(list, JSON.stringify([{ server: silent.url, apiKeyFile: key, keyFile: key }]));
      for (const args of [
        ['ping', ...at],
        ['list', ...at],
        ['fetch', ...at, '--id', 'latest', '--key-file', apiKey, '--out', join(out, 'import.zip')],
        ['drill', ...at, '--key-file', key, '--out', out],
        ['drill', '--list', list, '--out', out],
      ]) {
        const ended = await salvor.runJson(args);
        expect(ended.exit).not.toBe(0);
        expect(ended.answer).toMatchObject(
          args.includes('--key-file') && args[0] === 'fetch'
            ? { error: { code: expect.stringMatching(/^(?:api-key-malformed|key-is-other)$/) } }
            : { error: { code: 'api-key-malformed', params: { given: 'privateKey' } } },
        );
      }
      expect(silent.received).toEqual({ connections: 0, bytes: '' });
    } finally {
      await silent.close();
    }
  });

  test('a secret in place of the address reaches nothing, and is not repeated', async () => {
    const list = join(salvor.folder, 'secret-address.json');
    await writeFile(list, JSON.stringify([{ server: (await readFile(key, 'utf8')).trim(), apiKeyFile: apiKey }]));
    const ended = await salvor.run(['drill', '--list', list, '--out', await salvor.newFolder()]);
    expect(ended.exit).toBe(2);
    expect(ended.stderr).toContain('A secret in the wrong place');
  });

  test('an API key in place of the private key is named as such', async () => {
    const ended = await fetchInto('--id', 'latest', '--key-file', apiKey);
    expect(ended).toMatchObject({
      exit: 10,
      answer: { error: { code: 'key-is-other', params: { given: 'apiKey' } } },
      left: [],
    });
  });

  test('an empty API key file is a wrong command line', async () => {
    const empty = await salvor.newFolder();
    await writeFile(join(empty, 'api.key'), '\n', { mode: 0o600 });
    const ended = await salvor.runJson(['ping', '--server', practice.url, '--api-key-file', join(empty, 'api.key')]);
    expect(ended).toMatchObject({ exit: 2, answer: { error: { code: 'api-key-empty' } } });
  });

  test('an API key with a line break in it is never sent', async () => {
    const broken = await salvor.secretFile('broken-api.key', 'tspb_aaaaaaaa\nbbbbbbbb');
    const ended = await salvor.runJson(['ping', '--server', practice.url, '--api-key-file', broken]);
    expect(ended).toMatchObject({ exit: 20, answer: { error: { code: 'api-key-malformed' } } });
  });

  test('a file that is no certificate is refused as an authority', async () => {
    const file = join(salvor.folder, 'no.pem');
    await writeFile(file, vectors.keys.site.public);
    const ended = await salvor.runJson(['ping', ...server, '--ca-file', file]);
    expect(ended).toMatchObject({
      exit: 2,
      answer: { error: { code: 'authority-unreadable', params: { path: file } } },
    });
  });

  test('a folder under the name of the zip is not replaced', async () => {
    const folder = await salvor.newFolder();
    await mkdir(join(folder, 'import.zip'));
    const ended = await salvor.runJson([
      'fetch',
      ...server,
      '--id',
      'latest',
      '--key-file',
      key,
      '--overwrite',
      '--out',
      join(folder, 'import.zip'),
    ]);
    expect(ended).toMatchObject({ exit: 30, answer: { error: { code: 'destination-not-writable' } } });
    expect(await readdir(folder)).toEqual(['import.zip']);
  });
});

async function fetchInto(...args: string[]) {
  const folder = await salvor.newFolder();
  const ended = await salvor.runJson(['fetch', ...server, '--out', join(folder, 'import.zip'), ...args]);
  return { ...ended, left: await readdir(folder) };
}

function archivesOf(answer: Answer): { id: string; scope: string }[] {
  return answer.ok ? (answer['archives'] as { id: string; scope: string }[]) : [];
}
