import { type CipherGCM, createCipheriv, randomBytes } from 'node:crypto';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { failed } from '../errors';
import { GCM_NONCE_BYTES, GCM_TAG_BYTES } from './gcm-message';
import { ascii } from './magic';
import type { PrivateKey } from './site-key';

const INFO = ascii('tspro-backup-e2ee-v1');
const KEY_BYTES = 32;

/** The key of one envelope. @throws low-order-ephemeral where the shared secret would be all zero */
export function envelopeKey(privateKey: PrivateKey, ephemeral: Uint8Array): Uint8Array {
  let shared: Uint8Array;
  try {
    // It throws for a point of low order, whose shared secret is zero for every private key.
    shared = x25519.getSharedSecret(privateKey.raw, ephemeral);
  } catch (cause) {
    throw failed('low-order-ephemeral', {}, cause);
  }
  return deriveKey(shared, ephemeral, privateKey.publicRaw);
}

/** A fresh envelope: what its header says, and the cipher of its body. */
export function beginEnvelope(recipient: Uint8Array): { ephemeral: Uint8Array; nonce: Uint8Array; cipher: CipherGCM } {
  const { secretKey, publicKey } = x25519.keygen();
  const nonce = randomBytes(GCM_NONCE_BYTES);
  const key = deriveKey(x25519.getSharedSecret(secretKey, recipient), publicKey, recipient);
  secretKey.fill(0);
  const cipher = createCipheriv('aes-256-gcm', key, nonce, { authTagLength: GCM_TAG_BYTES });
  return { ephemeral: publicKey, nonce, cipher };
}

function deriveKey(shared: Uint8Array, ephemeral: Uint8Array, recipient: Uint8Array): Uint8Array {
  const salt = new Uint8Array(2 * KEY_BYTES);
  salt.set(ephemeral);
  salt.set(recipient, KEY_BYTES);
  return hkdf(sha256, shared, salt, INFO, KEY_BYTES);
}
