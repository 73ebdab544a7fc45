import { createCipheriv, createDecipheriv } from 'node:crypto';
import { failed } from '../errors';
import type { StreamDecipher } from './format';
import type { RandomAccess } from './random-access';

export const GCM_TAG_BYTES = 16;
export const GCM_NONCE_BYTES = 12;
const BLOCK = 16;

/**
 * AES-256-GCM over one long message, by node:crypto. What `update` gives is not authentic before `finish`
 * has returned.
 */
export function gcmDecipher(key: Uint8Array, nonce: Uint8Array): StreamDecipher {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: GCM_TAG_BYTES });
  return {
    update: (piece) => decipher.update(piece),
    finish(tag) {
      decipher.setAuthTag(tag);
      try {
        decipher.final();
      } catch (cause) {
        throw failed('altered', {}, cause);
      }
    },
  };
}

/**
 * The plaintext of a GCM message at any position, without its authentication. GCM encrypts by counter mode
 * whose first block has the counter 2 after a 96-bit nonce (NIST SP 800-38D, 7.1), so block n has 2 + n.
 *
 * @param bodyOffset where the ciphertext begins in `file`
 * @param size length of the ciphertext, in bytes
 */
export function gcmRandomAccess(
  file: RandomAccess,
  key: Uint8Array,
  nonce: Uint8Array,
  bodyOffset: number,
  size: number,
): RandomAccess {
  return {
    size,
    async read(target, position) {
      const wanted = Math.min(target.length, Math.max(0, size - position));
      if (wanted === 0) return 0;
      const skip = position % BLOCK;
      const got = await file.read(target.subarray(0, wanted), bodyOffset + position);
      const counter = Buffer.alloc(BLOCK);
      counter.set(nonce);
      counter.writeUInt32BE(2 + (position - skip) / BLOCK, GCM_NONCE_BYTES);
      // Counter mode is the same in both directions.
      const stream = createCipheriv('aes-256-ctr', key, counter);
      stream.update(Buffer.alloc(skip));
      // In slices, so that the cipher's own output stays small and is soon free again.
      for (let at = 0; at < got; at += SLICE) {
        const piece = target.subarray(at, Math.min(at + SLICE, got));
        piece.set(stream.update(piece));
      }
      return got;
    },
    close: () => file.close(),
  };
}

/** Each call of a cipher allocates its output: small slices are reused from the cache, a large one is not. */
export const SLICE = 64 * 1024;
