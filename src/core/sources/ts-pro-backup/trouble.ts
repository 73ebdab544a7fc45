import { failed, type SalvorError } from '../../errors';

/** Node's and OpenSSL's certificate errors (X509_V_ERR_…), by what a person can do about each. */
const TLS_FAILURES = {
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-not-yet-valid',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-unknown-authority',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-unknown-authority',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-unknown-authority',
  CERT_UNTRUSTED: 'tls-unknown-authority',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
} as const;

const TLS_CODE = /^(ERR_SSL_|ERR_TLS_|CERT_|EPROTO$|UNABLE_TO_)/;

/**
 * How the library says that what came is no HTTP: headers without end, characters that no header may hold, a length
 * that is none.
 */
const NO_HTTP =
  /^(?:HPE_(?!INVALID_EOF_STATE)|UND_ERR_HEADERS_OVERFLOW$|UND_ERR_RES_CONTENT_LENGTH_MISMATCH$|Response does not match the HTTP)/;

/** Where a request goes through a proxy, these are about the way to the proxy. */
const ON_THE_WAY: ReadonlySet<string> = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EAI_FAIL',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ECONNRESET',
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_SOCKET',
]);
/** How the library says that a proxy has refused the tunnel. */
const TUNNEL_REFUSED = /Proxy response \((\d{3})\)/;

/** What a failed connection means: a certificate's fault by its kind, a proxy's, or a host that cannot be reached. */
export function connectionTrouble(host: string, cause: unknown, proxy: string | null = null): SalvorError {
  const code = errorCode(cause);
  if (proxy !== null) {
    const status = TUNNEL_REFUSED.exec(cause instanceof Error ? cause.message : '')?.[1];
    if (status !== undefined) return failed('proxy-refused', { proxy, host, status: Number(status) }, cause);
    if (code === 'UND_ERR_PRX_TLS') return failed('tls-failed', { host: proxy, reason: code }, cause);
    if (ON_THE_WAY.has(code)) return failed('proxy-unreachable', { proxy, reason: code }, cause);
  }
  const tls = TLS_FAILURES[code as keyof typeof TLS_FAILURES];
  if (tls !== undefined) return failed(tls, { host }, cause);
  if (TLS_CODE.test(code)) return failed('tls-failed', { host, reason: code }, cause);
  if (NO_HTTP.test(code)) return failed('broken-answer', { host, reason: 'HTTP' }, cause);
  return failed('unreachable', { host, reason: code }, cause);
}

/** Whether the bytes of an answer are not in the encoding that it names. */
export function isBrokenEncoding(cause: unknown): boolean {
  return /^(?:Z_|ERR_BROTLI|ERR_.*BROTLI|ERR__ERROR)/.test(errorCode(cause));
}

/** The system's or the library's code of an error, looking behind the ones that only wrap another. */
export function errorCode(error: unknown): string {
  for (let at: unknown = error; at instanceof Error; at = at.cause) {
    const code = (at as NodeJS.ErrnoException).code;
    if (typeof code === 'string' && code !== '') return code;
    // A host with several addresses fails with one error for each.
    if (at instanceof AggregateError && at.errors.length > 0) return errorCode(at.errors[0]);
  }
  return error instanceof Error ? error.message : String(error);
}
