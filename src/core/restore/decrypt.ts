import type { ByteSource } from '../disk/byte-source';
import { freeBytes } from '../disk/disk-trouble';
import type { RandomAccess } from '../disk/random-access';
import { ScratchFolder } from '../disk/scratch-folder';
import { failed, isFailure, SalvorError } from '../errors';
import type { EnvelopeHeader, Need, Opening, PayloadId, Secrets, StreamDecipher } from '../formats/format';
import type { GcmMessage } from '../formats/gcm-message';
import { recognisePayload } from '../formats/payload';
import { type EnvelopeId, HEAD_BYTES, recogniseEnvelope, tellsRightKey } from '../formats/registry';
import { seenOf } from '../formats/seen';
import { boundExpansion } from './bound-expansion';
import { authenticOpening, piecesOf, Spool } from './full-pass';
import type { JobContext } from './job';
import type { Meter } from './meter';
import { decipherBody, type Peeked, type PieceStream, peek } from './stream';

/** One envelope around the payload, and the key that opens it. */
export interface Layer {
  readonly header: EnvelopeHeader<EnvelopeId>;
  readonly opening: Opening;
  /** Whether the key is known to be right; else the authentication tells at the end. */
  readonly certain: boolean;
}

/** An archive whose formats are known, with the keys that open it, judged by its first plaintext. */
export interface Decryption {
  /** From the outermost to the innermost; none where the file is a payload itself. */
  readonly layers: readonly Layer[];
  readonly payload: PayloadId;
  /**
   * Sends the whole payload to `take`, in slices that are valid until it has taken them, and checks every layer's
   * authentication at its end.
   */
  run(take: (slice: Uint8Array) => Promise<void> | void): Promise<void>;
  /** What it takes to read the payload at any position of the archive, unauthenticated; null where a layer cannot. */
  readonly inPlace: readonly GcmMessage[] | null;
  /** Removes what had to be written down to find the right one of several keys; to be called whatever became of it. */
  close(): Promise<void>;
  /** After `run`: whether a layer could have been cut at its end without a trace, as TSPB can. */
  endsOpen(): boolean;
}

/** Enough of a body to see 512 bytes of plaintext through base64, a token's header and a length before it. */
export const BODY_HEAD_BYTES = 1024;
const PEEK_BYTES = HEAD_BYTES + BODY_HEAD_BYTES;
/** An archive at rest inside another, a compressed dump inside that: more is no backup but a trap. */
const MOST_LAYERS = 4;

/**
 * Reads an archive's beginning and opens one envelope after the other. Where the first plaintext is of a known kind,
 * the key is right. Where it is not, one key is taken as it is and the authentication decides at the end of `run`; of
 * several keys the authentication finds the right one here, in a pass over the whole.
 *
 * @param observe sees every byte of the archive as it comes, for instance to hash it
 * @param scratchParent where a scratch folder may be made, if an archive from a server is needed twice; what is packed
 *   may grow to no more than the free space there
 * @throws unknown-format, header-cut-short, header-never-ends, too-many-layers, expands-too-far, expands-beyond-disk;
 *   what is needed and not given; wrong-key, wrong-passphrase, wrong-database-password; and what a format itself
 * refuses
 */
export async function beginDecryption(
  source: ByteSource,
  secrets: Secrets,
  context: JobContext,
  meter: Meter,
  observe: (piece: Uint8Array) => Promise<void> | void,
  scratchParent: string,
): Promise<Decryption> {
  const layers: Layer[] = [];
  const deciphers: StreamDecipher[] = [];
  const scratch = new ScratchFolder(scratchParent);
  const opened: RandomAccess[] = [];
  const close = async () => {
    for (const access of opened.splice(0)) await access.close();
    await scratch.remove();
  };
  /** A stream that can be had again: the archive's own file, or what is written down of it. */
  const twice = async (
    peeked: Peeked,
    headerBytes: number,
  ): Promise<{ body: PieceStream; again: () => Promise<Peeked> }> => {
    const tick = () => {
      context.signal.throwIfAborted();
      meter.tick();
    };
    if (layers.length === 0 && source.access !== undefined) {
      const access = source.access();
      opened.push(access);
      return { body: piecesOf(access, headerBytes, tick), again: async () => peeked };
    }
    const spool = await Spool.in(await scratch.path(), source.size);
    const body = spool.through(peeked.from(0));
    return {
      body: withoutFirst(body, headerBytes),
      async again() {
        const access = await spool.reopened();
        opened.push(access);
        return peek(piecesOf(access, 0, tick), PEEK_BYTES);
      },
    };
  };
  try {
    let peeked = await peek(observePieces(source, context, meter, observe), PEEK_BYTES);
    for (let envelope = recogniseEnvelope(peeked.head); envelope !== null; envelope = recogniseEnvelope(peeked.head)) {
      if (layers.length === MOST_LAYERS) throw failed('too-many-layers', { limit: MOST_LAYERS });
      const header = envelope.readHeader(peeked.head);
      const openings = await header.openings(secrets);
      const seen = await openingSeen(header, openings, peeked);
      let opening = seen ?? (openings.length === 1 ? openings[0] : undefined);
      const certain = seen !== null || openings.length > 1 || header.needs === 'nothing';
      if (opening === undefined) {
        const { body, again } = await twice(peeked, header.headerBytes);
        const found = await authenticOpening(header, openings, body);
        if (found === null) throw wrongSecret(header.needs, openings);
        opening = found;
        peeked = await again();
      }
      layers.push({ header, opening, certain });
      const decipher = opening.decipher(certain);
      deciphers.push(decipher);
      const inside = decipherBody(peeked.from(header.headerBytes), header.trailerBytes, decipher);
      const plain =
        header.expands === true
          ? boundExpansion(inside, source.size, await freeBytes(scratchParent).catch(() => null))
          : inside;
      peeked = await peek(
        certain || opening.tellsWrongKey ? plain : eitherWrongOrAltered(plain, wrongSecret(header.needs, openings)),
        PEEK_BYTES,
      );
    }
    const payload = recognisePayload(peeked.head) ?? 'unknown';
    if (payload === 'unknown' && layers.length === 0) throw failed('unknown-format', { found: seenOf(peeked.head) });
    const stream = peeked.from(0);
    const messages = layers.map(({ opening }) => opening.inPlace);
    return {
      layers,
      payload,
      inPlace: messages.every((message) => message !== null) ? messages : null,
      endsOpen: () => deciphers.some((decipher) => decipher.endsOpen === true),
      close,
      async run(take) {
        for (let slice = await stream.next(); slice !== null; slice = await stream.next()) {
          const taking = take(slice);
          if (taking !== undefined) await taking;
        }
      },
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Where no plaintext has shown that the secret is right, a failed authentication has two possible causes: another
 * secret is needed, or the archive was altered.
 */
function eitherWrongOrAltered(plain: PieceStream, either: Error): PieceStream {
  return {
    async next() {
      try {
        return await plain.next();
      } catch (error) {
        throw isFailure(error, 'altered') ? either : error;
      }
    },
  };
}

function withoutFirst(stream: PieceStream, bytes: number): PieceStream {
  let left = bytes;
  return {
    async next() {
      for (let piece = await stream.next(); piece !== null; piece = await stream.next()) {
        const rest = piece.subarray(left);
        left = Math.max(0, left - piece.length);
        if (rest.length > 0) return rest;
      }
      return null;
    },
  };
}

/** Counts the source's pieces and passes them to `observe`; a paused job waits here. */
function observePieces(
  source: ByteSource,
  context: JobContext,
  meter: Meter,
  observe: (piece: Uint8Array) => Promise<void> | void,
): PieceStream {
  let received = 0;
  return {
    async next() {
      if (context.pause.paused) {
        meter.paused();
        await context.pause.pass(context.signal);
        meter.paused();
      }
      context.signal.throwIfAborted();
      const piece = await source.next();
      if (piece === null) return null;
      const observing = observe(piece);
      if (observing !== undefined) await observing;
      received += piece.length;
      meter.at(received);
      return piece;
    },
  };
}

/**
 * The opening that is known to be right: its plaintext begins as something known, or the whole of a tiny archive is
 * here and authentic. Null where only the rest of the archive can tell.
 */
async function openingSeen(
  header: EnvelopeHeader,
  openings: readonly Opening[],
  peeked: Peeked,
): Promise<Opening | null> {
  const { head, whole } = peeked;
  const bodyHead = head.subarray(header.headerBytes, whole ? head.length - header.trailerBytes : head.length);
  for (const opening of openings) {
    const start = opening.decryptHead(bodyHead);
    if (start !== null && start.length > 0 && tellsRightKey(start)) return opening;
  }
  if (!whole || header.trailerBytes === 0) return null;
  for (const opening of openings) {
    if (await isAuthentic(opening, bodyHead, head.subarray(head.length - header.trailerBytes))) return opening;
  }
  throw wrongSecret(header.needs, openings);
}

async function isAuthentic(opening: Opening, body: Uint8Array, trailer: Uint8Array): Promise<boolean> {
  try {
    const decipher = opening.decipher(true);
    await decipher.update(body);
    await decipher.finish(trailer);
    return true;
  } catch (error) {
    if (error instanceof SalvorError) return false;
    throw error;
  }
}

/** Said of a secret that did not open an archive; it may also be that the archive was altered. */
export function wrongSecret(needs: Need, openings: readonly Opening[]): Error {
  if (needs === 'passphrase') return failed('wrong-passphrase', {});
  if (needs === 'database-password' || needs === 'database-password-or-license-key')
    return failed('wrong-database-password', { tried: openings.length });
  return failed('wrong-key', { given: openings[0]?.keyFingerprint ?? null });
}
