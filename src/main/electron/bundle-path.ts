import { join, sep } from 'node:path';

export const SCHEME = 'app';
export const HOST = 'salvor';
export const ORIGIN = `${SCHEME}://${HOST}`;
export const START_PAGE = `${ORIGIN}/index.html`;

/** The kinds of file that the window is made of. What is not listed is not served. */
const CONTENT_TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  json: 'application/json; charset=utf-8',
  svg: 'image/svg+xml',
  png: 'image/png',
  woff2: 'font/woff2',
};

export interface BundleFile {
  path: string;
  contentType: string;
}

/**
 * Which file of the bundle in `root` a URL means, or null when it means none that may be served: another
 * scheme or host, a path that leads out of the bundle however it is encoded, or a kind of file that is unknown.
 *
 * Every part of the decoded path must be a plain name: letters, digits, `.`, `_` and `-`, not starting with a
 * dot. That excludes `..`, backslashes, drive letters, NUL and percent encoding within percent encoding.
 */
export function bundleFile(root: string, url: string): BundleFile | null {
  if (!URL.canParse(url)) return null;
  const { protocol, host, username, password, pathname } = new URL(url);
  if (protocol !== `${SCHEME}:` || host !== HOST || username !== '' || password !== '') return null;

  const decoded = decode(pathname === '/' ? '/index.html' : pathname);
  if (decoded === null || !decoded.startsWith('/')) return null;
  const parts = decoded.slice(1).split('/');
  if (!parts.every((part) => /^[\w-][\w.-]*$/.test(part))) return null;

  const contentType = CONTENT_TYPES[decoded.slice(decoded.lastIndexOf('.') + 1)];
  const path = join(root, ...parts);
  const inside = root.endsWith(sep) ? root : root + sep;
  if (contentType === undefined || !path.startsWith(inside)) return null;
  return { path, contentType };
}

/** Whether a URL is a page of ours. Node's `URL.origin` is the string "null" for `app:`, so it cannot serve here. */
export function isOurs(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const { protocol, host, username, password } = new URL(url);
  return protocol === `${SCHEME}:` && host === HOST && username === '' && password === '';
}

function decode(pathname: string): string | null {
  try {
    return decodeURIComponent(pathname);
  } catch {
    return null;
  }
}
