import { describe, expect, test } from 'vitest';
import { toFailure } from '../../errors';
import { namedProxy } from './proxy';

describe('the proxy that the environment names', () => {
  test.each([
    ['https:', {}, null],
    ['https:', { HTTPS_PROXY: 'http://proxy.example.org:3128' }, 'proxy.example.org:3128'],
    ['https:', { https_proxy: 'http://small:1', HTTPS_PROXY: 'http://large:1' }, 'small:1'],
    ['https:', { https_proxy: '', HTTPS_PROXY: 'http://large:1' }, 'large:1'],
    ['https:', { HTTP_PROXY: 'http://proxy:1' }, null],
    ['http:', { HTTP_PROXY: 'http://proxy:1' }, 'proxy:1'],
    ['http:', { http_proxy: 'proxy:3128' }, 'proxy:3128'],
    ['https:', { HTTPS_PROXY: 'http://ada:secret@proxy:3128/' }, 'proxy:3128'],
  ])('for %s of %j is %j', (protocol, environment, shown) => {
    expect(namedProxy(protocol, environment)?.shown ?? null).toBe(shown);
  });

  test('is reached with its user name and password', () => {
    expect(namedProxy('https:', { HTTPS_PROXY: 'ada:secret@proxy:3128' })?.uri).toBe('http://ada:secret@proxy:3128');
  });

  test('may have a percent sign in its password', () => {
    expect(namedProxy('https:', { HTTPS_PROXY: 'http://ada:100%sure%zz%20@proxy:3128' })?.uri).toBe(
      'http://ada:100%25sure%25zz%20@proxy:3128',
    );
  });

  test.each([
    'socks5://proxy:1080',
    'http://ada:s%e4cret@proxy:3128',
    'http://s%ffcret:x@proxy',
    'http://',
    'ftp://proxy',
    'ht tp://secret',
  ])('%s is none, and is not repeated', (value) => {
    try {
      namedProxy('https:', { HTTPS_PROXY: value });
      expect.unreachable();
    } catch (error) {
      expect(toFailure(error)).toEqual({ code: 'proxy-malformed', params: { variable: 'HTTPS_PROXY' } });
    }
  });
});
