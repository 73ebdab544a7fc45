import { randomBytes } from 'node:crypto';
import { open } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from './answer';
import { wantedRange } from './range';
import { AT_REST_HEADER_BYTES, openAtRest } from './store/at-rest';
import type { Row } from './store/state';

/** Large reads keep up with a loopback connection; the stream holds one or two of them. */
const READ_BYTES = 512 * 1024;

/**
 * Sends the exact bytes that were uploaded, whole or one range of them.
 *
 * The entity tag names the bytes. Where they are encrypted at rest the original server decrypts into a fresh
 * temporary file for each request, so tag and date are of that request and `If-Range` with an earlier tag gets
 * the whole; here the bytes are decrypted as they are sent, and the tag is as fresh.
 */
export async function sendDownload(
  request: IncomingMessage,
  response: ServerResponse,
  row: Row,
  path: string,
  atRestKey: Buffer,
): Promise<void> {
  const etag = `"${row.encrypted_at_rest ? randomBytes(16).toString('hex') : row.sha256.slice(0, 32)}"`;
  const modified = (row.encrypted_at_rest ? new Date() : new Date(row.created_at)).toUTCString();

  const ifRange = request.headers['if-range'];
  const sameBytes = ifRange === undefined || ifRange === etag || ifRange === modified;
  const wanted = wantedRange(sameBytes ? request.headers.range : undefined, row.size);
  if (wanted === 'unsatisfiable') {
    throw new Refusal(416, 'requested range not satisfiable', { 'Content-Range': `bytes */${row.size}` });
  }

  const { start, end } = wanted === 'whole' ? { start: 0, end: row.size - 1 } : wanted;
  const file = await open(path, 'r').catch(() => null);
  if (file === null) throw new Refusal(404, 'not found');
  try {
    response.writeHead(wanted === 'whole' ? 200 : 206, {
      'Content-Type': 'application/octet-stream',
      'Content-Disposition': `attachment; filename=${row.name}`,
      'Content-Length': end - start + 1,
      'Accept-Ranges': 'bytes',
      ETag: etag,
      'Last-Modified': modified,
      ...(wanted === 'whole' ? {} : { 'Content-Range': `bytes ${start}-${end}/${row.size}` }),
    });
    if (request.method === 'HEAD' || end < start) {
      response.end();
      return;
    }
    const before = row.encrypted_at_rest ? AT_REST_HEADER_BYTES : 0;
    const stored = file.createReadStream({
      autoClose: false,
      start: before + start,
      end: before + end,
      highWaterMark: READ_BYTES,
    });
    if (!row.encrypted_at_rest) return await pipeline(stored, response);

    const header = Buffer.alloc(AT_REST_HEADER_BYTES);
    await file.read(header, 0, header.length, 0);
    const decipher = openAtRest(atRestKey, header, start);
    const decrypt = new Transform({
      transform: (piece: Buffer, _encoding, done) => done(null, decipher.update(piece)),
    });
    await pipeline(stored, decrypt, response);
  } finally {
    await file.close();
  }
}
