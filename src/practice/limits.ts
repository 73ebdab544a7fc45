/** What the server takes in at most. The first two are told by ping. */
export interface Limits {
  readonly maxBackupMb: number;
  readonly maxChunkMb: number;
  /** Bytes that one site may fill; null for no quota. */
  readonly quotaBytes: number | null;
  /** No upload begins while the disk has less free than this. */
  readonly keepFreeBytes: number;
}

/** The first two as on the original server; the practice server keeps no real archives, so it has no quota. */
export const USUAL_LIMITS: Limits = {
  maxBackupMb: 8192,
  maxChunkMb: 90,
  quotaBytes: null,
  keepFreeBytes: 64 * 1024 * 1024,
};
