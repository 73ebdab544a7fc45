import type { EnvelopeFormat } from './format';
import { gzip } from './gzip';
import { PAYLOAD_HEAD_BYTES, recognisePayload } from './payload';
import { proxpanel } from './proxpanel';
import { tspb } from './tspb';
import { tspenc01 } from './tspenc01';
import { tspepk01 } from './tspepk01';

/** Every envelope that Salvor opens. */
const ENVELOPES: readonly EnvelopeFormat[] = [tspepk01, tspenc01, tspb, proxpanel, gzip];

/** How many first bytes are enough to recognise any format and to read its header. */
export const HEAD_BYTES = Math.max(PAYLOAD_HEAD_BYTES, ...ENVELOPES.map(({ headBytes }) => headBytes));

/** The envelope that a file is, by its first bytes and never by its name; null where it is none. */
export function recogniseEnvelope(head: Uint8Array): EnvelopeFormat | null {
  return ENVELOPES.find((format) => format.recognise(head)) ?? null;
}

/** Whether a plaintext begins as anything known: then the key that gave it is right. */
export function looksKnown(plainHead: Uint8Array): boolean {
  return recognisePayload(plainHead) !== null || recogniseEnvelope(plainHead) !== null;
}
