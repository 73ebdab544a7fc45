import type { EnvelopeFormat } from './format';
import { requireBytes, startsWith } from './magic';

/** RFC 1952, 2.3.1: the two identifying bytes, and deflate, the only method there is. */
export const MAGIC = Uint8Array.of(0x1f, 0x8b, 0x08);
export const HEADER_BYTES = 10;
export const TRAILER_BYTES = 8;

/** gzip as an envelope that needs no secret. The CRC-32 and the length of every member are checked. */
export const gzip: EnvelopeFormat<'gzip'> = {
  headBytes: HEADER_BYTES + TRAILER_BYTES,
  recognise: (head) => startsWith(head, MAGIC),
  readHeader(head) {
    requireBytes(head, HEADER_BYTES + TRAILER_BYTES);
    return {
      id: 'gzip',
      needs: 'nothing',
      // Headers and trailers may come several times: the decipher reads them itself.
      headerBytes: 0,
      trailerBytes: 0,
      holds: 'anything',
      ending: '',
      said: {},
      expands: true,
      plainBytes: () => null,
      async openings() {
        const { Gunzip } = await import('./gunzip');
        return [
          {
            keyFingerprint: null,
            derivation: null,
            decryptHead: () => null,
            tellsWrongKey: true,
            decipher: () => new Gunzip(),
            inPlace: null,
            reseal: null,
          },
        ];
      },
    };
  },
};
