import { ed25519 } from '@noble/curves/ed25519.js';
import { fingerprintOf } from '../formats/site-key';
import { canonicalJson } from './canonical-json';
import type { Signature } from './model';

/**
 * Signs a value as canonical JSON.
 *
 * @param purpose goes in front of what is signed: a signature for one purpose never passes for another's
 * @param secretKey 32 raw bytes of the installation's Ed25519 key
 */
export function signValue(purpose: string, value: unknown, secretKey: Uint8Array): Signature {
  return {
    algorithm: 'Ed25519',
    publicKey: base64url(ed25519.getPublicKey(secretKey)),
    value: base64url(ed25519.sign(signedBytes(purpose, value), secretKey)),
  };
}

/** Whether this signature was made over exactly this value, for this purpose, by the key that it names. */
export function isSigned(purpose: string, value: unknown, signature: Signature): boolean {
  try {
    // Strict, as in RFC 8032: no signature has a second form, and no key of low order passes.
    return ed25519.verify(raw(signature.value), signedBytes(purpose, value), raw(signature.publicKey), {
      zip215: false,
    });
  } catch {
    return false;
  }
}

/** Of the signer's public key, in groups of four: readers compare it with what they know. */
export function signerOf(signature: Signature): string {
  return fingerprintOf(raw(signature.publicKey));
}

function signedBytes(purpose: string, value: unknown): Uint8Array {
  return new TextEncoder().encode(`${purpose}\n${canonicalJson(value)}`);
}

function raw(text: string): Uint8Array {
  return Uint8Array.from(Buffer.from(text, 'base64url'));
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
