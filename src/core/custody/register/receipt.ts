import { hostname } from 'node:os';
import { bytesToHex } from '@noble/hashes/utils.js';
import { failed } from '../../errors';
import { isSigned, signerOf, signValue } from '../../signing/sign';
import { type Share, shareDigest } from '../share/share';
import { type Receipt, type ShareRef, type SignedReceipt, signedReceiptSchema } from './model';

const PURPOSE = 'salvor-receipt-v1';

/** Which share of which set, as the register knows it. */
export function refOf(share: Share): ShareRef {
  return { set: bytesToHex(share.set), generation: share.generation, index: share.index };
}

/**
 * Writes down that a share was seen whole.
 *
 * @param key 32 raw bytes of the installation's Ed25519 key
 */
export function makeReceipt(share: Share, seen: { custodian: string; when: string; version: string }, key: Uint8Array): SignedReceipt {
  const receipt: Receipt = {
    kind: 'salvor-receipt',
    version: 1,
    ...refOf(share),
    digest: shareDigest(share),
    custodian: seen.custodian.slice(0, 200),
    when: seen.when,
    program: { name: 'Salvor', version: seen.version },
    machine: hostname(),
  };
  return { receipt, signature: signValue(PURPOSE, receipt, key) };
}

export interface CheckedReceipt {
  readonly receipt: Receipt;
  /** Fingerprint of the installation that saw the share. */
  readonly signer: string;
}

/** @throws receipt-unreadable where it is no receipt; receipt-altered where one value is not the signed one */
export function readReceipt(text: string): CheckedReceipt {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (cause) {
    throw failed('receipt-unreadable', {}, cause);
  }
  const parsed = signedReceiptSchema.safeParse(raw);
  if (!parsed.success) throw failed('receipt-unreadable', {});
  const { receipt, signature } = parsed.data;
  if (!isSigned(PURPOSE, receipt, signature)) throw failed('receipt-altered', {});
  return { receipt, signer: signerOf(signature) };
}
