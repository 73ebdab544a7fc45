import { bytesToHex, hexToBytes } from '@noble/hashes/utils.js';
import type { SecretKind } from '../model';

/** The version of everything in this folder: header, bundle, derivation and escrow file. */
export const SEALED_VERSION = 1;
export const MOST_SECRETS = 255;

const FIXED_LENGTH = 8;
const FINGERPRINT_LENGTH = 8;
const FACT_LENGTH = 1 + FINGERPRINT_LENGTH;

/** Days are counted from here, so that two bytes reach to the year 2199. */
const FIRST_DAY = Date.UTC(2020, 0, 1);
const DAY = 24 * 60 * 60 * 1000;

/** The numbers are part of the format: a kind that is added gets the next one. */
const KINDS: Readonly<Record<SecretKind, number>> = {
  'site-key': 1,
  passphrase: 2,
  'license-key': 3,
  'database-password': 4,
  'dev-master-key': 5,
  text: 6,
  file: 7,
};

/** Whether a card can tell this day: from 2020 to 2199. Another is that of a clock that is not set. */
export function isTellable(now: Date): boolean {
  const day = Math.floor((now.getTime() - FIRST_DAY) / DAY);
  return day >= 0 && day <= 0xffff;
}

/** A secret as a single card can tell of it. */
export interface SealedFact {
  readonly kind: SecretKind;
  readonly fingerprint: string;
}

/**
 * What is in clear before the sealed secrets, and is authenticated with them:
 *
 *     version (1) ‖ index of the break-glass share, else 0 (1) ‖ x of shares 1, 2, 3 (3) ‖ days since 2020-01-01 (2)
 *     ‖ number of secrets (1) ‖ for each: kind (1), fingerprint (8)
 *
 * The x of each share is here, so that a changed number on a card is noticed.
 */
export interface SealedHeader {
  /** 1 to 3: the share that the vendor holds in mode `managed`; null in mode `customer-only`. */
  readonly breakGlass: number | null;
  readonly xs: readonly number[];
  /** The day of the split in UTC, `2026-11-21`. */
  readonly made: string;
  readonly facts: readonly SealedFact[];
}

/** @throws RangeError for what has no place in it: a caller's mistake, never a user's */
export function encodeHeader({ breakGlass, xs, made, facts }: SealedHeader): Uint8Array {
  const day = Math.round((Date.parse(made) - FIRST_DAY) / DAY);
  const fits = xs.length === 3 && facts.length >= 1 && facts.length <= MOST_SECRETS && day >= 0 && day <= 0xffff;
  if (!fits) throw new RangeError('no header can say this');
  const bytes = new Uint8Array(FIXED_LENGTH + FACT_LENGTH * facts.length);
  bytes.set([SEALED_VERSION, breakGlass ?? 0, ...xs, day >> 8, day & 0xff, facts.length]);
  for (const [index, { kind, fingerprint }] of facts.entries()) {
    bytes[FIXED_LENGTH + FACT_LENGTH * index] = KINDS[kind];
    bytes.set(hexToBytes(fingerprint.replaceAll(':', '')), FIXED_LENGTH + FACT_LENGTH * index + 1);
  }
  return bytes;
}

/**
 * The header at the beginning of a sealed part. Nothing of it is authentic before the part is opened.
 *
 * @returns what it says and its bytes, or null where none can be read
 */
export function decodeHeader(sealed: Uint8Array): { header: SealedHeader; bytes: Uint8Array } | null {
  const [version, breakGlass = 0, x1 = 0, x2 = 0, x3 = 0, high = 0, low = 0, count = 0] = sealed;
  const length = FIXED_LENGTH + FACT_LENGTH * count;
  if (version !== SEALED_VERSION || breakGlass > 3 || count === 0 || sealed.length < length) return null;
  const facts: SealedFact[] = [];
  for (let at = FIXED_LENGTH; at < length; at += FACT_LENGTH) {
    const kind = kindOf(sealed[at]);
    if (kind === null) return null;
    const groups = bytesToHex(sealed.subarray(at + 1, at + FACT_LENGTH)).match(/.{4}/g) ?? [];
    facts.push({ kind, fingerprint: groups.join(':') });
  }
  const made = new Date(FIRST_DAY + ((high << 8) | low) * DAY).toISOString().slice(0, 10);
  return {
    header: { breakGlass: breakGlass === 0 ? null : breakGlass, xs: [x1, x2, x3], made, facts },
    bytes: sealed.slice(0, length),
  };
}

function kindOf(code: number | undefined): SecretKind | null {
  return (Object.keys(KINDS) as SecretKind[]).find((kind) => KINDS[kind] === code) ?? null;
}
