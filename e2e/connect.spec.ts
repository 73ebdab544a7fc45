import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test } from '@playwright/test';
import { makeCertificates, type TestCertificates } from '../test-support/certificates';
import { type FaultProxy, startFaultProxy } from '../test-support/fault-proxy';
import { isPing } from '../test-support/faults';
import vectors from '../test-vectors/vectors.json' with { type: 'json' };
import type { Backend } from './walk/backend';
import { answerOpenDialog } from './walk/dialogs';
import type { TestFolder } from './walk/folder';
import type { Person } from './walk/person';
import { type Stage, setStage } from './walk/stage';
import { confirmFingerprint, fillConnection, openConnect } from './walk/steps';

let stage: Stage;
let backend: Backend;
let folder: TestFolder;
let person: Person;

test.beforeAll(async () => {
  stage = await setStage();
  ({ backend, folder, person } = stage);
});

test.afterAll(async () => {
  await stage.close();
});

test.beforeEach(async () => {
  await openConnect(person);
});

test.afterEach(async () => {
  backend.proxy.setFault(null);
  expect(await stage.problems()).toEqual([]);
});

/** Fills in address and key, and has them tested. */
async function tryOut(url: string, apiKey = backend.connection.apiKey): Promise<void> {
  await fillConnection(person, { url, apiKey });
  await person.press('app.connect.test');
}

async function isAccepted(): Promise<void> {
  await expect(person.words('app.connect.tested.title')).toBeVisible();
  await expect(person.page.getByText(backend.fingerprint, { exact: true })).toBeVisible();
}

test('the API key is hidden while it is typed and gone when it is accepted', async () => {
  const field = person.field('app.connect.api-key');
  await expect(person.primary).toBeDisabled();
  await person.field('app.connect.address').fill(backend.connection.url);
  await field.pressSequentially(backend.connection.apiKey.slice(0, 8));
  await expect(field).toHaveAttribute('type', 'password');
  await field.fill(backend.connection.apiKey);
  await person.press('app.connect.test');
  await isAccepted();
  await expect(field).toHaveValue('');
  expect(await person.page.content()).not.toContain(backend.connection.apiKey);
});

test('an address that lacks its end is mended by one press', async () => {
  const before = backend.proxy.requests.length;
  await tryOut(backend.proxy.origin);
  await person.isTold('url-lacks-api-path');
  expect(backend.proxy.requests).toHaveLength(before);

  await person.press('app.connect.use-suggestion', { suggestion: backend.connection.url });
  await isAccepted();
  await expect(person.field('app.connect.address')).toHaveValue(backend.connection.url);
});

test('what is no address is refused without asking any server', async () => {
  await tryOut('backup server');
  await person.isTold('url-malformed');
});

test('plain http beyond this machine is refused until it is switched on for that server', async () => {
  // An address of this machine that does not look like one, and so may be on any network.
  const host = process.platform === 'win32' ? '[::ffff:7f00:1]' : '0.0.0.0';
  const url = backend.connection.url.replace('127.0.0.1', host);
  const before = backend.proxy.requests.length;
  const allow = person.page.getByRole('checkbox', { name: person.say('app.connect.allow-http') });
  await expect(allow).toBeHidden();
  await tryOut(url);
  await person.isTold('insecure-http-refused');
  expect(backend.proxy.requests).toHaveLength(before);

  await person.page.getByText(person.say('app.connect.allow-http')).click();
  await expect(allow).toBeChecked();
  await person.press('app.connect.test');
  await isAccepted();

  await person.field('app.connect.address').fill(`${url}/`);
  await expect(allow).toBeHidden();
  await person.field('app.connect.api-key').fill(backend.connection.apiKey);
  await person.press('app.connect.test');
  await person.isTold('insecure-http-refused');
});

test('a server that is not there is reported as unreachable', async () => {
  const closed = createServer().listen(0, '127.0.0.1');
  await once(closed, 'listening');
  const { port } = closed.address() as AddressInfo;
  closed.close();
  await once(closed, 'close');
  await tryOut(`http://127.0.0.1:${port}/api/v1`);
  await person.isTold('unreachable');
});

test('an API key that the server does not know is reported as that', async () => {
  await tryOut(backend.connection.url, 'tspb_of-another-site');
  await person.isTold('unauthorised');
});

for (const [what, secret] of [
  ['the private key', vectors.keys.site.private],
  ['an age identity', `AGE-SECRET-KEY-1${'QPZRY9X8'.repeat(6)}`],
  ['a share', 'Q9D9 MF6C HZVS QQ02 GXCL SR6G WW09'],
] as const) {
  test(`${what} in the field for the API key is out of it at once, and goes nowhere`, async () => {
    const field = person.field('app.connect.api-key');
    const before = backend.proxy.requests.length;
    await person.field('app.connect.address').fill(backend.connection.url);
    await field.fill(secret);
    await person.isTold('api-key-malformed');
    await expect(field).toHaveValue('');
    await expect(person.primary).toBeDisabled();
    expect(backend.proxy.requests).toHaveLength(before);
    expect(await person.page.content()).not.toContain(secret.slice(10));
  });
}

test('what is no API key is refused by the button, and goes nowhere', async () => {
  const before = backend.proxy.requests.length;
  await tryOut(backend.connection.url, 'correct horse battery staple');
  await person.isTold('api-key-malformed');
  await expect(person.field('app.connect.api-key')).toHaveValue('');
  expect(backend.proxy.requests).toHaveLength(before);
});

test('a private key in the field for the address is not sent', async () => {
  const before = backend.proxy.requests.length;
  await tryOut(vectors.keys.site.private);
  await person.isTold('secret-in-address');
  expect(backend.proxy.requests).toHaveLength(before);
});

test('a web page in place of the API is reported as that', async () => {
  backend.proxy.setFault({
    kind: 'replace',
    body: '<!doctype html><title>Welcome</title>',
    contentType: 'text/html',
    on: isPing,
  });
  await tryOut(backend.connection.url);
  await person.isTold('not-a-backup-server');
});

test('a redirect is not followed with the key', async () => {
  backend.proxy.setFault({ kind: 'redirect', status: 302, on: isPing });
  await tryOut(backend.connection.url);
  await person.isTold('redirect-refused');
  expect(backend.proxy.elsewhere).toEqual([]);
});

test.describe('over TLS', () => {
  let certificates: TestCertificates;
  let authority: string;

  test.beforeAll(async () => {
    certificates = await makeCertificates();
    authority = folder.file('authority.pem');
    await writeFile(authority, certificates.authority);
  });

  async function withCertificate(
    name: Exclude<keyof TestCertificates, 'authority'>,
    work: (proxy: FaultProxy) => Promise<void>,
  ) {
    const proxy = await startFaultProxy(backend.practice.url, { certificate: certificates[name] });
    try {
      await work(proxy);
    } finally {
      await proxy.close();
    }
  }

  async function chooseAuthority(path: string): Promise<void> {
    await answerOpenDialog(person.app, path);
    await person.press('app.connect.authority-add');
  }

  test('an authority of one’s own is added where its lack is reported', async () => {
    await withCertificate('valid', async (proxy) => {
      await tryOut(proxy.url(backend.practice.url));
      await person.isTold('tls-unknown-authority');
      expect(proxy.requests).toEqual([]);

      await chooseAuthority(authority);
      await expect(person.page.getByText('CN=Salvor test authority')).toBeVisible();
      await person.press('app.connect.test');
      await isAccepted();
      await person.press('app.connect.add');
      await confirmFingerprint(person, backend.fingerprint);
      expect(new Set(proxy.requests.map(({ authorization }) => authorization))).toEqual(
        new Set([`Bearer ${backend.connection.apiKey}`]),
      );
    });
  });

  test('a file without a certificate is reported as that', async () => {
    const path = folder.file('notes.txt');
    await writeFile(path, 'no certificate');
    await person.press('app.connect.advanced');
    await chooseAuthority(path);
    await person.isTold('authority-unreadable');
  });

  for (const [certificate, code] of [
    ['expired', 'tls-expired'],
    ['notYetValid', 'tls-not-yet-valid'],
    ['wrongHost', 'tls-wrong-host'],
    ['selfSigned', 'tls-self-signed'],
    ['unknownAuthority', 'tls-unknown-authority'],
  ] as const) {
    test(`a certificate that is ${certificate} is refused, whatever authorities were added`, async () => {
      await person.press('app.connect.advanced');
      await chooseAuthority(authority);
      await withCertificate(certificate, async (proxy) => {
        await tryOut(proxy.url(backend.practice.url));
        await person.isTold(code);
        expect(proxy.requests).toEqual([]);
      });
    });
  }
});
