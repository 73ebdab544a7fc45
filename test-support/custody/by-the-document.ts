import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';

/**
 * A recovery that was written from docs/escrow-format.md alone, as a stranger would write it without Salvor. It takes
 * nothing from the code of this program, and holds the document to what cards really are.
 */

const ALPHABET = 'QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L';
const GEN = [
  0x19dc500ce73fde210n,
  0x1bfae00def77fe529n,
  0x1fbd920fffe7bee52n,
  0x1739640bdeee3fdadn,
  0x07729a039cfc75f5an,
];
const KINDS = ['', 'site-key', 'passphrase', 'license-key', 'database-password', 'dev-master-key', 'text', 'file'];
const ascii = (text: string) => new TextEncoder().encode(text);
const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
const join = (...parts: Uint8Array[]) => Uint8Array.from(parts.flatMap((part) => [...part]));

export interface ReadCard {
  readonly share: { set: Uint8Array; generation: number; index: number; point: Uint8Array; bytes: Uint8Array };
  readonly sealed: { kind: number; bytes: Uint8Array } | null;
}

export interface StrangersSecret {
  readonly kind: string;
  readonly fingerprint: string;
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** Sections 2, 5 and 6: the symbols of a card, out of its rows or its QR code. */
function symbolsOf(text: string): number[] {
  const plain = text.normalize('NFKC').toUpperCase();
  const qr = plain.lastIndexOf('SALVOR:');
  const body = qr < 0 ? plain : (plain.slice(qr + 7).split(/\n\s*\n/)[0] ?? '');
  const characters = [...body.replaceAll(/[\s.,;:_|/\\*·•\p{Pd}\p{Z}\p{C}]/gu, '')].map(
    (one) => ({ 1: 'L', I: 'L', O: '0', B: '8' })[one] ?? one,
  );
  const symbols = characters.map((one) => ALPHABET.indexOf(one));
  if (symbols.includes(-1)) throw new Error('a character is not of the alphabet');
  if (qr >= 0) return symbols;
  if (symbols.length % 28 !== 0) throw new Error('a row is not whole');
  return Array.from({ length: symbols.length / 28 }, (_, row) => {
    const line = symbols.slice(row * 28, row * 28 + 28);
    const sum = line
      .slice(0, 27)
      .reduce((total, symbol, at) => total ^ times32(symbol, power32(at + 1)), (row + 1) % 32);
    if (sum !== line[27]) throw new Error(`row ${row + 1} is wrong`);
    return line.slice(0, 27);
  }).flat();
}

function times32(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 5; bit++) {
    if ((b >> bit) & 1) product ^= a << bit;
  }
  for (let bit = 8; bit >= 5; bit--) if ((product >> bit) & 1) product ^= 0b101001 << (bit - 5);
  return product;
}

function power32(exponent: number): number {
  let value = 1;
  for (let at = 0; at < exponent; at++) value = times32(value, 2);
  return value;
}

/** Section 3. */
function residue(symbols: readonly number[]): bigint {
  let r = 1n;
  for (const s of symbols) {
    const top = r >> 60n;
    r = ((r & 0x0fffffffffffffffn) << 5n) ^ BigInt(s);
    GEN.forEach((g, bit) => (r = (top >> BigInt(bit)) & 1n ? r ^ g : r));
  }
  return r;
}

function target(words: string): bigint {
  return [...words].reduce((sum, one) => (sum << 5n) | BigInt(ALPHABET.indexOf(one)), 0n);
}

function toBytes(symbols: readonly number[], length: number): Uint8Array {
  const bits = symbols.map((symbol) => symbol.toString(2).padStart(5, '0')).join('');
  if (bits.length < length * 8 || bits.slice(length * 8).includes('1'))
    throw new Error('the bits that fill up are not zero');
  return Uint8Array.from({ length }, (_, at) => Number.parseInt(bits.slice(at * 8, at * 8 + 8), 2));
}

/** Sections 1 and 4. */
export function readCard(text: string): ReadCard {
  const symbols = symbolsOf(text);
  const first = symbols.slice(0, 81);
  if (first.length !== 81 || residue(first) !== target('SALV0RSHARE23')) throw new Error('the share block is wrong');
  const bytes = toBytes(first.slice(0, 68), 42);
  const index = (bytes[1] ?? 0) & 7;
  if (bytes[0] !== 1 || (bytes[1] ?? 0) >> 3 !== 0b01011 || index < 1 || index > 3)
    throw new Error('not a share of version 1');
  const generation = ((bytes[7] ?? 0) << 8) | (bytes[8] ?? 0);
  const point = bytes.slice(9);
  if (generation === 0 || point[32] === 0) throw new Error('a share that must be refused');
  const share = { set: bytes.slice(2, 7), generation, index, point, bytes };
  const rest = symbols.slice(81);
  return { share, sealed: rest.length === 0 ? null : readSealed(rest, share.set, generation) };
}

function readSealed(
  symbols: readonly number[],
  set: Uint8Array,
  generation: number,
): { kind: number; bytes: Uint8Array } {
  const mark = sha256(join(ascii('salvor sealed part 1'), set, Uint8Array.of(generation >> 8, generation & 255)));
  const markBits = Array.from(mark.subarray(0, 3), (byte) => byte.toString(2).padStart(8, '0')).join('');
  const count = Math.ceil(symbols.length / 81);
  const stream = Array.from({ length: count }, (_, at) => {
    const block = symbols.slice(at * 81, at * 81 + 81);
    if (residue(block) !== target('SALV0RSEALED2')) throw new Error('a sealed block is wrong');
    const marked = block
      .slice(2, 6)
      .every((symbol, place) => symbol === Number.parseInt(markBits.slice(place * 5, place * 5 + 5), 2));
    if (block[0] !== at + 1 || block[1] !== count || !marked) throw new Error('a sealed block does not belong here');
    return block.slice(6, -13);
  }).flat();
  const length =
    toBytes(
      stream
        .slice(0, 4)
        .concat([0])
        .map((symbol, at) => (at === 3 ? symbol & 16 : symbol)),
      2,
    )[1] ?? 0;
  const bytes = toBytes(stream, length + 2);
  return { kind: bytes[0] ?? 0, bytes: bytes.slice(2) };
}

/** Section 7. */
export function recoveryKey(one: ReadCard, two: ReadCard): Uint8Array {
  const [a, b] = [one.share, two.share];
  if (hex(a.set) !== hex(b.set) || a.generation !== b.generation) throw new Error('not of the same set and generation');
  const [x1, x2] = [a.point[32] ?? 0, b.point[32] ?? 0];
  if (x1 === x2) throw new Error('the same share twice');
  return Uint8Array.from({ length: 32 }, (_, at) =>
    divide256(times256(a.point[at] ?? 0, x2) ^ times256(b.point[at] ?? 0, x1), x1 ^ x2),
  );
}

function times256(a: number, b: number): number {
  let product = 0;
  for (let bit = 0; bit < 8; bit++) if ((b >> bit) & 1) product ^= a << bit;
  for (let bit = 14; bit >= 8; bit--) if ((product >> bit) & 1) product ^= 0x11b << (bit - 8);
  return product;
}

function divide256(a: number, b: number): number {
  for (let inverse = 1; inverse < 256; inverse++) if (times256(b, inverse) === 1) return times256(a, inverse);
  throw new Error('division by zero');
}

/** Sections 8 to 10: the secrets that two cards and, where they say so, an escrow file give. */
export function recover(one: ReadCard, two: ReadCard, escrowFile: Uint8Array | null): StrangersSecret[] {
  const key = recoveryKey(one, two);
  const { set, generation } = one.share;
  const context = join(set, Uint8Array.of(generation >> 8, generation & 255, 2, 3));
  const sealed = sealedPart(one.sealed ?? two.sealed, escrowFile, context);
  const secrets = sealed[7] ?? 0;
  const header = sealed.slice(0, 8 + 9 * secrets);
  if (header[0] !== 1) throw new Error('another version');
  const prk = extract(sha256, key, ascii('salvor-escrow-v1'));
  const derived = (purpose: string, length: number) => expand(sha256, prk, join(ascii(purpose), context), length);
  const commitment = sealed.slice(header.length, header.length + 32);
  if (hex(commitment) !== hex(derived('commitment', 32))) throw new Error('the commitment is wrong');
  const bundle = xchacha20poly1305(derived('key', 32), derived('nonce', 24), join(context, header)).decrypt(
    sealed.slice(header.length + 32),
  );
  for (const { share } of [one, two])
    if (header[1 + share.index] !== share.point[32]) throw new Error('a card was altered');
  return unpack(bundle, header);
}

function sealedPart(onCard: ReadCard['sealed'], escrowFile: Uint8Array | null, context: Uint8Array): Uint8Array {
  if (onCard === null) throw new Error('neither card has the sealed blocks');
  if (onCard.kind === 1) return onCard.bytes;
  if (escrowFile === null || hex(sha256(escrowFile)) !== hex(onCard.bytes))
    throw new Error('not the escrow file of these cards');
  const start = join(ascii('SALVOR ESCROW\n'), Uint8Array.of(1), context);
  const length = new DataView(escrowFile.buffer, escrowFile.byteOffset).getUint32(start.length);
  if (hex(escrowFile.subarray(0, start.length)) !== hex(start) || escrowFile.length !== start.length + 4 + length)
    throw new Error('not an escrow file');
  return escrowFile.slice(start.length + 4);
}

/** Section 9. */
function unpack(bundle: Uint8Array, header: Uint8Array): StrangersSecret[] {
  let at = 0;
  const byte = () => bundle[at++] ?? 0;
  const varint = () => {
    let value = 0;
    for (let shift = 0; ; shift += 7) {
      const next = byte();
      value += (next & 127) * 2 ** shift;
      if (next < 128) return value;
    }
  };
  const take = (length: number) => bundle.slice(at, (at += length));
  const count = header[7] ?? 0;
  const bodies = Array.from({ length: count }, () => ({ form: byte(), packed: take(varint()) }));
  const labels = Array.from({ length: count }, () => new TextDecoder().decode(take(varint())));
  if (bundle.slice(at).some((rest) => rest !== 0)) throw new Error('something follows');
  return bodies.map(({ form, packed }, place) => {
    const fact = header.slice(8 + 9 * place, 17 + 9 * place);
    const fingerprint = hex(fact.slice(1)).replaceAll(/(.{4})(?=.)/g, '$1:');
    return { kind: KINDS[fact[0] ?? 0] ?? '', fingerprint, label: labels[place] ?? '', bytes: formed(form, packed) };
  });
}

function formed(form: number, packed: Uint8Array): Uint8Array {
  if (form === 0) return packed;
  if (form === 1)
    return ascii(
      `tspsk_${btoa(String.fromCharCode(...packed))
        .replaceAll('+', '-')
        .replaceAll('/', '_')
        .replaceAll('=', '')}`,
    );
  if (form === 2) return ascii(hex(packed));
  if (form === 3) return ascii(hex(packed).toUpperCase());
  throw new Error('another form');
}
