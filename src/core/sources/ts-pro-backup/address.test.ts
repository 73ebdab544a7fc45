import { describe, expect, test } from 'vitest';
import { toFailure } from '../../errors';
import { checkAddress } from './address';

function failureOf(url: string, allowHttp = false) {
  try {
    checkAddress(url, allowHttp);
  } catch (error) {
    return toFailure(error);
  }
  return null;
}

describe('a server address', () => {
  test.each([
    ['https://backup.example.org/api/v1', 'https://backup.example.org/api/v1'],
    ['  https://backup.example.org/api/v1/  ', 'https://backup.example.org/api/v1'],
    ['https://backup.example.org:8443/tspro/api/v1?x=1#y', 'https://backup.example.org:8443/tspro/api/v1'],
    ['http://127.0.0.1:8080/api/v1', 'http://127.0.0.1:8080/api/v1'],
    ['http://[::1]:8080/api/v1', 'http://[::1]:8080/api/v1'],
    ['http://localhost/api/v1', 'http://localhost/api/v1'],
    ['https://backup.example.org/api\u200b/v1\ufeff', 'https://backup.example.org/api/v1'],
    ['\u2060https://backup.exa\u00admple.org/api/v1\n', 'https://backup.example.org/api/v1'],
    ['<https://backup.example.org/api/v1>', 'https://backup.example.org/api/v1'],
    ['“https://backup.example.org/api/v1”', 'https://backup.example.org/api/v1'],
    ['https://backup.example.org./api/v1', 'https://backup.example.org/api/v1'],
    ['HTTPS://Backup.Example.ORG/api/v1', 'https://backup.example.org/api/v1'],
  ])('%s is read as %s', (typed, read) => {
    expect(checkAddress(typed, false).href).toBe(read);
  });

  test.each([
    ['https://backup.example.org', 'https://backup.example.org/api/v1'],
    ['https://backup.example.org/', 'https://backup.example.org/api/v1'],
    ['https://backup.example.org/admin/', 'https://backup.example.org/admin/api/v1'],
    ['https://backup.example.org/api/v1/ping', 'https://backup.example.org/api/v1'],
    ['https://backup.example.org/api/v1/backups/12/download', 'https://backup.example.org/api/v1'],
    ['https://backup.example.org/tspro/API/v1', 'https://backup.example.org/tspro/api/v1'],
    ['https://backup.example.org/api/v1/api/v1', 'https://backup.example.org/api/v1'],
    ['https://backup.example.org/api/v1.', 'https://backup.example.org/api/v1'],
    ['backup.example.org', 'https://backup.example.org/api/v1'],
    ['backup.example.org:8443/tspro/api/v1', 'https://backup.example.org:8443/tspro/api/v1'],
    ['192.168.1.5/api/v1/ping', 'https://192.168.1.5/api/v1'],
  ])('%s is answered with what was meant', (url, suggestion) => {
    expect(failureOf(url)).toMatchObject({ code: 'url-lacks-api-path', params: { suggestion } });
    expect(checkAddress(suggestion, false).href).toBe(suggestion);
  });

  test.each(['', 'ftp://backup.example.org/api/v1', 'https://', 'file:///api/v1', 'backup'])(
    '%j is no address',
    (url) => {
      expect(failureOf(url)?.code).toBe('url-malformed');
    },
  );

  test.each([
    'https://admin:hunter2@backup.example.org/api/v1',
    'https://hunter2@backup.example.org/',
    'admin:hunter2@backup.example.org/api/v1',
  ])('%s is refused without repeating the password', (url) => {
    const failure = failureOf(url);
    expect(failure?.code).toMatch(/^url-(has-credentials|malformed)$/);
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });

  test.each([
    `tspsk_${'a'.repeat(43)}`,
    `https://backup.example.org/api/v1?key=tspb_${'a'.repeat(43)}`,
    `https://backup.example.org/tsps\u200bk_${'a'.repeat(43)}/api/v1`,
    `https://backup.example.org/%74spsk_${'a'.repeat(43)}/api/v1`,
    `https://AGE-SECRET-KEY-1${'Q'.repeat(20)}@backup.example.org/api/v1`,
  ])('%s is refused as a secret, and not repeated', (url) => {
    const failure = failureOf(url);
    expect(failure?.code).toBe('secret-in-address');
    expect(JSON.stringify(failure)).not.toMatch(/aaaa|QQQQ/);
  });

  test.each([
    'http://backup.example.org/api/v1',
    'http://192.168.1.5/api/v1',
    'http://127.0.0.1.example.org/api/v1',
    'http://localhost.example.org/api/v1',
  ])('%s is refused until plain http is switched on', (url) => {
    expect(failureOf(url)).toEqual({ code: 'insecure-http-refused', params: { host: new URL(url).host } });
    expect(failureOf(url, true)).toBeNull();
  });
});
