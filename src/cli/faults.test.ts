import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificates, type TestCertificates } from '../../test-support/certificates';
import { type FaultProxy, startFaultProxy } from '../../test-support/fault-proxy';
import { type Fault, isAny, isList, isOneBackup } from '../../test-support/faults';
import { startTestPractice, type TestPractice } from '../../test-support/practice';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';

const OLD = 'what stood there before';

let salvor: SalvorCommand;
let practice: TestPractice;
let proxy: FaultProxy;
let apiKey: string;
let key: string;
let server: string[];

beforeAll(async () => {
  [salvor, practice] = await Promise.all([buildSalvor(), startTestPractice()]);
  proxy = await startFaultProxy(practice.url);
  apiKey = await salvor.secretFile('api.key', practice.harbour.apiKey);
  key = await salvor.secretFile('site.key', await practice.privateKey(practice.harbour));
  server = ['--server', proxy.url(practice.url), '--api-key-file', apiKey];
});
afterEach(() => proxy.setFault(null));
afterAll(async () => {
  await proxy.close();
  await practice.close();
  await salvor.remove();
});

describe('fetch', () => {
  const faults: [string, Fault, number, string][] = [
    ['a body that ends too early', { kind: 'cut', afterBytes: 50_000, how: 'end' }, 11, 'cut-short'],
    ['a line that breaks', { kind: 'cut', afterBytes: 50_000, how: 'reset' }, 21, 'connection-lost'],
    ['fewer bytes than listed', { kind: 'drop', bytes: 100 }, 25, 'size-changed-on-server'],
    ['more bytes than listed', { kind: 'append', bytes: 100 }, 25, 'size-changed-on-server'],
    ['an altered byte', { kind: 'flip', offset: 60_000 }, 12, 'altered'],
    ['another hash in the listing', rewriteListing({ sha256: 'ab'.repeat(32) }), 25, 'hash-changed-on-server'],
    [
      'an archive that retention removed meanwhile',
      { kind: 'status', status: 404, body: '{"ok": false, "error": "not found"}' },
      23,
      'archive-not-found',
    ],
    ['an API key that was rotated meanwhile', { kind: 'status', status: 401, on: isList }, 20, 'unauthorised'],
    [
      'a site without whole-site archives',
      { kind: 'rewrite', rewrite: () => ({ ok: true, count: 0, backups: [] }), on: isList },
      23,
      'no-archives',
    ],
  ];

  test.each(faults)('%s: no file, and an old one untouched', async (_what, fault, exit, code) => {
    const folder = await salvor.newFolder();
    const out = join(folder, 'import.zip');
    await writeFile(out, OLD);
    proxy.setFault(fault);
    const ended = await salvor.runJson([
      'fetch',
      ...server,
      '--id',
      'latest',
      '--key-file',
      key,
      '--out',
      out,
      '--overwrite',
      '--quiet',
      '--tries',
      '0',
    ]);
    expect(ended).toMatchObject({ exit, stderr: '', answer: { ok: false, error: { code } } });
    // What a bad line interrupted can go on; of anything else there is nothing to keep.
    const kept = code === 'cut-short' || code === 'connection-lost';
    expect(await readdir(folder)).toEqual(kept ? ['import.zip', 'import.zip.part'] : ['import.zip']);
    expect(await readFile(out, 'utf8')).toBe(OLD);
  });

  test('a site without a key has no fingerprint to compare', async () => {
    proxy.setFault({
      kind: 'rewrite',
      rewrite: (ping: object) => ({ ...ping, e2ee_public_key: null }),
      on: ({ path }) => path.endsWith('/ping'),
    });
    const out = join(await salvor.newFolder(), 'import.zip');
    const args = ['fetch', ...server, '--id', 'latest', '--key-file', key, '--out', out];
    expect(await salvor.runJson([...args, '--fingerprint', practice.harbour.fingerprint])).toMatchObject({
      exit: 24,
      answer: { error: { code: 'site-has-no-key', params: { site: practice.harbour.name } } },
    });
    // None was asked for here, and this user has not met the site before.
    const env = {
      ...process.env,
      XDG_CONFIG_HOME: await salvor.newFolder(),
      HOME: await salvor.newFolder(),
      APPDATA: await salvor.newFolder(),
    };
    expect((await salvor.run(args, { env })).exit).toBe(0);
  });
});

describe('ping', () => {
  const faults: [string, Fault, number, string][] = [
    [
      'a web page',
      { kind: 'replace', body: '<!doctype html><title>Sign in</title>', contentType: 'text/html', on: isAny },
      22,
      'not-a-backup-server',
    ],
    [
      'another service',
      { kind: 'replace', body: '{"ok":true,"service":"weather"}', contentType: 'application/json', on: isAny },
      22,
      'not-a-backup-server',
    ],
    [
      'half an answer',
      { kind: 'replace', body: '{"ok":tr', contentType: 'application/json', on: isAny },
      22,
      'broken-answer',
    ],
    [
      'an answer of another shape',
      { kind: 'rewrite', rewrite: (ping: object) => ({ ...ping, site: null }), on: isAny },
      22,
      'broken-answer',
    ],
    [
      'an error of the server',
      { kind: 'status', status: 500, body: '{"ok":false,"error":"\\u001b[31mno disk"}', on: isAny },
      22,
      'server-error',
    ],
    ['a redirect', { kind: 'redirect', status: 302, on: isAny }, 22, 'redirect-refused'],
  ];

  test.each(faults)('%s', async (_what, fault, exit, code) => {
    proxy.setFault(fault);
    const ping = ['ping', ...server];
    const [told, plain] = await Promise.all([salvor.runJson(ping), salvor.run(ping)]);
    expect(told).toMatchObject({ exit, answer: { ok: false, error: { code } } });
    expect(plain).toMatchObject({ exit, stdout: '' });
    expect(plain.stderr).not.toContain('\u{1b}');
  });

  test('the API key never follows a redirect', () => {
    expect(proxy.requests.every(({ authorization }) => authorization === `Bearer ${practice.harbour.apiKey}`)).toBe(
      true,
    );
    expect(proxy.elsewhere).toEqual([]);
  });
});

describe('certificates', () => {
  let certificates: TestCertificates;
  let authority: string;
  beforeAll(async () => {
    certificates = await makeCertificates();
    authority = join(salvor.folder, 'authority.pem');
    await writeFile(authority, certificates.authority);
  });

  async function pingOver(certificate: keyof Omit<TestCertificates, 'authority'>, ...more: string[]) {
    const tls = await startFaultProxy(practice.url, { certificate: certificates[certificate] });
    try {
      const ended = await salvor.runJson([
        'ping',
        '--server',
        tls.url(practice.url),
        '--api-key-file',
        apiKey,
        ...more,
      ]);
      return { ...ended, requests: tls.requests.length };
    } finally {
      await tls.close();
    }
  }

  test('of an own authority are trusted where it is given', async () => {
    // Its own file may hold several, with words between them.
    const bundle = join(salvor.folder, 'bundle.pem');
    await writeFile(bundle, `Our authorities\n${certificates.selfSigned.cert}\nand\n${certificates.authority}`);
    expect(await pingOver('valid', '--ca-file', authority)).toMatchObject({ exit: 0, requests: 1 });
    expect(await pingOver('valid', '--ca-file', bundle)).toMatchObject({ exit: 0, requests: 1 });
    expect(await pingOver('selfSigned', '--ca-file', authority, '--ca-file', bundle)).toMatchObject({ exit: 0 });
  });

  test.each([
    ['valid', [], 'tls-unknown-authority'],
    ['unknownAuthority', ['--ca-file'], 'tls-unknown-authority'],
    ['selfSigned', ['--ca-file'], 'tls-self-signed'],
    ['expired', ['--ca-file'], 'tls-expired'],
    ['notYetValid', ['--ca-file'], 'tls-not-yet-valid'],
    ['wrongHost', ['--ca-file'], 'tls-wrong-host'],
  ] as const)('%s %j: %s, before the API key is sent', async (certificate, options, code) => {
    const ended = await pingOver(certificate, ...options.flatMap((option) => [option, authority]));
    expect(ended).toMatchObject({ exit: 21, answer: { error: { code } }, requests: 0 });
  });
});

// Windows has no signals: a process there is ended without being asked.
if (process.platform !== 'win32') {
  describe('a stop', () => {
    test.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
      'by %s keeps what came, says so, and is gone on with',
      async (signal) => {
        const folder = await salvor.newFolder();
        const out = join(folder, 'import.zip');
        await writeFile(out, OLD);
        const fetch = ['fetch', ...server, '--id', 'latest', '--key-file', key, '--out', out, '--overwrite'];
        proxy.setFault({ kind: 'stall', afterBytes: 80_000 });
        const ended = await salvor.runJson(fetch, {
          meet: (child) => void whenPartStands(folder).then(() => child.kill(signal)),
        });
        expect(ended).toMatchObject({ exit: 130, answer: { ok: false, error: { code: 'cancelled' } } });
        expect(ended.stderr).toContain(`${out}.part`);
        expect(await readdir(folder)).toEqual(['import.zip', 'import.zip.part']);
        expect(await readFile(out, 'utf8')).toBe(OLD);

        proxy.setFault(null);
        const { size } = await stat(`${out}.part`);
        expect(size).toBeGreaterThan(0);
        expect(await salvor.runJson(fetch)).toMatchObject({
          exit: 0,
          answer: { ok: true, transfer: { startedOver: false } },
        });
        expect(await readdir(folder)).toEqual(['import.zip']);
      },
    );

    test('of an opening leaves nothing behind', async () => {
      const folder = await salvor.newFolder();
      const source = join(folder, 'a.enc');
      await writeFile(source, await (await practice.ask(practice.harbour, '/backups/1/download')).body.bytes());
      const ended = await salvor.runJson(['open', source, '--key-file', key, '--out', join(folder, 'import.zip')], {
        meet: (child) => void whenPartStands(folder).then(() => child.kill('SIGINT')),
      });
      // It may have been faster than the signal.
      expect([0, 10, 130]).toContain(ended.exit);
      expect((await readdir(folder)).filter((name) => name.endsWith('.part'))).toEqual([]);
    });

    test('is heard while a secret is awaited on standard input', async () => {
      // Its warning shows that the first secret is read and the second is waited for.
      const readable = join(salvor.folder, 'readable.key');
      await writeFile(readable, 'tspb_readable', { mode: 0o644 });
      const args = [
        'fetch',
        '--server',
        practice.url,
        '--api-key-file',
        readable,
        '--id',
        '1',
        '--out',
        'none',
        '--key-file',
        '-',
      ];
      const ended = await salvor.runJson(args, {
        stdin: null,
        meet: (child) => child.stderr?.once('data', () => child.kill('SIGINT')),
      });
      expect(ended).toMatchObject({ exit: 130, answer: { error: { code: 'cancelled' } } });
    });
  });
}

/** Resolves when a part file is in the folder: the job has reached its transfer. */
async function whenPartStands(folder: string): Promise<void> {
  // A folder that is gone belongs to a test that is over.
  while (!(await readdir(folder).catch(() => ['.part'])).some((name) => name.endsWith('.part'))) {
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function rewriteListing(changed: object): Fault {
  return {
    kind: 'rewrite',
    on: (request) => isList(request) || isOneBackup(request),
    rewrite: (listing: { backups?: object[]; backup?: object }) =>
      listing.backups === undefined
        ? { ...listing, backup: { ...listing.backup, ...changed } }
        : { ...listing, backups: listing.backups.map((backup) => ({ ...backup, ...changed })) },
  };
}
