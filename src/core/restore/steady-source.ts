import type { ByteSource } from '../disk/byte-source';
import { failed } from '../errors';
import type { SizedBackup } from '../sources/model';
import type { BackupServer } from '../sources/ts-pro-backup/client';
import type { Download } from '../sources/ts-pro-backup/download';
import type { JobContext } from './job';
import type { Retry } from './retry';

/** After the machine slept, a connection that has been silent for so long is not waited for. */
const SILENT_MS = 2_000;

/**
 * An archive on a server, as one stream: where the connection breaks or stalls, it goes on by a range from the very
 * byte that is missing.
 */
export class SteadySource implements ByteSource {
  readonly size: number;
  readonly #server: BackupServer;
  readonly #backup: SizedBackup;
  readonly #retry: Retry;
  readonly #signal: AbortSignal;
  #at: number;
  #download: Download | null = null;
  #lastByte = Date.now();
  /** Ends the present connection alone. */
  #connection = new AbortController();

  /** @param from the first byte that is wanted */
  constructor(server: BackupServer, backup: SizedBackup, from: number, retry: Retry, context: JobContext) {
    this.#server = server;
    this.#backup = backup;
    this.#retry = retry;
    this.#signal = context.signal;
    this.#at = from;
    this.size = backup.size;
    context.nudge?.listen(() => {
      if (Date.now() - this.#lastByte < SILENT_MS) return;
      this.#connection.abort(failed('connection-lost', { host: server.host, have: this.#at, need: this.size }));
    });
  }

  /**
   * @throws archive-not-found, size-changed-on-server, unauthorised, broken-answer and whatever else stops a fetch at
   *   once; cut-short, connection-lost, unreachable, server-error when patience is at its end
   */
  async next(): Promise<Uint8Array | null> {
    for (;;) {
      if (this.#at === this.size && this.#download === null) return null;
      try {
        this.#download ??= await this.#connect();
        const piece = await this.#download.next();
        if (piece === null) return null;
        this.#lastByte = Date.now();
        this.#at += piece.length;
        this.#retry.gained(piece.length, this.size);
        return piece;
      } catch (error) {
        await this.close();
        await this.#retry.after(error);
      }
    }
  }

  #connect(): Promise<Download> {
    this.#lastByte = Date.now();
    this.#connection = new AbortController();
    const signal = AbortSignal.any([this.#signal, this.#connection.signal]);
    return this.#server.download(this.#backup, signal, this.#at);
  }

  async close(): Promise<void> {
    await this.#download?.close();
    this.#download = null;
  }
}
