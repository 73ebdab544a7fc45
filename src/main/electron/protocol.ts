import { randomBytes } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { protocol, type Session } from 'electron';
import { bundleFile, SCHEME } from './bundle-path';
import type { PrintedPages } from './printed-pages';

const HTML = 'text/html; charset=utf-8';

/**
 * Makes `app:` a scheme like https: with a host, a secure context and fetch. It must not be open to other
 * origins nor slip past the content policy. To be called before the app is ready.
 */
export function declareScheme(): void {
  protocol.registerSchemesAsPrivileged([
    { scheme: SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } },
  ]);
}

/**
 * Serves the window's files, those in `root` alone, under app://salvor/, and those of `printed` while they are being
 * printed.
 */
export function serveBundle(session: Session, root: string, printed: PrintedPages): void {
  session.protocol.handle(SCHEME, async (request) => {
    if (request.method !== 'GET') return empty(405);
    const nonce = randomBytes(16).toString('base64');
    const page = printed.page(request.url, nonce);
    if (page !== null) return new Response(page, { headers: headers(HTML, nonce) });
    const file = bundleFile(root, request.url);
    const body = file === null ? null : await readFile(file.path).catch(() => null);
    if (file === null || body === null) return empty(404);
    if (!file.contentType.startsWith('text/html'))
      return new Response(body, { headers: headers(file.contentType, null) });
    return new Response(withNonce(body.toString('utf8'), nonce), { headers: headers(file.contentType, nonce) });
  });
}

function empty(status: number): Response {
  return new Response(null, { status, headers: headers('text/plain; charset=utf-8', null) });
}

/**
 * react-aria puts two small <style> elements into the page and looks for their nonce in this element. Being
 * an attribute rather than content, it is hidden from style selectors once the page is parsed.
 */
function withNonce(html: string, nonce: string): string {
  return html.replace('<head>', `<head><meta property="csp-nonce" nonce="${nonce}">`);
}

function headers(contentType: string, nonce: string | null): Record<string, string> {
  return {
    'Content-Type': contentType,
    'Content-Security-Policy': contentPolicy(nonce),
    'X-Content-Type-Options': 'nosniff',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Referrer-Policy': 'no-referrer',
    'Cache-Control': 'no-store',
  };
}

function contentPolicy(nonce: string | null): string {
  return [
    "default-src 'none'",
    "script-src 'self'",
    nonce === null ? "style-src 'self'" : `style-src 'self' 'nonce-${nonce}'`,
    "img-src 'self'",
    "font-src 'self'",
    "connect-src 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
