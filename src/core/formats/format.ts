import type { GcmMessage } from './gcm-message';
import type { PrivateKey } from './site-key';

/** Names of what may lie inside: the things that a restore needs. */
export type PayloadId = 'zip' | 'postgresql-custom' | 'postgresql-sql' | 'tar' | 'unknown';

/** What an envelope needs from a person before it can be opened. */
export type Need = 'private-key' | 'passphrase' | 'database-password' | 'database-password-or-license-key' | 'nothing';

/** What a format is to hold: where it is sealed, anything else in its place is a failure. */
export interface Promised {
  readonly holds: 'portal-export' | 'dump' | 'anything';
  /** How files with what it holds usually end, for the name of a new one; empty where that may be anything. */
  readonly ending: '' | `.${string}`;
}

export interface Secrets {
  readonly privateKey?: PrivateKey;
  readonly passphrase?: string;
  /** ProxPanel: what the header lacks or says wrongly, and every database password that might fit. */
  readonly licenseKey?: string;
  readonly tenantId?: string;
  readonly databasePasswords?: readonly string[];
}

/**
 * One envelope format: what wraps an archive, with a secret or without. A new one is a file with such an object, and a
 * line in registry.ts; the compiler then asks for the words of its ids.
 */
export interface EnvelopeFormat<Id extends string> {
  /** How many first bytes are enough to read the longest header. */
  readonly headBytes: number;
  /** Whether these first bytes of a file, or all of a shorter one, can only be of this format. */
  recognise(head: Uint8Array): boolean;
  /** @throws header-cut-short, header-never-ends */
  readHeader(head: Uint8Array): EnvelopeHeader<Id>;
}

export interface EnvelopeHeader<Id extends string = string> extends Promised {
  readonly id: Id;
  readonly needs: Need;
  /** Bytes before the body, and after it. */
  readonly headerBytes: number;
  readonly trailerBytes: number;
  /** What the header says in clear. No cipher authenticates it. */
  readonly said: Readonly<Record<string, string>>;
  /** Whether it packs what it holds, so that a few bytes may become many. */
  readonly expands?: true;
  /** The length of the plaintext of a file of `bytes`, where the header alone gives it. */
  plainBytes(bytes: number): number | null;
  /**
   * Every way in which the given secrets may open it, cheapest first; the caller settles which by the
   * first plaintext and the authentication.
   *
   * @throws key-needed, passphrase-needed, database-password-needed, password-or-license-needed; the format's own
   * refusals
   */
  openings(secrets: Secrets): Promise<readonly Opening[]>;
}

/** One key that may be the right one. */
export interface Opening {
  /** Fingerprint of the private key in use, where there is one. */
  readonly keyFingerprint: string | null;
  /** Which of several derivations of the key this is, where a format has several. */
  readonly derivation: string | null;
  /**
   * The first plaintext, from the first bytes of the body, without authentication; null where nothing can be
   * seen before the whole has come.
   */
  decryptHead(bodyHead: Uint8Array): Uint8Array | null;
  /** Whether the decipher itself recognises a wrong key early, so that unknown contents need not count as one. */
  readonly tellsWrongKey: boolean;
  /** @param plausible whether the first plaintext looked like a known archive */
  decipher(plausible: boolean): StreamDecipher;
  /** What it takes to read the plaintext at any position, unauthenticated; null where the format cannot. */
  readonly inPlace: GcmMessage | null;
  /**
   * Turns the plaintext back into the very bytes of the body, piece by piece from its beginning, so that what was
   * received once can be checked again without being fetched; null where the format cannot.
   */
  readonly reseal: (() => Reseal) | null;
}

/** Turns one piece of plaintext into as many bytes of the body, in place. */
export type Reseal = (bytes: Uint8Array) => void;

export interface StreamDecipher {
  /** How many bytes it is given at once, where it can make a thousand times as many of them. */
  readonly mostAtOnce?: number;
  /** Decrypts one piece of the body; there may be nothing yet. What it gives is valid until the next call. */
  update(piece: Uint8Array): Pieces | Promise<Pieces>;
  /** Checks the trailer against all that went through, and gives what was still held. @throws altered, cut-short */
  finish(trailer: Uint8Array): Pieces | Promise<Pieces>;
  /**
   * After `finish`: whether more could have followed without any trace in the format, so that only the
   * contents can show that nothing is missing. Formats that count or seal their whole have no such end.
   */
  readonly endsOpen?: boolean;
}

export type Pieces = readonly Uint8Array[];
