import { createCipheriv, randomBytes, timingSafeEqual } from 'node:crypto';
import type { RandomAccess } from '../../disk/random-access';
import { failed } from '../../errors';

/** Large enough that sealing costs little, small enough for reads here and there. */
const BLOCK = 512 * 1024;
const TAG_BYTES = 16;
const NONCE_BYTES = 12;
/** A reader goes back and forth between a few places. */
const KEPT_BLOCKS = 4;

/**
 * A seal for each block of an archive, made while it is authenticated: what is read later is what was authenticated,
 * whoever may write to the file meanwhile, and whatever they do to its times. A seal is the tag of AES-GCM over nothing
 * but associated data, under a key that is never used again: no one can make another block with the same seal.
 */
export class BlockSeals {
  readonly #key = randomBytes(32);
  readonly #size: number;
  readonly #tags: Buffer;
  readonly #gathered = Buffer.allocUnsafeSlow(BLOCK);
  #filled = 0;
  #sealed = 0;

  /** @param size of the archive, in bytes */
  constructor(size: number) {
    this.#size = size;
    this.#tags = Buffer.alloc(Math.ceil(size / BLOCK) * TAG_BYTES);
  }

  /** Whether every byte was given to `add`. */
  get complete(): boolean {
    return this.#sealed + this.#filled === this.#size && this.#filled === 0;
  }

  /** Takes the archive's next bytes. */
  add(piece: Uint8Array): void {
    let at = 0;
    while (at < piece.length) {
      const wanted = Math.min(BLOCK, this.#size - this.#sealed);
      // A whole block in one piece, as they come from a file, need not be copied.
      if (this.#filled === 0 && wanted > 0 && piece.length - at >= wanted) {
        this.#seal(piece.subarray(at, at + wanted));
        at += wanted;
        continue;
      }
      const part = piece.subarray(at, at + BLOCK - this.#filled);
      this.#gathered.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === wanted) this.#seal(this.#gathered.subarray(0, this.#filled));
    }
  }

  /** The same bytes at any position. @throws file-changed, by every read of a block that is not as it was sealed */
  guard(path: string, file: RandomAccess): RandomAccess {
    const kept = new Map<number, Promise<Buffer>>();
    const load = async (index: number): Promise<Buffer> => {
      const block = Buffer.allocUnsafeSlow(Math.min(BLOCK, this.#size - index * BLOCK));
      const read = await file.read(block, index * BLOCK);
      const tag = this.#tags.subarray(index * TAG_BYTES, (index + 1) * TAG_BYTES);
      if (read !== block.length || !timingSafeEqual(this.#tagOf(index, block), tag))
        throw failed('file-changed', { path });
      return block;
    };
    const blockAt = (index: number): Promise<Buffer> => {
      const known = kept.get(index);
      if (known !== undefined) return known;
      const loading = load(index);
      kept.set(index, loading);
      loading.catch(() => kept.delete(index));
      for (const oldest of kept.keys()) {
        if (kept.size <= KEPT_BLOCKS) break;
        kept.delete(oldest);
      }
      return loading;
    };
    return {
      size: this.#size,
      async read(target, position) {
        let filled = 0;
        while (filled < target.length && position + filled < file.size) {
          const at = position + filled;
          const block = await blockAt(Math.floor(at / BLOCK));
          const part = block.subarray(at % BLOCK, (at % BLOCK) + target.length - filled);
          target.set(part, filled);
          filled += part.length;
        }
        return filled;
      },
      close: () => file.close(),
    };
  }

  #seal(block: Uint8Array): void {
    const index = this.#sealed / BLOCK;
    this.#tagOf(index, block).copy(this.#tags, index * TAG_BYTES);
    this.#sealed += block.length;
    this.#filled = 0;
  }

  #tagOf(index: number, block: Uint8Array): Buffer {
    const nonce = Buffer.alloc(NONCE_BYTES);
    nonce.writeDoubleBE(index, 0);
    const cipher = createCipheriv('aes-256-gcm', this.#key, nonce, { authTagLength: TAG_BYTES });
    cipher.setAAD(block);
    cipher.final();
    return cipher.getAuthTag();
  }
}
