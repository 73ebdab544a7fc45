import type { EnvelopeFormat, EnvelopeHeader } from './format';
import { ascii, requireBytes, startsWith } from './magic';

/**
 * The passphrase archive of the portal's FTP, SFTP and Dropbox targets:
 *
 *     "TSPB" (4) ‖ version (1) ‖ salt (16) ‖ body
 *     Fernet key = PBKDF2-HMAC-SHA256(passphrase, salt, 480 000 iterations, 32 bytes)
 *
 * Version 2: repeated { uint32 length ‖ Fernet token }, each token one block of 4 MiB, the last shorter.
 * Version 1: one Fernet token for the whole file.
 */
const MAGIC = ascii('TSPB');
const SALT_AT = 5;
const SALT_BYTES = 16;
const HEADER_BYTES = SALT_AT + SALT_BYTES;

type TspbId = 'tspb-v1' | 'tspb-v2';

export const tspb: EnvelopeFormat<TspbId> = {
  headBytes: HEADER_BYTES,
  recognise: (head) => startsWith(head, MAGIC) && (head[4] === 1 || head[4] === 2),
  readHeader(head) {
    requireBytes(head, HEADER_BYTES);
    const salt = head.slice(SALT_AT, HEADER_BYTES);
    return head[4] === 2 ? frames(salt) : singleToken(salt);
  },
};

function frames(salt: Uint8Array): EnvelopeHeader<TspbId> {
  return {
    ...COMMON,
    id: 'tspb-v2',
    async openings({ passphrase }) {
      const { frameOpening } = await import('./tspb-opening');
      return [await frameOpening(passphrase, salt)];
    },
  };
}

function singleToken(salt: Uint8Array): EnvelopeHeader<TspbId> {
  return {
    ...COMMON,
    id: 'tspb-v1',
    async openings({ passphrase }) {
      const { tokenOpening } = await import('./tspb-opening');
      return [await tokenOpening(passphrase, salt)];
    },
  };
}

const COMMON = {
  needs: 'passphrase',
  headerBytes: HEADER_BYTES,
  trailerBytes: 0,
  holds: 'portal-export',
  ending: '.zip',
  said: {},
  plainBytes: () => null,
} as const;
