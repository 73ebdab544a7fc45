import { rootCertificates } from 'node:tls';
import type { Agent, Dispatcher, EnvHttpProxyAgent } from 'undici';
import { isLoopback } from './address';
import { namedProxy } from './proxy';

const CONNECT_MS = 15_000;
/** A server that encrypts at rest makes the whole plain file before it answers a download. */
const HEADERS_MS = 180_000;

/** The sockets to one server. */
export interface Connection {
  readonly dispatcher: Agent | EnvHttpProxyAgent;
  readonly request: typeof import('undici')['request'];
  /** Host and port of the proxy that the last request went through; null where it went straight to the server. */
  proxy(): string | null;
}

/**
 * Makes ready to connect; nothing is sent yet. The library is read here, when the first call is made: it would be a
 * third of the start of a command that makes none.
 *
 * Certificates are always checked, whatever NODE_TLS_REJECT_UNAUTHORIZED says. A server on this machine is reached
 * straight.
 *
 * @param authorities to trust besides the known ones, as PEM
 * @param stallMs after how many milliseconds without a byte a body counts as lost
 * @throws proxy-malformed
 */
export async function openConnection(
  { protocol, hostname }: URL,
  authorities: readonly string[],
  stallMs: number,
): Promise<Connection> {
  const named = isLoopback(hostname) ? null : namedProxy(protocol);
  const { Agent, EnvHttpProxyAgent, Pool, request } = await import('undici');
  const ca = authorities.length > 0 ? { ca: [...rootCertificates, ...authorities] } : {};
  const connect = { timeout: CONNECT_MS, rejectUnauthorized: true, ...ca };
  const options = { connect, headersTimeout: HEADERS_MS, bodyTimeout: stallMs, connections: 4 };
  if (named === null) return { dispatcher: new Agent(options), request, proxy: () => null };

  let used = false;
  const factory = (origin: string | URL, how: object): Dispatcher => {
    // To a proxied server the library connects by a function of its own, the tunnel.
    used = 'connect' in how && typeof how.connect === 'function';
    return new Pool(origin, how);
  };
  const { uri, except, shown } = named;
  const dispatcher = new EnvHttpProxyAgent({
    ...options,
    factory,
    requestTls: connect,
    proxyTls: connect,
    httpProxy: uri,
    httpsProxy: uri,
    noProxy: except,
  });
  return { dispatcher, request, proxy: () => (used ? shown : null) };
}
