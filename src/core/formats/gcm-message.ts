export const GCM_TAG_BYTES = 16;
export const GCM_NONCE_BYTES = 12;

/**
 * One GCM message, without associated data, from `headerBytes` to the tag at the file's end. Plain data, so that
 * another thread can read it too.
 */
export interface GcmMessage {
  readonly key: Uint8Array;
  readonly nonce: Uint8Array;
  readonly headerBytes: number;
}
