import { isFailure, type SalvorError } from '../errors';
import type { StreamDecipher } from '../formats/format';

/** Bytes in order, a piece at a time; null at the end. A piece is valid until the call after. */
export interface PieceStream {
  next(): Promise<Uint8Array | null>;
}

export interface Peeked {
  /** The first bytes, as many as were asked for or all of a shorter stream. */
  readonly head: Uint8Array;
  /** Whether the stream ended within what was asked for. */
  readonly whole: boolean;
  /** The stream from byte `at` of it on; to be used once. */
  from(at: number): PieceStream;
}

/**
 * Reads the first bytes of a stream without losing them. Where a short stream turns out to be altered, `from` throws
 * that behind its bytes, as for a long one; every other failure is thrown here.
 */
export async function peek(stream: PieceStream, bytes: number): Promise<Peeked> {
  const pieces: Uint8Array[] = [];
  let have = 0;
  let whole = false;
  let altered: SalvorError | null = null;
  while (have < bytes) {
    const piece = await stream.next().catch((error: unknown) => {
      if (!isFailure(error, 'altered')) throw error;
      altered = error;
      return null;
    });
    if (piece === null) {
      whole = true;
      break;
    }
    pieces.push(Uint8Array.from(piece));
    have += piece.length;
  }
  const gathered = Buffer.concat(pieces);
  return {
    head: gathered.subarray(0, bytes),
    whole,
    from(at) {
      let first: Uint8Array | null = gathered.subarray(at);
      return {
        async next() {
          if (first === null || first.length === 0) {
            if (altered !== null) throw altered;
            return whole ? null : stream.next();
          }
          const piece = first;
          first = null;
          return piece;
        },
      };
    },
  };
}

/** The plaintext of a body, as its decipher gives it. At the end the trailer has been checked, or it throws. */
export function decipherBody(body: PieceStream, trailerBytes: number, decipher: StreamDecipher): PieceStream {
  const split = trailerSplitter(trailerBytes);
  let waiting: Uint8Array[] = [];
  let ready: Uint8Array[] = [];
  let ended = false;
  return {
    async next() {
      while (ready.length === 0) {
        if (ended) return null;
        const part = waiting.shift();
        if (part !== undefined) {
          ready = dropEmpty(await decipher.update(part));
          continue;
        }
        const piece = await body.next();
        if (piece === null) {
          ended = true;
          ready = dropEmpty(await decipher.finish(split.trailer()));
        } else {
          waiting = split.push(piece).flatMap((each) => slices(each, decipher.mostAtOnce ?? each.length));
        }
      }
      return ready.shift() ?? null;
    },
  };
}

function slices(piece: Uint8Array, most: number): Uint8Array[] {
  return piece.length <= most
    ? [piece]
    : Array.from({ length: Math.ceil(piece.length / most) }, (_, index) =>
        piece.subarray(index * most, (index + 1) * most),
      );
}

function dropEmpty(pieces: readonly Uint8Array[]): Uint8Array[] {
  return pieces.filter(({ length }) => length > 0);
}

/** Holds back the last bytes of a stream, wherever its pieces are cut: they are the trailer, not the body. */
export function trailerSplitter(trailerBytes: number) {
  let held = Buffer.alloc(0);
  return {
    push(piece: Uint8Array): Uint8Array[] {
      if (piece.length <= trailerBytes) {
        const all = Buffer.concat([held, piece]);
        held = Buffer.from(all.subarray(Math.max(0, all.length - trailerBytes)));
        return all.length > trailerBytes ? [all.subarray(0, all.length - trailerBytes)] : [];
      }
      const before = held;
      held = Buffer.from(piece.subarray(piece.length - trailerBytes));
      const body = piece.subarray(0, piece.length - trailerBytes);
      return before.length > 0 ? [before, body] : [body];
    },
    trailer: (): Uint8Array => held,
  };
}
