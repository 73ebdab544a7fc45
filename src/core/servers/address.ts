import { isIP } from 'node:net';
import { failed } from '../errors';

const API_PATH = '/api/v1';

/**
 * Reads a server's base URL. The result has no trailing slash, no query and no credentials.
 *
 * @param allowHttp whether a person has switched plain http on for this server; loopback needs no such switch
 * @throws url-malformed, url-lacks-api-path, insecure-http-refused
 */
export function checkAddress(url: string, allowHttp: boolean): URL {
  const trimmed = url.trim();
  let parsed: URL;
  try {
    parsed = new URL(trimmed);
  } catch (cause) {
    throw failed('url-malformed', { url: trimmed }, cause);
  }
  const { protocol } = parsed;
  if ((protocol !== 'https:' && protocol !== 'http:') || parsed.hostname === '') throw failed('url-malformed', { url: trimmed });
  if (parsed.username !== '' || parsed.password !== '') {
    // Never echo it: what stands there may be a secret.
    throw failed('url-malformed', { url: `${protocol}//${parsed.host}${parsed.pathname}` });
  }
  parsed.search = '';
  parsed.hash = '';
  parsed.pathname = parsed.pathname.replace(/\/+$/, '');
  if (!parsed.pathname.endsWith(API_PATH)) {
    const suggestion = `${parsed.origin}${parsed.pathname === '/' ? '' : parsed.pathname}${API_PATH}`;
    throw failed('url-lacks-api-path', { url: trimmed, suggestion });
  }
  if (protocol === 'http:' && !allowHttp && !isLoopback(parsed.hostname)) {
    throw failed('insecure-http-refused', { host: parsed.host });
  }
  return parsed;
}

/** Whether a URL's host can only be this machine, so that nobody on a network can listen. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
