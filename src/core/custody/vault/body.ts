import { randomBytes } from 'node:crypto';
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { z } from 'zod';
import { parseStrictJson } from '../../signing/strict-json';
import { type Anchor, anchorSchema } from '../logbook/anchor';
import { encodeVault, headOf, type VaultFile, type VaultHeader } from './file-format';
import { type VaultEntryView, vaultEntryViewSchema } from './model';
import { base64url, committedKeys, isCommitted, raw } from './sealing';

/**
 * The inside of the vault, before it is sealed:
 *
 *     length of the list (4) ‖ list (JSON) ‖ each secret in the list's order ‖ zeros
 *
 * Secrets are bytes and not part of the JSON: a string could never be wiped. The zeros fill up to a whole block, so
 * that the file's length does not tell that of a passphrase.
 */
const BLOCK = 4096;
const TAG_BYTES = 16;
const NONCE_BYTES = 24;

/** A vault that was last written by an older Salvor has the entries alone. */
const listSchema = z.union([
  z.object({ entries: z.array(vaultEntryViewSchema), logbook: anchorSchema.nullable() }),
  z.array(vaultEntryViewSchema).transform((entries) => ({ entries, logbook: null })),
]);

/** One secret with what may be told of it. */
export interface Entry {
  readonly view: VaultEntryView;
  readonly secret: Uint8Array;
}

/** The opened inside. The caller is to call `wipe` as soon as possible. */
export interface Inside {
  readonly entries: readonly Entry[];
  /** The end of the logbook when the vault was last changed. */
  readonly logbook: Anchor | null;
  wipe(): void;
}

/** Seals `entries` with a fresh nonce, into the bytes of a whole file. */
export function sealVault(
  { entries, logbook }: Pick<Inside, 'entries' | 'logbook'>,
  dataKey: Uint8Array,
  outside: Pick<VaultHeader, 'vault' | 'wraps'>,
): Uint8Array {
  const plain = encodeInside(entries, logbook);
  const nonce = Uint8Array.from(randomBytes(NONCE_BYTES));
  const { key, commitment } = committedKeys(dataKey, nonce, 'body');
  const header: VaultHeader = { ...outside, commitment: base64url(commitment), nonce: base64url(nonce) };
  const head = headOf(header, plain.length + TAG_BYTES);
  const body = xchacha20poly1305(key, nonce, head).encrypt(plain);
  plain.fill(0);
  key.fill(0);
  return encodeVault(head, body);
}

/** Opens the inside; null where the data key is not this file's, or where what is inside is none of ours. */
export function openVaultBody({ header, associated, body }: VaultFile, dataKey: Uint8Array): Inside | null {
  const nonce = raw(header.nonce);
  const { key, commitment } = committedKeys(dataKey, nonce, 'body');
  try {
    if (!isCommitted(commitment, header.commitment)) return null;
    return decodeInside(xchacha20poly1305(key, nonce, associated).decrypt(body));
  } catch {
    return null;
  } finally {
    key.fill(0);
  }
}

function encodeInside(entries: readonly Entry[], logbook: Anchor | null): Uint8Array {
  const list = new TextEncoder().encode(JSON.stringify({ entries: entries.map(({ view }) => view), logbook }));
  const used = 4 + list.length + entries.reduce((sum, { secret }) => sum + secret.length, 0);
  const plain = new Uint8Array(Math.ceil(used / BLOCK) * BLOCK);
  new DataView(plain.buffer).setUint32(0, list.length);
  plain.set(list, 4);
  let at = 4 + list.length;
  for (const { secret } of entries) {
    plain.set(secret, at);
    at += secret.length;
  }
  return plain;
}

function decodeInside(plain: Uint8Array): Inside {
  const wipe = () => void plain.fill(0);
  try {
    const listBytes = new DataView(plain.buffer, plain.byteOffset).getUint32(0);
    const list = listSchema.parse(
      parseStrictJson(new TextDecoder('utf-8', { fatal: true }).decode(plain.subarray(4, 4 + listBytes))),
    );
    let at = 4 + listBytes;
    const entries = list.entries.map((view) => {
      const secret = plain.subarray(at, at + view.bytes);
      if (secret.length !== view.bytes) throw new RangeError('a secret ends beyond its vault');
      at += view.bytes;
      return { view, secret };
    });
    return { entries, logbook: list.logbook, wipe };
  } catch (error) {
    wipe();
    throw error;
  }
}
