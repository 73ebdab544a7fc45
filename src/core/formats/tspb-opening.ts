import { failed } from '../errors';
import { type FernetKey, fernetKey, looksLikeToken, openToken, peekToken } from './fernet';
import type { Opening, StreamDecipher } from './format';
import { passphraseKeys } from './passphrase';
import { recognisePayload } from './payload';

const ITERATIONS = 480_000;
const LENGTH_BYTES = 4;
const BLOCK = 4 * 1024 * 1024;
/** A token of one block: version, timestamp, IV, padded block and HMAC, in base64 with its padding. */
const LONGEST_TOKEN = Math.ceil((1 + 8 + 16 + BLOCK + 16 + 32) / 3) * 4;
/** One token must be held whole, three times over while it is decoded: the longest that Salvor takes. */
export const LONGEST_SINGLE_TOKEN = 512 * 1024 * 1024;

/** Version 2: one frame after another. @throws passphrase-needed */
export async function frameOpening(passphrase: string | undefined, salt: Uint8Array): Promise<Opening> {
  const keys = await fernetKeys(passphrase, salt);
  return opening(keys, LENGTH_BYTES, (plausible) => new FrameDecipher(keys, plausible));
}

/** Version 1: one token that is the whole file. @throws passphrase-needed */
export async function tokenOpening(passphrase: string | undefined, salt: Uint8Array): Promise<Opening> {
  const keys = await fernetKeys(passphrase, salt);
  return opening(keys, 0, (plausible) => new TokenDecipher(keys, plausible));
}

async function fernetKeys(passphrase: string | undefined, salt: Uint8Array): Promise<FernetKey[]> {
  return (await passphraseKeys(passphrase, salt, ITERATIONS)).map(fernetKey);
}

/** One opening for all keys that a passphrase gives: each token says by its HMAC which of them is right. */
function opening(
  keys: readonly FernetKey[],
  tokenAt: number,
  decipher: (plausible: boolean) => StreamDecipher,
): Opening {
  return {
    keyFingerprint: null,
    derivation: null,
    decryptHead(bodyHead) {
      if (!looksLikeToken(bodyHead.subarray(tokenAt))) return null;
      const browseSessions = keys.map((key) => peekToken(bodyHead.subarray(tokenAt), key));
      return browseSessions.find((plain) => recognisePayload(plain) !== null) ?? browseSessions[0] ?? null;
    },
    tellsWrongKey: true,
    decipher,
    inPlace: null,
    reseal: null,
  };
}

function openWith(keys: readonly FernetKey[], token: Uint8Array): Uint8Array | null {
  for (const key of keys) {
    const plain = openToken(token, key);
    if (plain !== null) return plain;
  }
  return null;
}

/** Bytes that come in pieces and are wanted in one. */
class Gathering {
  #pieces: Buffer[] = [];
  length = 0;

  push(piece: Uint8Array): void {
    // The source reuses its buffer.
    this.#pieces.push(Buffer.from(piece));
    this.length += piece.length;
  }

  take(): Buffer {
    const whole =
      this.#pieces.length === 1 && this.#pieces[0] !== undefined ? this.#pieces[0] : Buffer.concat(this.#pieces);
    this.#pieces = [];
    this.length = 0;
    return whole;
  }
}

/**
 * Opens one frame after another. A frame that is not authentic is a wrong passphrase if it is the first and
 * its plaintext looks like nothing known, else an alteration.
 */
class FrameDecipher implements StreamDecipher {
  readonly #keys: readonly FernetKey[];
  readonly #plausible: boolean;
  readonly #held = new Gathering();
  #need = LENGTH_BYTES;
  #inToken = false;
  #frames = 0;
  #lastBytes = BLOCK;

  constructor(keys: readonly FernetKey[], plausible: boolean) {
    this.#keys = keys;
    this.#plausible = plausible;
  }

  update(piece: Uint8Array): Uint8Array[] {
    const plain: Uint8Array[] = [];
    let at = 0;
    while (at < piece.length) {
      const taken = Math.min(this.#need - this.#held.length, piece.length - at);
      this.#held.push(piece.subarray(at, at + taken));
      at += taken;
      if (this.#held.length < this.#need) break;
      const whole = this.#held.take();
      if (this.#inToken) plain.push(this.#open(whole));
      else this.#begin(whole.readUInt32BE(0));
    }
    return plain;
  }

  finish(): Uint8Array[] {
    if (this.#inToken || this.#held.length > 0)
      throw failed('cut-short', { have: this.#held.length, need: this.#need });
    return [];
  }

  /** Whether the last frame was a whole block: then more may have followed, and only the contents can show it. */
  get endsOpen(): boolean {
    return this.#lastBytes === BLOCK;
  }

  #begin(length: number): void {
    // The writer makes one block of each frame, so that only the last is shorter.
    if (length === 0 || length > LONGEST_TOKEN || this.#lastBytes !== BLOCK) throw failed('altered', {});
    this.#need = length;
    this.#inToken = true;
  }

  #open(token: Uint8Array): Uint8Array {
    const plain = openWith(this.#keys, token);
    if (plain === null)
      throw this.#frames === 0 && !this.#plausible ? failed('wrong-passphrase', {}) : failed('altered', {});
    if (plain.length > BLOCK) throw failed('altered', {});
    this.#frames += 1;
    this.#lastBytes = plain.length;
    this.#need = LENGTH_BYTES;
    this.#inToken = false;
    return plain;
  }
}

/** Holds the whole token: its HMAC is at its end, and one call checks and opens it. */
class TokenDecipher implements StreamDecipher {
  readonly #keys: readonly FernetKey[];
  readonly #plausible: boolean;
  readonly #held = new Gathering();

  constructor(keys: readonly FernetKey[], plausible: boolean) {
    this.#keys = keys;
    this.#plausible = plausible;
  }

  update(piece: Uint8Array): Uint8Array[] {
    if (this.#held.length + piece.length > LONGEST_SINGLE_TOKEN) {
      throw failed('too-large-for-memory', { bytes: this.#held.length + piece.length, limit: LONGEST_SINGLE_TOKEN });
    }
    this.#held.push(piece);
    return [];
  }

  finish(): Uint8Array[] {
    const bytes = this.#held.length;
    const plain = openWith(this.#keys, this.#held.take());
    if (plain !== null) return [plain];
    if (!this.#plausible) throw failed('wrong-passphrase', {});
    // Base64 comes in fours, with its padding: another length was cut.
    throw bytes % 4 === 0 ? failed('altered', {}) : failed('cut-short', { have: bytes, need: null });
  }
}
