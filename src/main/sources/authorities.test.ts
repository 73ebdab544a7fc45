import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SalvorError } from '../../core/errors';
import { Authorities } from './authorities';

const [first = '', second = ''] = rootCertificates;

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-authorities-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function pemFile(text: string | Uint8Array): Promise<string> {
  const path = join(folder, 'ca.pem');
  await writeFile(path, text);
  return path;
}

async function failure(work: () => unknown): Promise<unknown> {
  try {
    await work();
    return 'nothing failed';
  } catch (error) {
    return error instanceof SalvorError ? error.failure : error;
  }
}

describe('certificate authorities', () => {
  test('are shown by subject, fingerprint and end, and used by token', async () => {
    const authorities = new Authorities();
    const shown = await authorities.read(await pemFile(`# our own\n${first}\n`));
    expect(shown.subject).toMatch(/(CN|OU|O)=/);
    expect(shown.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(Date.parse(shown.expires)).toBeGreaterThan(0);
    const [pem = ''] = authorities.find([shown.token]);
    expect(new X509Certificate(pem).fingerprint256).toBe(new X509Certificate(first).fingerprint256);
  });

  test('may be several in one file, and each is shown', async () => {
    const shown = await new Authorities().read(await pemFile(`${first}\n${second}`));
    expect(shown.subject.split(' · ')).toHaveLength(2);
    expect(shown.fingerprint.split(' · ')).toHaveLength(2);
  });

  test('are read as Windows writes text', async () => {
    const utf16 = Buffer.from(`\u{feff}${first}`, 'utf16le');
    const { subject } = await new Authorities().read(await pemFile(utf16));
    expect(subject).toBe(new Authorities().view(first).subject);
  });

  test('keep their token, so that a saved one can be named again', async () => {
    const before = new Authorities();
    const { token } = await before.read(await pemFile(first));
    const [saved = ''] = before.find([token]);
    expect(new Authorities().view(saved).token).toBe(token);
  });

  test.each([
    ['text', 'not a certificate'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    ['a broken certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['a good one and a broken one', `${first}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`],
    ['this program', readFileSync(process.execPath).subarray(0, 4096).toString('latin1')],
  ])('are not read from %s', async (_what, text) => {
    const path = await pemFile(text);
    expect(await failure(() => new Authorities().read(path))).toEqual({
      code: 'authority-unreadable',
      params: { path },
    });
  });

  test('cannot be named before they were chosen', async () => {
    const { token } = new Authorities().view(first);
    expect(await failure(() => new Authorities().find([token]))).toMatchObject({ code: 'unexpected' });
  });
});
