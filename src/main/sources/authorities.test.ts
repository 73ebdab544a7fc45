import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { describe, expect, test } from 'vitest';
import { SalvorError } from '../../core/errors';
import { Authorities } from './authorities';

const [first = '', second = ''] = rootCertificates;

function failure(work: () => unknown): unknown {
  try {
    work();
    return 'nothing failed';
  } catch (error) {
    return error instanceof SalvorError ? error.failure : error;
  }
}

describe('certificate authorities', () => {
  test('are shown by subject, fingerprint and end, and used by token', () => {
    const authorities = new Authorities();
    const shown = authorities.read(`# our own\n${first}\n`, '/ca.pem');
    expect(shown.subject).toMatch(/(CN|OU|O)=/);
    expect(shown.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
    expect(Date.parse(shown.expires)).toBeGreaterThan(0);
    const [pem = ''] = authorities.find([shown.token]);
    expect(new X509Certificate(pem).fingerprint256).toBe(new X509Certificate(first).fingerprint256);
  });

  test('may be several in one file, all of which are shown', () => {
    const shown = new Authorities().read(`${first}\n${second}`, '/ca.pem');
    expect(shown.subject.split(' · ')).toHaveLength(2);
    expect(shown.fingerprint.split(' · ')).toHaveLength(2);
  });

  test('keep their token, so that a saved one can be named again', () => {
    const before = new Authorities();
    const { token } = before.read(first, '/a.pem');
    const [saved = ''] = before.find([token]);
    expect(new Authorities().view(saved).token).toBe(token);
  });

  test.each([
    ['text', 'not a certificate'],
    ['a private key', '-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----'],
    ['a broken certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----'],
    ['a good one and a broken one', `${first}\n-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----`],
    ['this program', readFileSync(process.execPath).subarray(0, 4096).toString('latin1')],
  ])('are not read from %s', (_what, text) => {
    expect(failure(() => new Authorities().read(text, '/ca.pem'))).toEqual({
      code: 'authority-unreadable',
      params: { path: '/ca.pem' },
    });
  });

  test('cannot be named before they were chosen', () => {
    const { token } = new Authorities().read(first, '/ca.pem');
    expect(failure(() => new Authorities().find([token]))).toMatchObject({ code: 'unexpected' });
  });
});
