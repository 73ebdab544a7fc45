import type { EnvelopeFormat } from './format';
import { GCM_NONCE_BYTES, GCM_TAG_BYTES } from './gcm-message';
import { ascii, beginsWith, requireBytes } from './magic';

/**
 * The portal's manual encrypted export:
 *
 *     "TSPENC01" (8) ‖ salt (16) ‖ nonce (12) ‖ ciphertext ‖ GCM tag (16)
 *     key = PBKDF2-HMAC-SHA256(passphrase, salt, 600 000 iterations, 32 bytes)
 */
const MAGIC = ascii('TSPENC01');
const SALT_BYTES = 16;
const ITERATIONS = 600_000;
const NONCE_AT = MAGIC.length + SALT_BYTES;
const HEADER_BYTES = NONCE_AT + GCM_NONCE_BYTES;

export const tspenc01: EnvelopeFormat<'tspenc01'> = {
  headBytes: HEADER_BYTES + GCM_TAG_BYTES,
  recognise: (head) => beginsWith(head, MAGIC),
  readHeader(head) {
    requireBytes(head, HEADER_BYTES + GCM_TAG_BYTES);
    const salt = head.slice(MAGIC.length, NONCE_AT);
    const nonce = head.slice(NONCE_AT, HEADER_BYTES);
    return {
      id: 'tspenc01',
      needs: 'passphrase',
      headerBytes: HEADER_BYTES,
      trailerBytes: GCM_TAG_BYTES,
      holds: 'portal-export',
      ending: '.zip',
      said: {},
      plainBytes: (bytes) => bytes - HEADER_BYTES - GCM_TAG_BYTES,
      async openings({ passphrase }) {
        const [{ gcmOpening }, { passphraseKeys }] = await Promise.all([import('./gcm'), import('./passphrase')]);
        const keys = await passphraseKeys(passphrase, salt, ITERATIONS);
        return keys.map((key) =>
          gcmOpening({ key, nonce, headerBytes: HEADER_BYTES }, { keyFingerprint: null, derivation: null }),
        );
      },
    };
  },
};
