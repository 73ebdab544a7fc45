import { failed } from '../errors';
import { isSigned, signerOf, signValue } from '../signing/sign';
import { parseStrictJson } from '../signing/strict-json';
import { type DrillReport, type SignedReport, signedReportSchema } from './model';

const PURPOSE = 'salvor-drill-report-v1';

/** @param secretKey 32 raw bytes of the installation's Ed25519 key */
export function signReport(report: DrillReport, secretKey: Uint8Array): SignedReport {
  return { report, signature: signValue(PURPOSE, report, secretKey) };
}

export interface CheckedReport {
  readonly report: DrillReport;
  /** Of the installation's public key, in groups of four: readers of a report compare it with what they know. */
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
  // What is checked is the report as it is in the file: parsing may have left members out.
  const { report } = raw as { report: unknown };
  if (!isSigned(PURPOSE, report, parsed.data.signature)) throw failed('report-altered', {});
  return { report: parsed.data.report, signer: signerOf(parsed.data.signature) };
}

function parse(text: string): unknown {
  try {
    return parseStrictJson(text);
  } catch (cause) {
    throw failed('report-unreadable', {}, cause);
  }
}
