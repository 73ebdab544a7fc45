import { failed } from '../errors';
import type { EnvelopeFormat } from './format';
import { GCM_NONCE_BYTES, GCM_TAG_BYTES } from './gcm-message';
import { ascii, beginsWith, requireBytes, startsWith } from './magic';

/**
 * The end-to-end envelope of TS Pro Backup:
 *
 *     "TSPEPK01" (8) ‖ ephemeral public key E (32) ‖ nonce (12) ‖ ciphertext ‖ GCM tag (16)
 *
 *     s = X25519(private r, E);  R = public key of r
 *     key = HKDF-SHA256(s, salt = E ‖ R, info = "tspro-backup-e2ee-v1", 32 bytes)
 *
 * One GCM message over the whole file, without associated data.
 */
const MAGIC = ascii('TSPEPK01');
const KEY_BYTES = 32;
const NONCE_AT = MAGIC.length + KEY_BYTES;

const HEADER_BYTES = NONCE_AT + GCM_NONCE_BYTES;

export const tspepk01: EnvelopeFormat<'tspepk01'> = {
  headBytes: HEADER_BYTES + GCM_TAG_BYTES,
  recognise: (head) => beginsWith(head, MAGIC),
  readHeader(head) {
    requireBytes(head, HEADER_BYTES + GCM_TAG_BYTES);
    const ephemeral = head.slice(MAGIC.length, NONCE_AT);
    const nonce = head.slice(NONCE_AT, HEADER_BYTES);
    return {
      id: 'tspepk01',
      needs: 'private-key',
      headerBytes: HEADER_BYTES,
      trailerBytes: GCM_TAG_BYTES,
      holds: 'portal-export',
      ending: '.zip',
      said: {},
      plainBytes: (bytes) => bytes - HEADER_BYTES - GCM_TAG_BYTES,
      async openings({ privateKey }) {
        if (privateKey === undefined) throw failed('key-needed', {});
        const [{ gcmOpening }, { envelopeKey }] = await Promise.all([import('./gcm'), import('./tspepk01-key')]);
        const key = envelopeKey(privateKey, ephemeral);
        return [
          gcmOpening(
            { key, nonce, headerBytes: HEADER_BYTES },
            { keyFingerprint: privateKey.fingerprint, derivation: null },
          ),
        ];
      },
    };
  },
};

/**
 * Seals a stream to a site's public key, as the portal does before it uploads. The practice server makes its
 * archives with it.
 *
 * @param plain pieces of any size
 * @param recipient 32 raw bytes of the public key
 */
export async function* sealTspepk01(
  plain: AsyncIterable<Uint8Array>,
  recipient: Uint8Array,
): AsyncGenerator<Uint8Array> {
  const [{ SLICE }, { beginEnvelope }] = await Promise.all([import('./gcm'), import('./tspepk01-key')]);
  const { ephemeral, nonce, cipher } = beginEnvelope(recipient);
  yield Buffer.concat([MAGIC, ephemeral, nonce]);
  for await (const piece of plain) {
    for (let at = 0; at < piece.length; at += SLICE) yield cipher.update(piece.subarray(at, at + SLICE));
  }
  cipher.final();
  yield cipher.getAuthTag();
}

/** Whether an upload is such an envelope, as the server's gate asks. */
export function isTspepk01(head: Uint8Array): boolean {
  return startsWith(head, MAGIC);
}
