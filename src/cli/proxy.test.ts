import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { makeCertificates, type TestCertificates } from '../../test-support/certificates';
import { type ConnectProxy, startConnectProxy } from '../../test-support/connect-proxy';
import { type FaultProxy, startFaultProxy } from '../../test-support/fault-proxy';
import { startTestPractice, type TestPractice } from '../../test-support/practice';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';

/** The backup server has a name that no machine here knows: only through the proxy can it be reached. */
const NAME = 'backup.example.org';
const PASSWORD = 'proxy-password-of-ada';

let salvor: SalvorCommand;
let practice: TestPractice;
let certificates: TestCertificates;
let backend: FaultProxy;
let proxy: ConnectProxy;
let apiKey: string;
let args: string[];

beforeAll(async () => {
  [salvor, practice, certificates] = await Promise.all([buildSalvor(), startTestPractice(), makeCertificates()]);
  // This certificate is for the name.
  backend = await startFaultProxy(practice.url, { certificate: certificates.wrongHost });
  proxy = await startConnectProxy(Number(new URL(backend.origin).port));
  apiKey = await salvor.secretFile('api.key', practice.harbour.apiKey);
  const authority = join(salvor.folder, 'authority.pem');
  await writeFile(authority, certificates.authority);
  args = ['--server', `https://${NAME}/api/v1`, '--api-key-file', apiKey, '--ca-file', authority];
});
afterEach(() => proxy.refuse(null));
afterAll(async () => {
  await proxy.close();
  await backend.close();
  await practice.close();
  await salvor.remove();
});

const {
  HTTPS_PROXY: _1,
  https_proxy: _2,
  HTTP_PROXY: _3,
  http_proxy: _4,
  NO_PROXY: _5,
  no_proxy: _6,
  ...bare
} = process.env;
const home = () => ({ XDG_CONFIG_HOME: join(salvor.folder, 'home'), HOME: join(salvor.folder, 'home') });
const through = (more: Record<string, string> = {}) => ({
  env: { ...bare, ...home(), HTTPS_PROXY: `http://127.0.0.1:${proxy.port}`, ...more },
});

describe('a proxy that the environment names', () => {
  test.each(['HTTPS_PROXY', 'https_proxy'])('%s is used and told', async (name) => {
    const env = { ...bare, ...home(), [name]: `http://127.0.0.1:${proxy.port}` };
    expect(await salvor.runJson(['ping', ...args], { env })).toMatchObject({
      exit: 0,
      answer: { proxy: `127.0.0.1:${proxy.port}` },
    });
    expect((await salvor.run(['ping', ...args], { env })).stdout).toContain(
      `127.0.0.1:${proxy.port} (named by this machine’s environment)`,
    );
    expect((await salvor.runJson(['list', ...args], { env })).answer).toMatchObject({
      proxy: `127.0.0.1:${proxy.port}`,
    });
    expect(proxy.asked.at(-1)?.host).toBe(`${NAME}:443`);
  });

  test('gets its own password, which is shown nowhere', async () => {
    const options = through({ HTTPS_PROXY: `http://ada:${PASSWORD}@127.0.0.1:${proxy.port}` });
    for (const status of [null, 407, 403, 502]) {
      proxy.refuse(status);
      const ended = await salvor.run(['ping', ...args], options);
      expect(ended.exit).toBe(status === null ? 0 : 21);
      expect(ended.stdout + ended.stderr).not.toContain(PASSWORD);
      expect(proxy.asked.at(-1)?.authorization).toBe(`Basic ${Buffer.from(`ada:${PASSWORD}`).toString('base64')}`);
    }
  });

  test.each([407, 403, 502])('that refuses with %d is named', async (status) => {
    proxy.refuse(status);
    const ended = await salvor.runJson(['ping', ...args], through());
    expect(ended).toMatchObject({
      exit: 21,
      answer: { error: { code: 'proxy-refused', params: { proxy: `127.0.0.1:${proxy.port}`, host: NAME, status } } },
    });
  });

  test('that is not there is named', async () => {
    const ended = await salvor.runJson(['ping', ...args], through({ HTTPS_PROXY: 'http://127.0.0.1:1' }));
    expect(ended).toMatchObject({
      exit: 21,
      answer: { error: { code: 'proxy-unreachable', params: { proxy: '127.0.0.1:1', reason: 'ECONNREFUSED' } } },
    });
  });

  test('is passed by where NO_PROXY names the host', async () => {
    const before = proxy.asked.length;
    const ended = await salvor.runJson(['ping', ...args], through({ NO_PROXY: 'example.org' }));
    expect(ended).toMatchObject({ exit: 21, answer: { error: { code: 'unreachable', params: { host: NAME } } } });
    expect(proxy.asked.length).toBe(before);
  });

  test('is not used for this machine itself', async () => {
    const here = ['--server', practice.url, '--api-key-file', apiKey];
    const ended = await salvor.runJson(['ping', ...here], {
      env: { ...bare, ...home(), HTTP_PROXY: 'http://127.0.0.1:1', HTTPS_PROXY: 'http://127.0.0.1:1' },
    });
    expect(ended).toMatchObject({ exit: 0, answer: { proxy: null } });
  });

  test('of another kind is refused by its variable', async () => {
    const ended = await salvor.runJson(
      ['ping', ...args],
      through({ HTTPS_PROXY: `socks5://ada:${PASSWORD}@127.0.0.1:1080` }),
    );
    expect(ended).toMatchObject({
      exit: 2,
      answer: { error: { code: 'proxy-malformed', params: { variable: 'HTTPS_PROXY' } } },
    });
    expect(JSON.stringify(ended)).not.toContain(PASSWORD);
  });

  test('does not make Salvor trust a stranger behind it', async () => {
    const [, , ...others] = args;
    const ended = await salvor.runJson(
      ['ping', '--server', 'https://elsewhere.example.org/api/v1', ...others],
      through({ NODE_TLS_REJECT_UNAUTHORIZED: '0' }),
    );
    expect(ended).toMatchObject({ exit: 21, answer: { error: { code: 'tls-wrong-host' } } });
  });
});

test.each(['selfSigned', 'unknownAuthority', 'expired'] as const)(
  'NODE_TLS_REJECT_UNAUTHORIZED=0 does not make a certificate good: %s',
  async (certificate) => {
    const tls = await startFaultProxy(practice.url, { certificate: certificates[certificate] });
    try {
      const ended = await salvor.runJson(['ping', '--server', tls.url(practice.url), '--api-key-file', apiKey], {
        env: { ...bare, ...home(), NODE_TLS_REJECT_UNAUTHORIZED: '0' },
      });
      expect(ended).toMatchObject({ exit: 21, answer: { error: { code: expect.stringMatching(/^tls-/) } } });
      expect(tls.requests).toEqual([]);
    } finally {
      await tls.close();
    }
  },
);
