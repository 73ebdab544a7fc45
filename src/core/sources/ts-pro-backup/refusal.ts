import type { Dispatcher } from 'undici';
import { failed, type SalvorError } from '../../errors';

type Response = Pick<Dispatcher.ResponseData, 'statusCode' | 'headers'>;

/** What was asked for: an archive's facts or bytes by its id, or anything else. */
export interface Asked {
  readonly id: string | null;
  readonly what: 'bytes' | 'facts';
}

/**
 * Answers that mean "not now", whatever is in their body: RFC 9110 and RFC 6585 (408, 413, 429, 502–504), RFC 8470
 * (425), RFC 4918 (507), and those of Cloudflare for a server that it cannot reach (520–524, 530).
 */
const NOT_NOW: ReadonlySet<number> = new Set([408, 413, 425, 429, 502, 503, 504, 507, 520, 521, 522, 523, 524, 530]);
const LONGEST_SERVER_MESSAGE = 300;

/** The failure that an answer other than 200 is. @param text of its body @param base of the server */
export function refusalOf(
  host: string,
  base: string,
  response: Response,
  text: string,
  { id, what }: Asked,
): SalvorError {
  const status = response.statusCode;
  if (status >= 300 && status < 400)
    return failed('redirect-refused', { host, location: redirectTarget(response, base) });
  const message = serverMessage(text);
  if (NOT_NOW.has(status))
    return failed('not-now', { host, status, message: message ?? '', retryAfter: retryAfter(response) });
  if (status === 401 && message === null && asksForPassword(response, text))
    return failed('web-server-sign-in', { host });
  if (status === 401) return failed('unauthorised', { host });
  // The proxy of this machine refuses the tunnel, before the API key is sent. This one came through it, or there is
  // none.
  if (status === 407) return failed('web-server-sign-in', { host });
  if (status === 404 && id !== null && (message !== null || what === 'facts'))
    return failed('archive-not-found', { id });
  // The server lists it, and fails only when it is to give its bytes.
  if (what === 'bytes' && id !== null && (status === 404 || status === 410 || status === 500))
    return failed('archive-unavailable', { host, id, status });
  if (message === null && (status === 404 || status === 405 || status === 410))
    return failed('not-a-backup-server', { host });
  return failed('server-error', { host, status, message: message ?? '', retryAfter: retryAfter(response) });
}

/** Whether an answer is a web page, by its type or by how it begins. */
export function isPage({ headers }: Response, text: string): boolean {
  const type = headers['content-type'];
  return (typeof type === 'string' && type.includes('html')) || /^\s*</.test(text);
}

/** The API itself says what it misses in JSON, and asks for a bearer; all else is of a web server in front of it. */
function asksForPassword(response: Response, text: string): boolean {
  const header = response.headers['www-authenticate'];
  const schemes = (Array.isArray(header) ? header.join(', ') : (header ?? '')).toLowerCase();
  return /\b(?:basic|digest|negotiate|ntlm)\b/.test(schemes) || isPage(response, text);
}

/**
 * Seconds after which the server wants to be asked again (RFC 9110: a number of them, or a date); null where it does
 * not say.
 */
function retryAfter(response: Response): number | null {
  const header = response.headers['retry-after'];
  if (typeof header !== 'string') return null;
  if (/^\d{1,9}$/.test(header.trim())) return Number(header);
  const at = Date.parse(header);
  return Number.isNaN(at) ? null : Math.max(0, Math.ceil((at - Date.now()) / 1000));
}

/** The server's own word for its refusal, one printable line of it; null where it is not of this API. */
function serverMessage(text: string): string | null {
  try {
    const answer = JSON.parse(text) as unknown;
    if (typeof answer !== 'object' || answer === null || !('error' in answer) || typeof answer.error !== 'string')
      return null;
    return answer.error.replace(/\p{C}+/gu, ' ').slice(0, LONGEST_SERVER_MESSAGE);
  } catch {
    return null;
  }
}

/** Where a redirect points to: its origin and path alone, as a query may carry secrets. */
function redirectTarget(response: Response, base: string): string {
  const location = response.headers['location'];
  if (typeof location !== 'string' || !URL.canParse(location, base)) return '';
  const { origin, pathname } = new URL(location, base);
  return origin + pathname;
}
