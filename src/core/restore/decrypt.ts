import { SalvorError, failed } from '../errors';
import type { EnvelopeHeader, Need, Opening, PayloadId, Secrets, StreamDecipher } from '../formats/format';
import type { GcmMessage } from '../formats/gcm';
import { recognisePayload } from '../formats/payload';
import { HEAD_BYTES, looksKnown, recogniseEnvelope } from '../formats/registry';
import type { JobContext } from './job';
import type { Meter } from './meter';
import type { ByteSource } from './source';
import { type Peeked, type PieceStream, deciphered, peek } from './stream';

/** One envelope around the payload, and the key that opens it. */
export interface Layer {
  readonly header: EnvelopeHeader;
  readonly opening: Opening;
}

/** An archive whose formats are known and whose keys fit: its first plaintext has been seen to be right. */
export interface Decryption {
  /** From the outermost to the innermost; none where the file is a payload itself. */
  readonly layers: readonly Layer[];
  readonly payload: PayloadId;
  /** Sends the whole payload to `take`, in slices that are valid until it has taken them, and checks every layer's authentication at its end. */
  run(take: (slice: Uint8Array) => Promise<void> | void): Promise<void>;
  /** What it takes to read the payload at any position of the archive, unauthenticated; null where a layer cannot. */
  readonly inPlace: readonly GcmMessage[] | null;
  /** After `run`: whether a layer could have been cut at its end without a trace, as TSPB can. */
  endsOpen(): boolean;
}

/** Enough of a body to see 512 bytes of plaintext through base64, a token's header and a length before it. */
export const LOOK_BYTES = 1024;
/** An archive at rest inside another, a compressed dump inside that: more is no backup but a trap. */
const MOST_LAYERS = 4;

/**
 * Reads an archive's beginning, follows its layers, and tells a wrong key from the first piece, before
 * anything else is fetched and before any file is made.
 *
 * @param observe sees every byte of the archive as it comes, for instance to hash it
 * @throws unknown-format, header-cut-short, header-never-ends, too-many-layers; what is needed and not given;
 *   wrong-key, wrong-passphrase, wrong-database-password; and what a format itself refuses
 */
export async function beginDecryption(
  source: ByteSource,
  secrets: Secrets,
  context: JobContext,
  meter: Meter,
  observe: (piece: Uint8Array) => Promise<void> | void,
): Promise<Decryption> {
  const layers: Layer[] = [];
  const deciphers: StreamDecipher[] = [];
  let peeked = await peek(observed(source, context, meter, observe), HEAD_BYTES + LOOK_BYTES);
  for (let envelope = recogniseEnvelope(peeked.head); envelope !== null; envelope = recogniseEnvelope(peeked.head)) {
    if (layers.length === MOST_LAYERS) throw failed('too-many-layers', { limit: MOST_LAYERS });
    const header = envelope.readHeader(peeked.head);
    const { opening, plausible } = await chooseOpening(header, await header.openings(secrets), peeked);
    layers.push({ header, opening });
    const decipher = opening.decipher(plausible);
    deciphers.push(decipher);
    const plain = deciphered(peeked.from(header.headerBytes), header.trailerBytes, decipher);
    peeked = await peek(plain, HEAD_BYTES + LOOK_BYTES);
  }
  const payload = recognisePayload(peeked.head) ?? 'unknown';
  if (payload === 'unknown' && layers.length === 0) throw failed('unknown-format', {});
  const stream = peeked.from(0);
  const messages = layers.map(({ opening }) => opening.inPlace);
  return {
    layers,
    payload,
    inPlace: messages.every((message) => message !== null) ? messages : null,
    endsOpen: () => deciphers.some((decipher) => decipher.endsOpen === true),
    async run(take) {
      for (let slice = await stream.next(); slice !== null; slice = await stream.next()) {
        const taking = take(slice);
        if (taking !== undefined) await taking;
      }
    },
  };
}

/** The source's pieces, counted and shown; a paused job waits here. */
function observed(source: ByteSource, context: JobContext, meter: Meter, observe: (piece: Uint8Array) => Promise<void> | void): PieceStream {
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
 * The first opening whose plaintext begins as something known. Where none does, a tiny archive is settled by
 * its authentication, since all of it is here; of a larger one nothing more is fetched.
 */
async function chooseOpening(header: EnvelopeHeader, openings: readonly Opening[], peeked: Peeked): Promise<{ opening: Opening; plausible: boolean }> {
  const { head, whole } = peeked;
  const bodyHead = head.subarray(header.headerBytes, whole ? head.length - header.trailerBytes : head.length);
  let unseen: Opening | null = null;
  for (const opening of openings) {
    const look = opening.look(bodyHead);
    if (look !== null && look.length > 0 && looksKnown(look)) return { opening, plausible: true };
    if (look === null || look.length === 0 || opening.tellsWrongKey) unseen ??= opening;
  }
  if (whole) {
    for (const opening of openings) {
      if (await isAuthentic(header, opening, bodyHead, head.subarray(head.length - header.trailerBytes))) return { opening, plausible: true };
    }
  }
  // One whose key its own decipher judges, or of which there was nothing to see.
  if (unseen !== null && (openings.length === 1 || unseen.tellsWrongKey)) return { opening: unseen, plausible: bodyHead.length === 0 };
  throw wrongSecret(header.needs, openings);
}

async function isAuthentic(header: EnvelopeHeader, opening: Opening, body: Uint8Array, trailer: Uint8Array): Promise<boolean> {
  if (header.trailerBytes === 0) return false;
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

function wrongSecret(needs: Need, openings: readonly Opening[]): Error {
  if (needs === 'passphrase') return failed('wrong-passphrase', {});
  if (needs === 'database-password') return failed('wrong-database-password', { tried: openings.length });
  return failed('wrong-key', { given: openings[0]?.keyFingerprint ?? null });
}
