import type { PrivateKey } from './site-key';
import type { RandomAccess } from './random-access';

/** Names of the formats, as reports and `inspect` give them. */
export type FormatId = 'tspepk01' | 'zip';

/** What a format needs from a person before it can be opened. */
export type Need = 'private-key' | 'nothing';

export interface Secrets {
  readonly privateKey?: PrivateKey;
}

/**
 * One archive format. A new one is a file with such an object, and a line in registry.ts.
 */
export interface ArchiveFormat {
  readonly id: FormatId;
  readonly needs: Need;
  /** The first bytes that every file of this format begins with, and no other does. */
  readonly magic: Uint8Array;
  /** Bytes before the body. */
  readonly headerBytes: number;
  /** Bytes after the body, which authenticate it. */
  readonly trailerBytes: number;
  /**
   * Reads the header and makes ready to decrypt.
   *
   * @param header exactly `headerBytes` bytes
   * @throws key-needed where the secret it needs is not given; the format's own refusals
   */
  open(header: Uint8Array, secrets: Secrets): OpenedArchive;
}

export interface OpenedArchive {
  /** Fingerprint of the key in use; null where none is needed. */
  readonly keyFingerprint: string | null;
  /** True where the body is plain already: then nothing can be a wrong key, and nothing is authenticated. */
  readonly plain: boolean;
  decipher(): StreamDecipher;
  /** The plaintext at any position of `file`, unauthenticated: only after the whole has been authenticated. */
  randomAccess(file: RandomAccess): RandomAccess;
}

export interface StreamDecipher {
  /** Decrypts one piece of the body; the result is a buffer of its own. */
  update(piece: Uint8Array): Uint8Array;
  /** Checks the trailer against all that went through. @throws altered */
  finish(trailer: Uint8Array): void;
}
