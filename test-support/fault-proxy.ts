import { randomUUID } from 'node:crypto';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type OutgoingHttpHeaders,
  type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';
import type { ServerCertificate } from './certificates';
import { type Fault, type Injection, isDownload, type SeenRequest } from './faults';

export interface FaultProxy {
  /** `http://127.0.0.1:PORT`, or `https://…` where a certificate is given. */
  readonly origin: string;
  /** The target's address, through the proxy; of a whole URL the path is taken. */
  url(path: string): string;
  /** From now on this goes wrong, and nothing else. */
  setFault(fault: Fault | null): void;
  /** Faults that really happened, in order. */
  readonly log: readonly Injection[];
  /** Every request that came. */
  readonly requests: readonly SeenRequest[];
  /** Requests that followed a redirect to the other server. */
  readonly elsewhere: readonly SeenRequest[];
  close(): Promise<void>;
}

/**
 * Puts a real HTTP proxy in front of a server. It passes everything on, and what is asked of it wrongly.
 *
 * @param target origin or any URL of the server
 * @param options.certificate speak TLS to the client, with this certificate
 */
export async function startFaultProxy(
  target: string,
  options: { certificate?: ServerCertificate } = {},
): Promise<FaultProxy> {
  const { origin: targetOrigin } = new URL(target);
  const log: Injection[] = [];
  const requests: SeenRequest[] = [];
  const elsewhere: SeenRequest[] = [];
  let fault: Fault | null = null;
  let used = 0;

  const other = createServer((request, response) => {
    elsewhere.push(seen(request));
    response.end('{"ok": true}');
  });
  const otherOrigin = `http://127.0.0.1:${await listen(other)}`;

  const handle = (incoming: IncomingMessage, response: ServerResponse) => {
    const request = seen(incoming);
    requests.push(request);
    const befalls =
      fault !== null && used < (fault.times ?? Number.POSITIVE_INFINITY) && (fault.on ?? isDownload)(request);
    const its = befalls ? fault : null;
    if (befalls) used += 1;
    const exchange = new Exchange(targetOrigin, otherOrigin, incoming, response, its, (afterBytes) => {
      if (its !== null) log.push({ kind: its.kind, request, afterBytes });
    });
    exchange.run().catch(() => response.destroy());
  };
  const { certificate } = options;
  const server =
    certificate === undefined
      ? createServer(handle)
      : createTlsServer({ cert: certificate.cert, key: certificate.key }, handle);
  const port = await listen(server);
  const origin = `${certificate === undefined ? 'http' : 'https'}://127.0.0.1:${port}`;

  return {
    origin,
    url: (path) => `${origin}${path.startsWith('/') ? path : new URL(path).pathname}`,
    setFault: (next) => {
      fault = next;
      used = 0;
    },
    log,
    requests,
    elsewhere,
    close: async () => {
      for (const each of [server, other]) {
        each.closeAllConnections();
        await new Promise<void>((resolve) => each.close(() => resolve()));
      }
    },
  };
}

/** One request on its way through, and the fault that befalls its answer. */
class Exchange {
  readonly #target: string;
  readonly #other: string;
  readonly #incoming: IncomingMessage;
  readonly #response: ServerResponse;
  readonly #fault: Fault | null;
  readonly #happened: (afterBytes: number | null) => void;

  constructor(
    target: string,
    other: string,
    incoming: IncomingMessage,
    response: ServerResponse,
    fault: Fault | null,
    happened: (afterBytes: number | null) => void,
  ) {
    this.#target = target;
    this.#other = other;
    this.#incoming = incoming;
    this.#response = response;
    this.#fault = fault;
    this.#happened = happened;
  }

  async run(): Promise<void> {
    if (this.#answersAlone()) return;
    const upstream = await this.#forward();
    this.#response.once('close', () => upstream.destroy());
    if (this.#fault?.kind === 'rewrite') return this.#rewrite(upstream, this.#fault.rewrite);
    this.#response.writeHead(upstream.statusCode ?? 502, this.#headers(upstream)).flushHeaders();
    await this.#body(upstream);
  }

  /** Faults that need nothing of the server behind. */
  #answersAlone(): boolean {
    const fault = this.#fault;
    if (fault?.kind === 'status') {
      const body = fault.body ?? `{"ok": false, "error": "status ${fault.status}"}`;
      const retry = fault.retryAfter === undefined ? {} : { 'Retry-After': fault.retryAfter };
      this.#response.writeHead(fault.status, { 'Content-Type': 'application/json', ...retry }).end(body);
    } else if (fault?.kind === 'replace') {
      this.#response.writeHead(fault.status ?? 200, { 'Content-Type': fault.contentType }).end(fault.body);
    } else if (fault?.kind === 'redirect') {
      const location = fault.location ?? `${this.#other}${this.#incoming.url}`;
      this.#response.writeHead(fault.status, { Location: location }).end();
    } else {
      return false;
    }
    this.#incoming.resume();
    this.#happened(null);
    return true;
  }

  #forward(): Promise<IncomingMessage> {
    const headers: OutgoingHttpHeaders = { ...this.#incoming.headers, host: new URL(this.#target).host };
    if (this.#fault?.kind === 'ignore-range') {
      if (headers['range'] !== undefined) this.#happened(null);
      delete headers['range'];
    }
    return new Promise((resolve, reject) => {
      const { method, url } = this.#incoming;
      const outgoing = httpRequest(`${this.#target}${url}`, { method, headers, agent: false }, resolve);
      outgoing.once('error', reject);
      this.#incoming.pipe(outgoing);
    });
  }

  async #rewrite(upstream: IncomingMessage, rewrite: (json: never) => unknown): Promise<void> {
    const text = Buffer.concat(await upstream.toArray()).toString();
    const body = Buffer.from(JSON.stringify(rewrite(JSON.parse(text) as never)));
    this.#response.writeHead(upstream.statusCode ?? 502, { ...upstream.headers, 'content-length': body.length });
    this.#response.end(body);
    this.#happened(null);
  }

  #headers(upstream: IncomingMessage): OutgoingHttpHeaders {
    const headers: OutgoingHttpHeaders = { ...upstream.headers };
    const fault = this.#fault;
    const length = Number(upstream.headers['content-length']);
    if (fault?.kind === 'announce' || fault?.kind === 'append' || fault?.kind === 'drop') {
      const by = fault.kind === 'announce' ? fault.by : fault.kind === 'append' ? fault.bytes : -fault.bytes;
      headers['content-length'] = length + by;
      // After a wrong length the start of the next answer is unknown.
      if (fault.kind === 'announce') headers['connection'] = 'close';
    }
    if (fault?.kind === 'content-range' && headers['content-range'] !== undefined) {
      headers['content-range'] = fault.value;
      this.#happened(null);
    }
    if (fault?.kind === 'fresh-etag') {
      headers['etag'] = `"${randomUUID()}"`;
      this.#happened(null);
    }
    return headers;
  }

  async #body(upstream: IncomingMessage): Promise<void> {
    const fault = this.#fault;
    const length = Number(upstream.headers['content-length']);
    const start = Number(/^bytes (\d+)-/.exec(String(upstream.headers['content-range']))?.[1] ?? 0);
    const last = fault?.kind === 'drop' ? Math.max(0, length - fault.bytes) : Number.POSITIVE_INFINITY;
    let sent = 0;

    for await (const chunk of upstream as AsyncIterable<Buffer>) {
      let piece = chunk.subarray(0, Math.max(0, last - sent));
      if (fault?.kind === 'cut' || fault?.kind === 'stall') piece = chunk.subarray(0, fault.afterBytes - sent);
      if (fault?.kind === 'flip') this.#flip(piece, fault.offset - start - sent, sent);
      if (fault?.kind === 'trickle' && sent === 0) this.#happened(0);
      if (fault?.kind === 'trickle') await this.#trickle(piece, fault.bytes, fault.everyMs);
      else await this.#write(piece);
      sent += piece.length;

      if ((fault?.kind === 'cut' || fault?.kind === 'stall') && sent === fault.afterBytes) {
        this.#happened(sent);
        if (fault.kind === 'cut') await this.#hangUp(fault.how);
        // A stalled answer is left as it is until one of the two ends closes it.
        else await new Promise((resolve) => this.#response.once('close', resolve));
        return;
      }
    }
    if (fault?.kind === 'append') await this.#write(Buffer.alloc(fault.bytes, 0xa5));
    if (fault?.kind === 'append' || fault?.kind === 'drop' || fault?.kind === 'announce') this.#happened(sent);
    // Fewer bytes than announced: only the end of the connection ends the answer.
    if (fault?.kind === 'announce' && fault.by > 0) await this.#hangUp('end');
    else this.#response.end();
  }

  #flip(piece: Buffer, at: number, sent: number): void {
    const byte = piece[at];
    if (byte === undefined) return;
    piece[at] = byte ^ 0xff;
    this.#happened(sent + at);
  }

  async #trickle(piece: Buffer, bytes: number, everyMs: number): Promise<void> {
    for (let at = 0; at < piece.length && !this.#response.destroyed; at += bytes) {
      await this.#write(piece.subarray(at, at + bytes));
      await wait(everyMs);
    }
  }

  /** Resolves when the bytes have left this process; rejects when the client is gone. */
  #write(piece: Buffer): Promise<void> {
    if (piece.length === 0) return Promise.resolve();
    return new Promise((resolve, reject) => {
      this.#response.write(piece, (error) => (error ? reject(error) : resolve()));
    });
  }

  /**
   * Ends the connection. A reset that comes while the client has not read everything looks like a plain end to
   * it, on Linux at least, so the client is given a moment first. Within TLS Node cannot reset a connection: it
   * then ends without TLS's own farewell.
   */
  async #hangUp(how: 'reset' | 'end'): Promise<void> {
    const { socket } = this.#response;
    if (how === 'end') {
      socket?.end();
      return;
    }
    await wait(250);
    if (socket instanceof TLSSocket) socket.destroy();
    else socket?.resetAndDestroy();
  }
}

function seen(request: IncomingMessage): SeenRequest {
  const { headers, method = '', url: path = '' } = request;
  return {
    method,
    path,
    range: headers.range ?? null,
    ifRange: headers['if-range']?.toString() ?? null,
    authorization: headers.authorization ?? null,
  };
}

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  return (server.address() as AddressInfo).port;
}
