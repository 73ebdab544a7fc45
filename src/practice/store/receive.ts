import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { sealAtRest } from './at-rest';

/** Long enough for every magic that the gate looks for. */
const HEAD_BYTES = 64;
const WRITE_BUFFER = 4 * 1024 * 1024;

/** What is known of bytes that were taken in. */
export interface Received {
  readonly path: string;
  /** Bytes that came, and bytes that they take on the disk. */
  readonly size: number;
  readonly storedSize: number;
  readonly sha256: string;
  readonly head: Buffer;
  /** More came than allowed; the file at `path` is then incomplete. */
  readonly overLimit: boolean;
}

/**
 * Writes a stream into a new file, hashing it on the way. Bytes beyond `limit` are read and dropped, so that
 * the sender can finish and hear why. With a key the file is encrypted at rest.
 */
export async function receive(
  source: AsyncIterable<Uint8Array>,
  path: string,
  options: { limit: number; atRest: Buffer | null },
): Promise<Received> {
  const hash = createHash('sha256');
  const seal = options.atRest === null ? null : sealAtRest(options.atRest);
  let size = 0;
  let head = Buffer.alloc(0);

  const intake = new Transform({
    transform(piece: Buffer, _encoding, done) {
      size += piece.length;
      if (size > options.limit) return done();
      if (head.length < HEAD_BYTES) head = Buffer.concat([head, piece.subarray(0, HEAD_BYTES - head.length)]);
      hash.update(piece);
      done(null, seal === null ? piece : seal.cipher.update(piece));
    },
  });
  if (seal !== null) intake.push(seal.header);
  await pipeline(source, intake, createWriteStream(path, { flags: 'wx', mode: 0o600, highWaterMark: WRITE_BUFFER }));

  return {
    path,
    size,
    storedSize: size + (seal === null ? 0 : seal.header.length),
    sha256: hash.digest('hex'),
    head,
    overLimit: size > options.limit,
  };
}
