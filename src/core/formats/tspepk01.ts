import { createCipheriv, randomBytes } from 'node:crypto';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { failed } from '../errors';
import type { ArchiveFormat } from './format';
import { GCM_NONCE_BYTES, GCM_TAG_BYTES, SLICE, gcmDecipher, gcmRandomAccess } from './gcm';
import type { PrivateKey } from './site-key';

/**
 * The end-to-end envelope of TS Pro Backup:
 *
 *     "TSPEPK01" (8) ‖ ephemeral public key E (32) ‖ nonce (12) ‖ ciphertext ‖ GCM tag (16)
 *
 *     s = X25519(private r, E);  R = public key of r
 *     key = HKDF-SHA256(s, salt = E ‖ R, info = "tspro-backup-e2ee-v1", 32 bytes)
 *
 * One GCM message over the whole file, without associated data.
 */
const MAGIC = new TextEncoder().encode('TSPEPK01');
const INFO = new TextEncoder().encode('tspro-backup-e2ee-v1');
const KEY_BYTES = 32;
const NONCE_AT = MAGIC.length + KEY_BYTES;

export const TSPEPK01_HEADER_BYTES = NONCE_AT + GCM_NONCE_BYTES;

export const tspepk01: ArchiveFormat = {
  id: 'tspepk01',
  needs: 'private-key',
  magic: MAGIC,
  headerBytes: TSPEPK01_HEADER_BYTES,
  trailerBytes: GCM_TAG_BYTES,
  open(header, { privateKey }) {
    if (privateKey === undefined) throw failed('key-needed', {});
    const key = envelopeKey(privateKey, header.slice(MAGIC.length, NONCE_AT));
    const nonce = header.slice(NONCE_AT, TSPEPK01_HEADER_BYTES);
    return {
      keyFingerprint: privateKey.fingerprint,
      plain: false,
      decipher: () => gcmDecipher(key, nonce),
      randomAccess: (file) =>
        gcmRandomAccess(file, key, nonce, TSPEPK01_HEADER_BYTES, Math.max(0, file.size - TSPEPK01_HEADER_BYTES - GCM_TAG_BYTES)),
    };
  },
};

/** The key of one envelope. @throws low-order-ephemeral where the shared secret would be all zero */
function envelopeKey(privateKey: PrivateKey, ephemeral: Uint8Array): Uint8Array {
  let shared: Uint8Array;
  try {
    // It throws for a point of low order, whose shared secret is zero for every private key.
    shared = x25519.getSharedSecret(privateKey.raw, ephemeral);
  } catch (cause) {
    throw failed('low-order-ephemeral', {}, cause);
  }
  return deriveKey(shared, ephemeral, privateKey.publicRaw);
}

function deriveKey(shared: Uint8Array, ephemeral: Uint8Array, recipient: Uint8Array): Uint8Array {
  const salt = new Uint8Array(2 * KEY_BYTES);
  salt.set(ephemeral);
  salt.set(recipient, KEY_BYTES);
  return hkdf(sha256, shared, salt, INFO, KEY_BYTES);
}

/**
 * Seals a stream to a site's public key, as the portal does before it uploads. The practice server makes its
 * archives with it.
 *
 * @param plain pieces of any size
 * @param recipient 32 raw bytes of the public key
 */
export async function* sealTspepk01(plain: AsyncIterable<Uint8Array>, recipient: Uint8Array): AsyncGenerator<Uint8Array> {
  const ephemeral = x25519.keygen();
  const nonce = randomBytes(GCM_NONCE_BYTES);
  const key = deriveKey(x25519.getSharedSecret(ephemeral.secretKey, recipient), ephemeral.publicKey, recipient);
  ephemeral.secretKey.fill(0);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: GCM_TAG_BYTES });
  yield Buffer.concat([MAGIC, ephemeral.publicKey, nonce]);
  for await (const piece of plain) {
    for (let at = 0; at < piece.length; at += SLICE) yield cipher.update(piece.subarray(at, at + SLICE));
  }
  cipher.final();
  yield cipher.getAuthTag();
}

/** Whether an upload is such an envelope, as the server's gate asks. */
export function isTspepk01(head: Uint8Array): boolean {
  return head.length >= MAGIC.length && MAGIC.every((byte, at) => head[at] === byte);
}

