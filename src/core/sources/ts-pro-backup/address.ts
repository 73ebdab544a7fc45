import { isIP } from 'node:net';
import { failed } from '../../errors';
import { holdsSecret } from '../../known-secret';

const API_PATH = '/api/v1';
/** What people paste behind the base address: a call of the API, or the API path in other letters or twice. */
const BEHIND = /(?:\/api\/v1|\/ping|\/backups(?:\/[^/]*)*)\.?$/i;
/** A name or an address of a machine, perhaps with a port and a path, without the scheme in front. */
const WITHOUT_SCHEME = /^(?:[a-z0-9-]+(?:\.[a-z0-9-]+)+|localhost|\[[0-9a-f:.]+\])\.?(?::\d{1,5})?(?:\/[^\s]*)?$/i;
/** Quotes and brackets that come along when an address is copied out of a sentence. */
const AROUND = /^[<("'“”„‘’«»]+|[>)"'“”‘’«»,;]+$/g;

/**
 * Reads a server's base URL. The result has no trailing slash, no query and no credentials. What cannot be seen
 * (spaces, zero-width characters) is left out.
 *
 * @param allowHttp whether a person has switched plain http on for this server; loopback needs no such switch
 * @throws secret-in-address, url-malformed, url-has-credentials, url-lacks-api-path, insecure-http-refused
 */
export function checkAddress(url: string, allowHttp: boolean): URL {
  const typed = url.replace(/[\s\p{C}]+/gu, '').replace(AROUND, '');
  const given = holdsSecret(typed);
  if (given !== null) throw failed('secret-in-address', { given, where: 'address' });
  if (WITHOUT_SCHEME.test(typed))
    throw failed('url-lacks-api-path', { url: typed, suggestion: suggested(new URL(`https://${typed}`)) });
  const parsed = URL.canParse(typed) ? new URL(typed) : null;
  if (parsed === null) throw failed('url-malformed', { url: withoutLogin(typed) });
  if (parsed.username !== '' || parsed.password !== '') throw failed('url-has-credentials', { host: parsed.host });
  const { protocol } = parsed;
  if ((protocol !== 'https:' && protocol !== 'http:') || parsed.hostname === '')
    throw failed('url-malformed', { url: withoutLogin(typed) });
  parsed.search = '';
  parsed.hash = '';
  // The last dot of a name says that it is whole; certificates are made for the name without it.
  parsed.hostname = parsed.hostname.replace(/\.+$/, '');
  parsed.pathname = parsed.pathname.replace(/\/+$/, '');
  if (
    !parsed.pathname.endsWith(API_PATH) ||
    parsed.pathname.slice(0, -API_PATH.length).toLowerCase().endsWith(API_PATH)
  ) {
    throw failed('url-lacks-api-path', { url: parsed.href, suggestion: suggested(parsed) });
  }
  if (protocol === 'http:' && !allowHttp && !isLoopback(parsed.hostname)) {
    throw failed('insecure-http-refused', { host: parsed.host });
  }
  return parsed;
}

/** What may be in front of an @ is never repeated: it may be a password. */
function withoutLogin(typed: string): string {
  return typed.replace(/^.*@/, '…@').slice(0, 200);
}

/** The base address that was probably meant: the same one up to where the API begins. */
function suggested({ protocol, host, pathname }: URL): string {
  let path = pathname.replace(/[/.]+$/, '');
  while (BEHIND.test(path)) path = path.replace(BEHIND, '').replace(/[/.]+$/, '');
  return `${protocol}//${host.replace(/\.+(?=:\d+$|$)/, '')}${path}${API_PATH}`;
}

/** Whether a URL's host can only be this machine, so that no one on a network can listen. */
export function isLoopback(hostname: string): boolean {
  const host = hostname.replace(/^\[|\]$/g, '');
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
