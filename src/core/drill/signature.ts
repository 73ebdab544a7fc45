import { ed25519 } from '@noble/curves/ed25519.js';
import { failed } from '../errors';
import { fingerprintOf } from '../formats/site-key';
import { canonicalJson } from './canonical';
import { type DrillReport, type SignedReport, signedReportSchema } from './model';

/** In front of what is signed, so that no signature of another purpose can ever pass for this one. */
const PURPOSE = 'salvor-drill-report-v1\n';

/** @param secretKey 32 raw bytes of the installation's Ed25519 key */
export function signReport(report: DrillReport, secretKey: Uint8Array): SignedReport {
  return {
    report,
    signature: {
      algorithm: 'Ed25519',
      publicKey: base64url(ed25519.getPublicKey(secretKey)),
      value: base64url(ed25519.sign(signedBytes(report), secretKey)),
    },
  };
}

export interface CheckedReport {
  readonly report: DrillReport;
  /** Of the installation's public key, in groups of four: whoever reads a report compares it with what they know. */
  readonly signer: string;
}

/**
 * Reads a report's text and checks its signature over every value, also those that this version does not know.
 *
 * @throws report-unreadable where it is no report; report-altered where one value is not the signed one
 */
export function checkReport(text: string): CheckedReport {
  const raw = parse(text);
  const parsed = signedReportSchema.safeParse(raw);
  if (!parsed.success) throw failed('report-unreadable', {});
  const { publicKey, value } = parsed.data.signature;
  const key = Buffer.from(publicKey, 'base64url');
  // What is checked is the report as it stands in the file: parsing may have left members out.
  const { report } = raw as { report: unknown };
  if (!isSigned(Buffer.from(value, 'base64url'), signedBytes(report), key)) throw failed('report-altered', {});
  return { report: parsed.data.report, signer: fingerprintOf(key) };
}

function isSigned(signature: Uint8Array, message: Uint8Array, key: Uint8Array): boolean {
  try {
    // Strict, as in RFC 8032: no signature has a second form, and no key of low order passes.
    return ed25519.verify(Uint8Array.from(signature), message, Uint8Array.from(key), { zip215: false });
  } catch {
    return false;
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw failed('report-unreadable', {}, cause);
  }
}

function signedBytes(report: unknown): Uint8Array {
  return new TextEncoder().encode(PURPOSE + canonicalJson(report));
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url');
}
