import type { ContentsSeen } from '../found-instead';
import type { EnvelopeFormat, PayloadId } from './format';
import { gzip } from './gzip';
import { PAYLOAD_HEAD_BYTES, recognisePayload } from './payload';
import { proxpanel } from './proxpanel';
import { seenOf } from './seen';
import { tspb } from './tspb';
import { tspenc01 } from './tspenc01';
import { tspepk01 } from './tspepk01';

/** Every envelope that Salvor opens. */
const KNOWN = [tspepk01, tspenc01, tspb, proxpanel, gzip];

type IdOf<Format> = Format extends EnvelopeFormat<infer Id> ? Id : never;
export type EnvelopeId = IdOf<(typeof KNOWN)[number]>;
/** What a file may be: an envelope, or a payload without one. */
export type FormatId = EnvelopeId | PayloadId;

const ENVELOPES: readonly EnvelopeFormat<EnvelopeId>[] = KNOWN;

/** How many first bytes are enough to recognise any format and to read its header. */
export const HEAD_BYTES = Math.max(PAYLOAD_HEAD_BYTES, ...ENVELOPES.map(({ headBytes }) => headBytes));

/** The envelope that a file is, by its first bytes and never by its name; null where it is none. */
export function recogniseEnvelope(head: Uint8Array): EnvelopeFormat<EnvelopeId> | null {
  return ENVELOPES.find((format) => format.recognise(head)) ?? null;
}

/**
 * Whether a plaintext begins as a wrong key would give it once in a million at most: then the
 * archive's authentication need not be waited for to know that the key is right.
 */
export function tellsRightKey(plainHead: Uint8Array): boolean {
  if (recognisePayload(plainHead) !== null || recogniseEnvelope(plainHead) !== null) return true;
  const seen = seenOf(plainHead);
  return TELLING.has(seen) || (plainHead.length >= TELLING_TEXT && TELLING_LONGER.has(seen));
}

/** Known by four bytes or more, at their very beginning. */
const TELLING: ReadonlySet<ContentsSeen> = new Set([
  'xz',
  'zstd',
  'lz4',
  '7z',
  'rar',
  'age',
  'openssl',
  'newer-envelope',
  'newer-dump',
  'older-dump',
  'sqlite',
  'pdf',
]);
/** Any byte is one of a text's in two of five cases, so that sixteen of them are so once in two million. */
const TELLING_TEXT = 16;
const TELLING_LONGER: ReadonlySet<ContentsSeen> = new Set([
  'zeros',
  'error-text',
  'html',
  'xml',
  'json',
  'text',
  'other-database',
]);
