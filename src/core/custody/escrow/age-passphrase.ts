import { randomBytes, scrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { type Identity, type Recipient, Stanza } from 'age-encryption';
import type { AddPassphrase } from './sealed-card';

/**
 * The scrypt recipient of age-encryption.org/v1 over Node's own scrypt. The one within the library holds its thread for
 * seconds, the app's main process for one; this one works on the thread pool, and is several times faster.
 */

const STANZA = 'scrypt';
const SALT_LABEL = new TextEncoder().encode('age-encryption.org/v1/scrypt');
const SALT_LENGTH = 16;
const FILE_KEY_LENGTH = 16;
const TAG_LENGTH = 16;
/** What age itself takes: about a second, and 256 MiB. */
const WORK_FACTOR = 18;
/** More would let a file ask for gigabytes; age's own limit is 22, its library's 20. */
const MOST_WORK = 20;
const BLOCK_SIZE = 8;

const derive = promisify<string, Uint8Array, number, { N: number; r: number; p: number; maxmem: number }, Buffer>(
  scrypt,
);

export class PassphraseRecipient implements Recipient {
  readonly #passphrase: string;

  constructor(passphrase: string) {
    this.#passphrase = passphrase;
  }

  async wrapFileKey(fileKey: Uint8Array): Promise<Stanza[]> {
    const salt = randomBytes(SALT_LENGTH);
    const key = await stanzaKey(this.#passphrase, salt, WORK_FACTOR);
    const body = cipher(key).encrypt(fileKey);
    key.fill(0);
    return [new Stanza([STANZA, unpadded(salt), String(WORK_FACTOR)], body)];
  }
}

export class PassphraseIdentity implements Identity {
  readonly #passphrase: string;

  constructor(passphrase: string) {
    this.#passphrase = passphrase;
  }

  /** @returns null where there is no scrypt stanza, or another passphrase wrapped it; throws for a malformed one */
  async unwrapFileKey(stanzas: Stanza[]): Promise<Uint8Array | null> {
    const stanza = stanzas.find(({ args }) => args[0] === STANZA);
    if (stanza === undefined) return null;
    const { args, body } = stanza;
    const [, saltText = '', workText = ''] = args;
    const salt = Buffer.from(saltText, 'base64');
    const isSound =
      // Anyone could add a second stanza beside one that proves that its maker knows the passphrase.
      stanzas.length === 1 &&
      args.length === 3 &&
      salt.length === SALT_LENGTH &&
      unpadded(salt) === saltText &&
      /^[1-9]\d?$/.test(workText) &&
      Number(workText) <= MOST_WORK &&
      body.length === FILE_KEY_LENGTH + TAG_LENGTH;
    if (!isSound) throw new Error('invalid scrypt stanza');
    const key = await stanzaKey(this.#passphrase, salt, Number(workText));
    try {
      return cipher(key).decrypt(body);
    } catch {
      return null;
    } finally {
      key.fill(0);
    }
  }
}

export const byNodeScrypt: AddPassphrase = (decrypter, passphrase) =>
  decrypter.addIdentity(new PassphraseIdentity(passphrase));

async function stanzaKey(passphrase: string, salt: Uint8Array, workFactor: number): Promise<Buffer> {
  const N = 2 ** workFactor;
  // Node refuses what needs exactly its limit.
  const maxmem = 128 * BLOCK_SIZE * N + 1024 * 1024;
  return derive(passphrase, Buffer.concat([SALT_LABEL, salt]), 32, { N, r: BLOCK_SIZE, p: 1, maxmem });
}

/** Each key is used once, so that its nonce is zero. */
function cipher(key: Uint8Array) {
  return chacha20poly1305(Uint8Array.from(key), new Uint8Array(12));
}

function unpadded(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64').replace(/=+$/, '');
}
