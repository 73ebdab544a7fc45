import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';

/** A listener that notes every byte that reaches it, and answers nothing. */
export interface SilentServer {
  /** Address of an API that it would be. */
  readonly url: string;
  /** What has reached it; `connections` counts also those without a byte. */
  readonly received: { connections: number; bytes: string };
  close(): Promise<void>;
}

export async function startSilentServer(): Promise<SilentServer> {
  const received = { connections: 0, bytes: '' };
  const server = createServer((socket) => {
    received.connections += 1;
    socket.on('data', (bytes) => (received.bytes += bytes.toString('latin1')));
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/v1`,
    received,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
