import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';

/** An HTTP proxy that makes tunnels (CONNECT, RFC 9110) to one place, whatever host it is asked for. */
export interface ConnectProxy {
  readonly port: number;
  /** What was asked of it: the host and the credentials, as they came. */
  readonly asked: { readonly host: string; readonly authorization: string | null }[];
  /** From now on it refuses with this status. */
  refuse(status: number | null): void;
  close(): Promise<void>;
}

/** @param target port on this machine where every tunnel ends */
export async function startConnectProxy(target: number): Promise<ConnectProxy> {
  const asked: { host: string; authorization: string | null }[] = [];
  const sockets = new Set<Socket>();
  let refusal: number | null = null;
  const server = createServer((_request, response) => response.writeHead(400).end());
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
  });
  server.on('connect', (request, client: Socket) => {
    asked.push({ host: request.url ?? '', authorization: request.headers['proxy-authorization'] ?? null });
    if (refusal !== null) return client.end(`HTTP/1.1 ${refusal} Refused\r\ncontent-length: 0\r\n\r\n`);
    const upstream = connect(target, '127.0.0.1', () => {
      client.write('HTTP/1.1 200 Connected\r\n\r\n');
      upstream.pipe(client).pipe(upstream);
    });
    sockets.add(upstream);
    upstream.on('error', () => client.destroy());
    client.on('error', () => upstream.destroy());
    return undefined;
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    asked,
    refuse: (status) => {
      refusal = status;
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
