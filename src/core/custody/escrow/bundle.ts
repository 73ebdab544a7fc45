import type { SecretKind } from '../model';
import { pack, unpack } from './packing';
import type { EscrowSecret } from './secret';

/**
 * What is sealed, as bytes:
 *
 *     for each secret   form (1) ‖ length (varint) ‖ packed bytes
 *     for each secret   length of its label (varint, 0: the label does not travel) ‖ label in UTF-8
 *     zeros             up to a multiple of 16, wherever a length would tell something about a passphrase
 *
 * Kind and fingerprint are in the header, in clear. A label travels where there is space: always in an escrow file,
 * and on a card where it fits into the 64 bytes with the secrets. Elsewhere the printed card and the register say it,
 * and the secret comes back named by its fingerprint.
 */

/** The block to which a bundle is filled up. */
const BLOCK = 16;
/** What a card carries at most, of secrets in their packed form and of labels beside them. */
export const MOST_CARRIED_BYTES = 64;
/** Each secret costs a card nine bytes in clear; more than these few go into an escrow file. */
export const MOST_CARRIED_SECRETS = 4;

export interface Bundle {
  /** To be overwritten by the caller. */
  readonly bytes: Uint8Array;
  /** Whether it is small enough to travel with every card. */
  readonly carried: boolean;
}

export function encodeBundle(secrets: readonly EscrowSecret[]): Bundle {
  const packed = secrets.map((secret) => pack(secret));
  const labels = secrets.map(({ label }) => new TextEncoder().encode(label));
  const secretBytes = total(packed.map(({ bytes }) => bytes));
  const carried = secretBytes <= MOST_CARRIED_BYTES && secrets.length <= MOST_CARRIED_SECRETS;
  const withLabels = !carried || secretBytes + total(labels) <= MOST_CARRIED_BYTES;

  const pieces: Uint8Array[] = [];
  for (const { form, bytes } of packed) pieces.push(Uint8Array.of(form), varint(bytes.length), bytes);
  for (const label of labels) pieces.push(...(withLabels ? [varint(label.length), label] : [varint(0)]));
  const length = total(pieces);
  const padded = packed.every(({ fixedLength }) => fixedLength) ? length : Math.ceil(length / BLOCK) * BLOCK;
  const bytes = new Uint8Array(padded);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  for (const { bytes: copy } of packed) copy.fill(0);
  return { bytes, carried };
}

/**
 * The secrets again, each with bytes of its own.
 *
 * @param facts kind and fingerprint of each, from the header
 * @returns null where the bundle is none of this form, which authenticated bytes of this version never are
 */
export function decodeBundle(
  bundle: Uint8Array,
  facts: readonly { kind: SecretKind; fingerprint: string }[],
): EscrowSecret[] | null {
  const reader = new Reader(bundle);
  const secrets: Uint8Array[] = [];
  const labels: (string | null)[] = [];
  for (let count = 0; count < facts.length; count += 1) {
    const form = reader.byte();
    const packed = reader.take(reader.varint());
    const bytes = form === null || packed === null ? null : unpack(form, packed);
    if (bytes === null) return null;
    secrets.push(bytes);
  }
  for (let count = 0; count < facts.length; count += 1) {
    const label = reader.take(reader.varint());
    if (label === null) return null;
    labels.push(label.length === 0 ? null : new TextDecoder().decode(label));
  }
  if (!reader.onlyZerosLeft()) return null;
  return facts.map(({ kind, fingerprint }, index) => ({
    kind,
    fingerprint,
    label: labels[index] ?? fingerprint,
    bytes: secrets[index] ?? new Uint8Array(),
  }));
}

/** Seven bits a byte, the lowest first; the high bit says that another byte follows. */
function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  let rest = value;
  for (; rest >= 0x80; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return Uint8Array.of(...bytes, rest);
}

function total(pieces: readonly Uint8Array[]): number {
  return pieces.reduce((sum, { length }) => sum + length, 0);
}

/** Reads from the front; what is not there is null. */
class Reader {
  #at = 0;
  readonly #bytes: Uint8Array;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  byte(): number | null {
    return this.#bytes[this.#at++] ?? null;
  }

  /** At most four bytes of it, which is more than any bundle is long. */
  varint(): number | null {
    let value = 0;
    for (let shift = 0; shift < 28; shift += 7) {
      const byte = this.byte();
      if (byte === null) return null;
      value |= (byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
    return null;
  }

  take(length: number | null): Uint8Array | null {
    if (length === null || this.#at + length > this.#bytes.length) return null;
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  onlyZerosLeft(): boolean {
    return this.#bytes.subarray(this.#at).every((byte) => byte === 0);
  }
}
