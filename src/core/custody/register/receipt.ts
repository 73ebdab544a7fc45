import { hostname } from 'node:os';
import { bytesToHex } from '@noble/hashes/utils.js';
import { failed } from '../../errors';
import { isSigned, signerOf, signValue } from '../../signing/sign';
import { parseStrictJson } from '../../signing/strict-json';
import type { Card } from '../share/card-text';
import { holderKey, holderPublicKey } from '../share/holder-key';
import { sealedDigest } from '../share/sealed-part';
import { type Share, shareDigest } from '../share/share';
import { type Receipt, type ShareRef, type SignedReceipt, signedReceiptSchema } from './model';
import type { SeenShare } from './operations';

const PURPOSE = 'salvor-receipt-v1';
/** What the key of the share's holder signs. */
const HELD_PURPOSE = 'salvor-held-v1';

/** Which share of which set, as the register knows it. */
export function refOf(share: Share): ShareRef {
  return { set: bytesToHex(share.set), generation: share.generation, index: share.index };
}

/** What the register compares of a card that is at hand. */
export function seenOf({ share, sealed }: Card): SeenShare {
  return {
    digest: shareDigest(share),
    holderKey: holderPublicKey(share),
    sealed: sealed === null ? null : sealedDigest(sealed),
  };
}

/**
 * Writes down that a share was seen whole: signed by the share itself, so that its digest alone makes no receipt, and
 * by the installation that saw it.
 *
 * @param key 32 raw bytes of the installation's Ed25519 key
 */
export function makeReceipt(
  card: Card,
  seen: { custodian: string; when: string; version: string },
  key: Uint8Array,
): SignedReceipt {
  const { share } = card;
  const { digest, sealed } = seenOf(card);
  const receipt: Receipt = {
    kind: 'salvor-receipt',
    version: 2,
    ...refOf(share),
    digest,
    custodian: seen.custodian.slice(0, 200),
    when: seen.when,
    program: { name: 'Salvor', version: seen.version },
    machine: hostname().slice(0, 300),
    sealed,
  };
  const holder = holderKey(share);
  try {
    return { receipt, held: signValue(HELD_PURPOSE, receipt, holder), signature: signValue(PURPOSE, receipt, key) };
  } finally {
    holder.fill(0);
  }
}

export interface CheckedReceipt {
  readonly receipt: Receipt;
  /** Fingerprint of the installation that saw the share. */
  readonly signer: string;
  /** The public key of the share's holder, whose signature holds; null in a receipt of an older Salvor. */
  readonly holderKey: string | null;
}

/** @throws receipt-unreadable where it is no receipt; receipt-altered where one value is not the signed one */
export function readReceipt(text: string): CheckedReceipt {
  let raw: unknown;
  try {
    raw = parseStrictJson(text);
  } catch (cause) {
    throw failed('receipt-unreadable', {}, cause);
  }
  const parsed = signedReceiptSchema.safeParse(raw);
  if (!parsed.success) throw failed('receipt-unreadable', {});
  const { receipt, held, signature } = parsed.data;
  if (!isSigned(PURPOSE, receipt, signature)) throw failed('receipt-altered', {});
  if (held !== undefined && !isSigned(HELD_PURPOSE, receipt, held)) throw failed('receipt-altered', {});
  return { receipt, signer: signerOf(signature), holderKey: held?.publicKey ?? null };
}
