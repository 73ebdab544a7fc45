import { failed } from '../errors';
import type { ArchiveFormat, OpenedArchive, Secrets } from '../formats/format';
import { SLICE } from '../formats/gcm';
import { HEAD_BYTES, recognise } from '../formats/registry';
import { beginsAsZip } from '../formats/zip';
import type { JobContext } from './job';
import type { Meter } from './meter';
import type { ByteSource } from './source';

/** An archive whose format is known and whose key fits: its first plaintext has been seen to be right. */
export interface Decryption {
  readonly format: ArchiveFormat;
  readonly archive: OpenedArchive;
  /** Sends the whole plaintext to `take`, in slices, and checks the trailer at the end. */
  run(take: (slice: Uint8Array) => Promise<void> | void): Promise<void>;
}

/** The start of the plaintext that must look like a known archive, or the key is wrong. */
const LOOK_BYTES = 64;

/**
 * Reads an archive's beginning, recognises it, and tells a wrong key from the first piece, before anything
 * else is fetched and before any file is made.
 *
 * @param observe sees every byte of the archive as it comes, for instance to hash it
 * @throws unknown-format, header-cut-short, key-needed, wrong-key, and what the format itself refuses
 */
export async function beginDecryption(
  source: ByteSource,
  secrets: Secrets,
  context: JobContext,
  meter: Meter,
  observe: (piece: Uint8Array) => void,
): Promise<Decryption> {
  let received = 0;
  const nextPiece = async (): Promise<Uint8Array | null> => {
    if (context.pause.paused) {
      meter.paused();
      await context.pause.pass(context.signal);
      meter.paused();
    }
    context.signal.throwIfAborted();
    const piece = await source.next();
    if (piece === null) return null;
    observe(piece);
    received += piece.length;
    meter.at(received);
    return piece;
  };

  const head = await gather(nextPiece, HEAD_BYTES + LOOK_BYTES);
  const format = recognise(head);
  const { headerBytes, trailerBytes } = format;
  const archive = format.open(head.subarray(0, headerBytes), secrets);
  const decipher = archive.decipher();
  const split = trailerSplitter(trailerBytes);
  const firstBodies = split.push(head.subarray(headerBytes));
  const first = firstBodies.map((body) => decipher.update(body));
  const look = Buffer.concat(first).subarray(0, LOOK_BYTES);
  const whole = head.length >= source.size;
  const suspicious = !archive.plain && look.length > 0 && !beginsAsZip(look);
  // A tiny archive is all here already, so that its tag decides below; else what follows is not fetched.
  if (suspicious && !whole) throw wrongKey(archive);

  return {
    format,
    archive,
    async run(take) {
      for (const slice of first) await take(slice);
      for (let piece = await nextPiece(); piece !== null; piece = await nextPiece()) {
        for (const body of split.push(piece)) {
          for (let at = 0; at < body.length; at += SLICE) await take(decipher.update(body.subarray(at, at + SLICE)));
        }
      }
      try {
        decipher.finish(split.trailer());
      } catch (cause) {
        throw suspicious ? wrongKey(archive) : cause;
      }
    },
  };
}

function wrongKey(archive: OpenedArchive): Error {
  return failed('wrong-key', { given: archive.keyFingerprint });
}

/** The first `bytes` bytes or a little more, or all of a shorter source, as a buffer of their own. */
async function gather(next: () => Promise<Uint8Array | null>, bytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let have = 0;
  while (have < bytes) {
    const piece = await next();
    if (piece === null) break;
    pieces.push(Buffer.from(piece));
    have += piece.length;
  }
  return Buffer.concat(pieces);
}

/** Holds back the last bytes of a stream, wherever its pieces are cut: they are the trailer, not the body. */
function trailerSplitter(trailerBytes: number) {
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
