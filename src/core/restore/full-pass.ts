import { join } from 'node:path';
import { openFileAccess, type RandomAccess } from '../disk/random-access';
import { ScratchFile } from '../disk/scratch-file';
import { SalvorError } from '../errors';
import type { EnvelopeHeader, Opening } from '../formats/format';
import { type PieceStream, trailerSplitter } from './stream';

const PIECE = 512 * 1024;

/**
 * Finds which of several keys opens an envelope whose first plaintext tells nothing: all of them decrypt the
 * whole of it at once, and its authentication decides. The plaintext is thrown away.
 *
 * @param body the envelope behind its header, to its end
 * @returns null where none of them does
 */
export async function authenticOpening(
  header: EnvelopeHeader,
  openings: readonly Opening[],
  body: PieceStream,
): Promise<Opening | null> {
  const tried = openings.map((opening) => ({ opening, decipher: opening.decipher(true) }));
  const split = trailerSplitter(header.trailerBytes);
  for (let piece = await body.next(); piece !== null; piece = await body.next()) {
    for (const part of split.push(piece)) for (const { decipher } of tried) await decipher.update(part);
  }
  for (const { opening, decipher } of tried) {
    try {
      await decipher.finish(split.trailer());
      return opening;
    } catch (error) {
      if (!(error instanceof SalvorError)) throw error;
    }
  }
  return null;
}

/** A file's bytes in order, from `from` on. @param passed is called before each piece, and may throw */
export function piecesOf(access: RandomAccess, from: number, passed: () => void): PieceStream {
  const buffer = Buffer.allocUnsafe(PIECE);
  let position = from;
  return {
    async next() {
      passed();
      const got = await access.read(buffer, position);
      position += got;
      return got === 0 ? null : buffer.subarray(0, got);
    },
  };
}

/** What came by once and is needed twice: sealed bytes in a private file, which is removed with its folder. */
export class Spool {
  readonly #file: ScratchFile;

  private constructor(file: ScratchFile) {
    this.#file = file;
  }

  /** @param bytes how long it will be, to say so where the disk is full */
  static async in(folder: string, bytes: number): Promise<Spool> {
    return new Spool(await ScratchFile.create(join(folder, 'sealed'), bytes));
  }

  /** The same stream, written down as it goes by. @throws disk-full, destination-not-writable */
  through(stream: PieceStream): PieceStream {
    return {
      next: async () => {
        const piece = await stream.next();
        if (piece !== null) await this.#file.append(piece);
        return piece;
      },
    };
  }

  /** To be called at the end of the stream: what was written down. */
  async reopened(): Promise<RandomAccess> {
    await this.#file.close();
    return openFileAccess(this.#file.path);
  }
}
