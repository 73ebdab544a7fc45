import type { RandomAccess } from './random-access';

/** An archive's bytes in order, from a file or from a server. */
export interface ByteSource {
  /** The whole length, in bytes. */
  readonly size: number;
  /** The next piece, which is valid until the call after; null at the end. */
  next(): Promise<Uint8Array | null>;
  close(): Promise<void>;
  /** For an archive on this machine: the same file at any position, to be closed by itself. */
  access?(): RandomAccess;
  /** And its descriptor, with which another thread of this process reads it. */
  readonly descriptor?: number;
  /** @throws file-changed when it was written to since it was opened */
  requireUnchanged?(): Promise<void>;
}

export type FileSource = ByteSource & Required<Pick<ByteSource, 'access' | 'descriptor' | 'requireUnchanged'>>;
