import { ed25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { type Share, shareToBytes } from './share';

const SALT = new TextEncoder().encode('salvor-holder-v1');

/**
 * The Ed25519 key that the holder of a share signs with, 32 raw bytes: HKDF-SHA256 of the share's 42 bytes. The
 * register keeps its public half, from which neither the key nor the share can be found. The caller is to wipe it.
 */
export function holderKey(share: Share): Uint8Array {
  const bytes = shareToBytes(share);
  try {
    return hkdf(sha256, bytes, SALT, new Uint8Array(), 32);
  } finally {
    bytes.fill(0);
  }
}

/** The public half, as signatures name it: 32 raw bytes in unpadded base64url. */
export function holderPublicKey(share: Share): string {
  const key = holderKey(share);
  try {
    return Buffer.from(ed25519.getPublicKey(key)).toString('base64url');
  } finally {
    key.fill(0);
  }
}
