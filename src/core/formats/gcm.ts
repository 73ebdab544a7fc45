import { createCipheriv, createDecipheriv } from 'node:crypto';
import type { RandomAccess } from '../disk/random-access';
import { failed } from '../errors';
import type { Opening, StreamDecipher } from './format';
import { GCM_NONCE_BYTES, GCM_TAG_BYTES, type GcmMessage } from './gcm-message';
import { release } from './release';

const BLOCK = 16;

/**
 * Each call of a cipher allocates its output: a small one is still in the processor's cache when it is copied from
 * there.
 */
export const SLICE = 64 * 1024;

/** A key that may open such a message. */
export function gcmOpening(
  message: GcmMessage,
  names: { keyFingerprint: string | null; derivation: string | null },
): Opening {
  const { key, nonce } = message;
  return {
    ...names,
    decryptHead: (bodyHead) => counterMode(key, nonce, 0).update(bodyHead),
    // GCM decides only at its end, where a wrong key and an altered byte look alike.
    tellsWrongKey: false,
    decipher: () => gcmDecipher(key, nonce),
    inPlace: message,
    reseal: () => {
      const stream = counterMode(key, nonce, 0);
      return (bytes) => passThrough(stream, bytes, bytes);
    },
  };
}

/** AES-256-GCM over one long message, by node:crypto. Nothing of it is authentic before `finish` has returned. */
function gcmDecipher(key: Uint8Array, nonce: Uint8Array): StreamDecipher {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: GCM_TAG_BYTES });
  let plain: Uint8Array = new Uint8Array();
  return {
    update(piece) {
      if (plain.length < piece.length) plain = Buffer.allocUnsafeSlow(piece.length);
      passThrough(decipher, piece, plain);
      return [plain.subarray(0, piece.length)];
    },
    finish(tag) {
      decipher.setAuthTag(tag);
      try {
        decipher.final();
      } catch (cause) {
        throw failed('altered', {}, cause);
      }
      return [];
    },
  };
}

/** The plaintext of a GCM message in `file` at any position, without its authentication. */
export function openInPlace(message: GcmMessage, file: RandomAccess): RandomAccess {
  const size = Math.max(0, file.size - message.headerBytes - GCM_TAG_BYTES);
  return {
    size,
    async read(target, position) {
      const wanted = Math.min(target.length, Math.max(0, size - position));
      if (wanted === 0) return 0;
      const got = await file.read(target.subarray(0, wanted), message.headerBytes + position);
      const skip = position % BLOCK;
      const stream = counterMode(message.key, message.nonce, (position - skip) / BLOCK);
      stream.update(Buffer.alloc(skip));
      const piece = target.subarray(0, got);
      passThrough(stream, piece, piece);
      return got;
    },
    close: () => file.close(),
  };
}

/** Runs a cipher over `from` into `to`, which may be the same memory; no output of the cipher's own outlives it. */
function passThrough(cipher: { update(bytes: Uint8Array): Uint8Array }, from: Uint8Array, to: Uint8Array): void {
  for (let at = 0; at < from.length; at += SLICE) {
    const slice = cipher.update(from.subarray(at, at + SLICE));
    to.set(slice, at);
    release(slice);
  }
}

/**
 * The key stream of a GCM message from one of its blocks on. GCM encrypts by counter mode whose first block
 * has the counter 2 after a 96-bit nonce (NIST SP 800-38D, 7.1), so block n has 2 + n. Counter mode is the
 * same in both directions.
 */
function counterMode(key: Uint8Array, nonce: Uint8Array, block: number) {
  const counter = Buffer.alloc(BLOCK);
  counter.set(nonce);
  counter.writeUInt32BE(2 + block, GCM_NONCE_BYTES);
  return createCipheriv('aes-256-ctr', key, counter);
}
