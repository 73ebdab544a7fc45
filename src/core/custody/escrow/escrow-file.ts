import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes } from '@noble/hashes/utils.js';
import { failed } from '../../errors';
import { SET_LENGTH } from '../share/share';
import { COUNT, THRESHOLD } from './key-shares';
import type { SetContext } from './seal';
import { SEALED_VERSION } from './sealed-header';

/**
 * The file beside the cards, where the secrets are too large for a card:
 *
 *     "SALVOR ESCROW" and a line feed (14) ‖ version (1) ‖ set (5) ‖ generation (2) ‖ threshold (1) ‖ count (1)
 *     ‖ length of the sealed part (4) ‖ sealed part
 *
 * Numbers are big-endian. Each card carries the SHA-256 of the whole file. It opens with two shares only, and may lie
 * wherever it will be found: with every custodian, and with the backups.
 */
const MAGIC = new TextEncoder().encode('SALVOR ESCROW\n');
const AT_VERSION = MAGIC.length;
const AT_SET = AT_VERSION + 1;
const AT_GENERATION = AT_SET + SET_LENGTH;
const AT_LENGTH = AT_GENERATION + 4;
const HEADER_LENGTH = AT_LENGTH + 4;

export interface EscrowFile {
  readonly context: SetContext;
  readonly sealed: Uint8Array;
}

export function encodeEscrowFile({ context, sealed }: EscrowFile): Uint8Array {
  const header = new Uint8Array(HEADER_LENGTH);
  header.set(MAGIC);
  header[AT_VERSION] = SEALED_VERSION;
  header.set(context.set, AT_SET);
  const numbers = new DataView(header.buffer);
  numbers.setUint16(AT_GENERATION, context.generation);
  numbers.setUint8(AT_GENERATION + 2, context.threshold);
  numbers.setUint8(AT_GENERATION + 3, context.count);
  numbers.setUint32(AT_LENGTH, sealed.length);
  return concatBytes(header, sealed);
}

/** @throws escrow-file-unreadable, escrow-version-unknown, escrow-file-cut-short, escrow-file-altered */
export function decodeEscrowFile(file: Uint8Array): EscrowFile {
  const begins = MAGIC.every((byte, index) => index >= file.length || file[index] === byte);
  if (file.length === 0 || !begins) throw failed('escrow-file-unreadable', {});
  if (file.length < HEADER_LENGTH) throw failed('escrow-file-cut-short', { have: file.length, need: null });
  const version = file[AT_VERSION] ?? 0;
  if (version !== SEALED_VERSION) throw failed('escrow-version-unknown', { version });
  const numbers = new DataView(file.buffer, file.byteOffset, file.byteLength);
  const need = HEADER_LENGTH + numbers.getUint32(AT_LENGTH);
  if (file.length < need) throw failed('escrow-file-cut-short', { have: file.length, need });
  const threshold = numbers.getUint8(AT_GENERATION + 2);
  const count = numbers.getUint8(AT_GENERATION + 3);
  if (file.length > need || threshold !== THRESHOLD || count !== COUNT) throw failed('escrow-file-altered', {});
  return {
    context: { set: file.slice(AT_SET, AT_GENERATION), generation: numbers.getUint16(AT_GENERATION), threshold, count },
    sealed: file.slice(HEADER_LENGTH),
  };
}

/** What every card carries of the file. */
export function escrowFileHash(file: Uint8Array): Uint8Array {
  return sha256(file);
}
