import { z } from 'zod';
import { canonicalJson } from '../../signing/canonical-json';
import { signatureSchema } from '../../signing/model';
import { isSigned, signerOf, signValue } from '../../signing/sign';
import { parseStrictJson } from '../../signing/strict-json';
import { type LogHead, logHeadSchema } from './model';

const PURPOSE = 'salvor-logbook-head-v1';

const signedHeadSchema = z.strictObject({ head: logHeadSchema, signature: signatureSchema });

export interface ReadHead {
  readonly head: LogHead;
  /** Fingerprint of the installation that signed it. */
  readonly signer: string;
}

/** A signed head as one line of JSON, without a line end. @param key 32 raw bytes of the installation's Ed25519 key */
export function sealHead(head: LogHead, key: Uint8Array): string {
  return canonicalJson({ head, signature: signValue(PURPOSE, head, key) });
}

/** Reads a signed head; null where it is none, or its signature does not hold. */
export function readHead(text: string): ReadHead | null {
  try {
    const { head, signature } = signedHeadSchema.parse(parseStrictJson(text));
    return isSigned(PURPOSE, head, signature) ? { head, signer: signerOf(signature) } : null;
  } catch {
    return null;
  }
}

/** Whether a text at least means to be a signed head, whatever was done to it. */
export function looksLikeHead(text: string): boolean {
  return text.startsWith('{"head":');
}
