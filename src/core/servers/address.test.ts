import { describe, expect, it } from 'vitest';
import { toFailure } from '../errors';
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
  it.each([
    ['https://backup.example.org/api/v1', 'https://backup.example.org/api/v1'],
    ['  https://backup.example.org/api/v1/  ', 'https://backup.example.org/api/v1'],
    ['https://backup.example.org:8443/tspro/api/v1?x=1#y', 'https://backup.example.org:8443/tspro/api/v1'],
    ['http://127.0.0.1:8080/api/v1', 'http://127.0.0.1:8080/api/v1'],
    ['http://[::1]:8080/api/v1', 'http://[::1]:8080/api/v1'],
    ['http://localhost/api/v1', 'http://localhost/api/v1'],
  ])('%s is read as %s', (typed, read) => {
    expect(checkAddress(typed, false).href).toBe(read);
  });

  it.each([
    ['https://backup.example.org', 'https://backup.example.org/api/v1'],
    ['https://backup.example.org/', 'https://backup.example.org/api/v1'],
    ['https://backup.example.org/admin/', 'https://backup.example.org/admin/api/v1'],
  ])('%s without the API path is told what was meant', (url, suggestion) => {
    expect(failureOf(url)).toEqual({ code: 'url-lacks-api-path', params: { url, suggestion } });
  });

  it.each(['', 'backup.example.org', 'ftp://backup.example.org/api/v1', 'https://', 'file:///api/v1', 'https:///api/v1x y'])('%j is no address', (url) => {
    expect(failureOf(url)?.code).toMatch(/^url-(malformed|lacks-api-path)$/);
  });

  it('with a password in it is refused without repeating the password', () => {
    const failure = failureOf('https://admin:hunter2@backup.example.org/api/v1');
    expect(failure?.code).toBe('url-malformed');
    expect(JSON.stringify(failure)).not.toContain('hunter2');
  });

  it.each(['http://backup.example.org/api/v1', 'http://192.168.1.5/api/v1', 'http://127.0.0.1.example.org/api/v1', 'http://localhost.example.org/api/v1'])(
    '%s is refused until plain http is switched on',
    (url) => {
      expect(failureOf(url)).toEqual({ code: 'insecure-http-refused', params: { host: new URL(url).host } });
      expect(failureOf(url, true)).toBeNull();
    },
  );
});
