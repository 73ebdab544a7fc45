import type { ServerResponse } from 'node:http';

/** An answer other than success, thrown from wherever it is found out. Its sentence goes to the client as it is. */
export class Refusal extends Error {
  readonly status: number;
  readonly headers: Record<string, string>;

  constructor(status: number, message: string, headers: Record<string, string> = {}) {
    super(message);
    this.name = 'Refusal';
    this.status = status;
    this.headers = headers;
  }
}

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string> = {},
): void {
  const text = Buffer.from(`${JSON.stringify(body)}\n`);
  response.writeHead(status, { ...headers, 'Content-Type': 'application/json', 'Content-Length': text.length });
  response.end(response.req.method === 'HEAD' ? undefined : text);
}

export function sendRefusal(response: ServerResponse, { status, message, headers }: Refusal): void {
  sendJson(response, status, { ok: false, error: message }, headers);
}
