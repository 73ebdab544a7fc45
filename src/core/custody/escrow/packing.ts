import type { SecretKind } from '../model';
import { type BinaryText, base64Url, hexLower, hexUpper } from './binary-text';
import type { EscrowSecret } from './secret';

/**
 * How a secret's bytes stand in the bundle. A site's key of 49 characters is 32 bytes, and 64 hexadecimal digits are
 * 32 bytes as well: what a person may have to type becomes shorter. A form is only taken where it gives back every
 * character, so that what comes back is what went in.
 */
interface Form {
  readonly code: number;
  readonly kind: SecretKind;
  readonly prefix: string;
  readonly text: BinaryText;
}

/** The bytes as they are. */
const AS_THEY_ARE = 0;

/** The prefix of a site's private key, see formats/site-key.ts; what follows is unpadded base64url of 32 bytes. */
const SITE_KEY_PREFIX = 'tspsk_';

/** Tried in this order: a master key without letters is hexadecimal in either case, and takes the first. */
const FORMS: readonly Form[] = [
  { code: 1, kind: 'site-key', prefix: SITE_KEY_PREFIX, text: base64Url },
  { code: 2, kind: 'dev-master-key', prefix: '', text: hexLower },
  { code: 3, kind: 'dev-master-key', prefix: '', text: hexUpper },
];

export interface Packed {
  readonly form: number;
  /** A copy: the caller is to overwrite it. */
  readonly bytes: Uint8Array;
  /** Whether the length says nothing, since every secret of this kind and form has the same. */
  readonly fixedLength: boolean;
}

/** A secret in its shortest exact form. */
export function pack({ kind, bytes }: Pick<EscrowSecret, 'kind' | 'bytes'>): Packed {
  for (const { code, kind: of, prefix, text } of FORMS) {
    if (of !== kind || !startsWith(bytes, prefix)) continue;
    const packed = text.decode(bytes.subarray(prefix.length));
    if (packed !== null && packed.length > 0) return { form: code, bytes: packed, fixedLength: packed.length === 32 };
  }
  return { form: AS_THEY_ARE, bytes: Uint8Array.from(bytes), fixedLength: false };
}

/** The secret again, in bytes of its own; null for a form that this version does not know. */
export function unpack(form: number, bytes: Uint8Array): Uint8Array | null {
  if (form === AS_THEY_ARE) return Uint8Array.from(bytes);
  const known = FORMS.find(({ code }) => code === form);
  if (known === undefined) return null;
  const prefix = new TextEncoder().encode(known.prefix);
  const body = known.text.encode(bytes);
  const whole = new Uint8Array(prefix.length + body.length);
  whole.set(prefix);
  whole.set(body, prefix.length);
  body.fill(0);
  return whole;
}

function startsWith(bytes: Uint8Array, prefix: string): boolean {
  return new TextEncoder().encode(prefix).every((byte, index) => bytes[index] === byte);
}
