import { pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import type { Dispatcher } from 'undici';
import { failed } from '../../errors';

/** What a proxy may do to an answer although none of it was asked for. */
const DECODERS = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
} as const;

/** The encoding that an answer is in; null where its bytes are the thing itself. */
export function encodingOf({ headers }: Pick<Dispatcher.ResponseData, 'headers'>): string | null {
  const header = headers['content-encoding'];
  const named = (Array.isArray(header) ? header.join(',') : (header ?? '')).trim().toLowerCase();
  return named === '' || named === 'identity' ? null : named;
}

/**
 * The body of an answer as the server meant it.
 *
 * @param size of the thing itself, where it is known: an answer of just that length only says that it is compressed
 * @throws broken-answer for an encoding that is not known. While it is read, an error of zlib (`Z_…`) for a broken one
 */
export function decodedBody(response: Dispatcher.ResponseData, host: string, size: number | null = null): Readable {
  const encoding = encodingOf(response);
  if (encoding === null || (size !== null && Number(response.headers['content-length']) === size)) return response.body;
  const make = DECODERS[encoding as keyof typeof DECODERS];
  if (make === undefined) {
    response.body.on('error', () => {}).destroy();
    throw failed('broken-answer', { host, reason: `Content-Encoding: ${encoding.slice(0, 40)}` });
  }
  // The reader of the decoder sees every error; there is nothing more to be done with it here.
  return pipeline(response.body, make(), () => {});
}
