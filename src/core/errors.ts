import { z } from 'zod';
import { FOUND_INSTEAD } from './found-instead';
import { KNOWN_SECRETS } from './known-secret';
import { OTHER_PROGRAMS } from './other-programs';

const text = z.string();
const bytes = z.number();
const found = z.enum(FOUND_INSTEAD);
const fingerprint = z.string().nullable();

/**
 * Every failure that Salvor can name, with the facts that its sentence needs.
 *
 * The sentences themselves (what happened, what is safe, what to do next) stand in the message catalogue
 * under `error.<code>.…`; exit codes stand with the command line. No parameter may ever hold a secret.
 */
export const failureParams = {
  // The key
  'wrong-key': z.object({ given: fingerprint }),
  'key-not-for-archive': z.object({ given: text, needed: text }),
  'key-is-public': z.object({ fingerprint: text }),
  'key-has-whitespace': z.object({}),
  'key-malformed': z.object({}),
  'key-is-other': z.object({ given: z.enum(KNOWN_SECRETS) }),
  'key-file-unreadable': z.object({ path: text, reason: text }),
  'key-needed': z.object({}),
  'passphrase-needed': z.object({}),
  'wrong-passphrase': z.object({}),
  'database-password-needed': z.object({}),
  'password-or-license-needed': z.object({}),
  'wrong-database-password': z.object({ tried: z.number() }),

  // The envelope
  'header-cut-short': z.object({ have: bytes, need: bytes }),
  'cut-short': z.object({ have: bytes, need: bytes.nullable() }),
  altered: z.object({}),
  'low-order-ephemeral': z.object({}),
  'header-never-ends': z.object({}),
  'header-damaged': z.object({}),
  'unknown-format': z.object({ found }),
  'too-many-layers': z.object({ limit: z.number() }),
  'too-large-for-memory': z.object({ bytes, limit: bytes }),
  /** No envelope that takes a secret, where one was promised. */
  'not-sealed': z.object({}),
  'gzip-damaged': z.object({ reason: text }),

  // What is inside: authentic, but not a sound portal export
  'payload-empty': z.object({}),
  'payload-not-a-zip': z.object({ found }),
  'payload-not-a-dump': z.object({ found }),
  /** All that was asked for is there but proof: what is inside was not looked into. */
  'authentic-only': z.object({ found }),
  'zip-damaged': z.object({ reason: text }),
  'zip-end-missing': z.object({}),
  'entry-name-hostile': z.object({
    entry: text,
    reason: z.enum(['absolute', 'parent', 'drive', 'zero', 'nameless', 'conflict', 'long', 'symlink']),
  }),
  /** `elsewhere`: the name of such a file within a folder. */
  'entry-missing': z.object({ entry: text, elsewhere: text.nullable() }),
  'entry-damaged': z.object({
    entry: text,
    reason: z.enum(['crc', 'size', 'inflate', 'header', 'overlap', 'encrypted']),
  }),
  'entry-method-refused': z.object({ entry: text, method: text }),
  'entry-method-unread': z.object({ entry: text, method: text }),
  'zip-bomb': z.object({ entry: text, expandsTo: bytes, limit: bytes }),
  'expands-too-far': z.object({ packed: bytes, limit: bytes }),
  'expands-beyond-disk': z.object({ expandsTo: bytes, free: bytes }),
  'manifest-unreadable': z.object({ reason: text }),
  'manifest-other-app': z.object({ app: text }),
  'manifest-other-kind': z.object({ kind: text.nullable() }),
  'content-unreadable': z.object({ entry: text, reason: text }),
  'database-unsound': z.object({ reason: text }),
  /** `missing`: tables that no portal is without. */
  'database-not-of-portal': z.object({ missing: text }),
  'credential-key-unusable': z.object({ bytes }),
  /** A whole-site export where a frontend archive was expected, or the reverse. */
  'export-of-other-scope': z.object({ expected: z.enum(['full', 'frontend']) }),
  'dump-damaged': z.object({ reason: text }),
  'dump-version-unknown': z.object({ version: text }),
  'tar-damaged': z.object({ reason: text }),

  // Looking inside, and taking things out
  'entry-not-found': z.object({ entry: text }),
  'table-not-found': z.object({ table: text }),
  /** Its rows may be whole all the same: this SQLite lacks what it would need to read them. */
  'table-unreadable': z.object({ table: text, reason: text }),
  'no-entries-inside': z.object({}),

  // The server
  'url-malformed': z.object({ url: text }),
  'url-has-credentials': z.object({ host: text }),
  /** `where`: the server's address, or the number of an archive. */
  'secret-in-address': z.object({ given: z.enum(KNOWN_SECRETS), where: z.enum(['address', 'archive']) }),
  'url-lacks-api-path': z.object({ url: text, suggestion: text }),
  'insecure-http-refused': z.object({ host: text }),
  /** `given`: what it plainly is instead; `other` where nothing tells. */
  'api-key-malformed': z.object({ given: z.enum([...KNOWN_SECRETS, 'other']) }),
  'api-key-empty': z.object({}),
  'api-key-needed': z.object({ host: text }),
  unauthorised: z.object({ host: text }),
  unreachable: z.object({ host: text, reason: text }),
  'connection-lost': z.object({ host: text, have: bytes, need: bytes.nullable() }),
  /** `variable`: of the environment. Its value may hold a password. */
  'proxy-malformed': z.object({ variable: text }),
  'proxy-unreachable': z.object({ proxy: text, reason: text }),
  'proxy-refused': z.object({ proxy: text, host: text, status: z.number() }),
  'tls-expired': z.object({ host: text }),
  'tls-not-yet-valid': z.object({ host: text }),
  'tls-self-signed': z.object({ host: text }),
  'tls-unknown-authority': z.object({ host: text }),
  'tls-wrong-host': z.object({ host: text }),
  'tls-failed': z.object({ host: text, reason: text }),
  'authority-unreadable': z.object({ path: text }),
  'redirect-refused': z.object({ host: text, location: text }),
  'not-a-backup-server': z.object({ host: text }),
  'broken-answer': z.object({ host: text, reason: text }),
  /**
   * The server, or a proxy in front of it, cannot answer for the moment. `retryAfter`: seconds, where it says when to
   * ask again.
   */
  'not-now': z.object({ host: text, status: z.number(), message: text, retryAfter: z.number().nullable() }),
  'answer-too-slow': z.object({ host: text, seconds: z.number() }),
  /** A web server in front wants a user name and a password of its own. */
  'web-server-sign-in': z.object({ host: text }),
  'server-error': z.object({ host: text, status: z.number(), message: text, retryAfter: z.number().nullable() }),
  'archive-not-found': z.object({ id: text }),
  'archive-unavailable': z.object({ host: text, id: text, status: z.number() }),
  'listing-incomplete': z.object({ id: text }),
  'no-archives': z.object({ scope: text }),
  'site-has-no-key': z.object({ site: text }),
  'fingerprint-differs': z.object({ expected: text, actual: text }),
  /** Kept when this machine first met the site, and what the server says now. */
  'fingerprint-changed': z.object({ site: text, before: text, now: text }),
  'fingerprint-unconfirmed': z.object({ site: text }),
  'size-changed-on-server': z.object({ listed: bytes, got: bytes }),
  'hash-changed-on-server': z.object({ listed: text, got: text }),
  'header-changed-on-server': z.object({}),

  // What an interrupted restore left
  'leftover-not-found': z.object({ id: text }),

  // Evidence
  'report-unreadable': z.object({}),
  'report-altered': z.object({}),
  'report-other-signer': z.object({ expected: text, actual: text }),
  'log-unreadable': z.object({ path: text }),
  /** `line` is the first that is not as it was written; null where it is the seal at the end. */
  'log-altered': z.object({ line: z.number().nullable(), findings: z.number() }),
  'log-other-signer': z.object({ expected: text, actual: text }),

  // Who holds which share
  'register-damaged': z.object({ path: text }),
  'set-not-registered': z.object({ set: text }),
  'set-already-registered': z.object({ set: text }),
  'set-not-active': z.object({ set: text, state: z.enum(['replaced', 'retired']) }),
  'share-not-held': z.object({ set: text, index: z.number(), status: z.enum(['lost', 'destroyed']) }),
  'share-not-registered': z.object({ set: text, index: z.number() }),
  'sealed-part-not-registered': z.object({ set: text, index: z.number() }),
  'receipt-unreadable': z.object({}),
  'receipt-altered': z.object({}),
  'receipt-without-share': z.object({ set: text, index: z.number() }),
  'receipt-unknown-signer': z.object({ signer: text, machine: text }),
  'receipt-outdated': z.object({ when: text, confirmed: text }),
  'receipt-from-future': z.object({ when: text }),

  // A share as text
  'share-unreadable': z.object({}),
  'share-other-program': z.object({ program: z.enum(OTHER_PROGRAMS) }),
  'share-version-unknown': z.object({ version: z.number() }),
  /** Rows are counted from 1 through the whole card; `have` of `need` characters of the row are there. */
  'share-cut-short': z.object({ row: z.number(), have: z.number(), need: z.number() }),
  'share-too-long': z.object({ row: z.number() }),
  /** The numbers of the rows that are not as they stand on the card, `2, 5`. */
  'share-wrong': z.object({ rows: text }),
  'share-zero-x': z.object({}),
  'sealed-part-other-set': z.object({}),
  'qr-not-found': z.object({}),
  'picture-too-large': z.object({ width: z.number(), height: z.number() }),

  // The vault
  'vault-missing': z.object({ path: text }),
  'vault-exists': z.object({ path: text }),
  /** `previous` is 1 where a whole predecessor stands beside it, else 0. */
  'vault-damaged': z.object({ path: text, previous: z.number() }),
  'vault-version-unknown': z.object({ path: text }),
  'vault-parameters-refused': z.object({ n: z.number(), r: z.number(), p: z.number() }),
  'vault-wrong-passphrase': z.object({}),
  'vault-wait': z.object({ seconds: z.number() }),
  'vault-passphrase-needed': z.object({}),
  'vault-passphrase-short': z.object({ least: z.number() }),
  'vault-keystore-needed': z.object({}),
  'vault-keystore-other': z.object({}),
  'vault-locked': z.object({}),
  'vault-changed': z.object({}),
  'vault-duplicate': z.object({ label: text }),
  'secret-not-text': z.object({ path: text.nullable(), seen: z.enum(['encoding', 'zeros']) }),
  'vault-secret-empty': z.object({}),
  'vault-secret-too-large': z.object({ bytes, limit: bytes }),
  'vault-full': z.object({ limit: z.number() }),
  'vault-entry-missing': z.object({ entry: text }),
  'vault-lacks-key': z.object({ needed: fingerprint }),
  'master-key-missing': z.object({}),
  'master-key-malformed': z.object({}),
  'env-file-encoding': z.object({ path: text }),
  'env-file-unclear': z.object({ path: text }),

  // Splitting a secret and bringing it back
  'clock-implausible': z.object({ now: text }),
  'escrow-too-large': z.object({ bytes, limit: bytes }),
  'split-check-failed': z.object({}),
  'ceremony-under-way': z.object({}),
  'ceremony-over': z.object({}),
  'ceremony-share-taken': z.object({ index: z.number(), custodian: text }),
  'ceremony-share-closed': z.object({ index: z.number(), custodian: text }),
  'ceremony-incomplete': z.object({ missing: text }),
  'confirmation-differs': z.object({ index: z.number(), row: z.number() }),
  'too-few-shares': z.object({ have: z.number(), need: z.number() }),
  'share-given-twice': z.object({ index: z.number() }),
  'shares-of-two-sets': z.object({ first: text, second: text }),
  'shares-of-two-generations': z.object({ older: text, newer: text }),
  'shares-contradict': z.object({ set: text }),
  'share-altered': z.object({ cards: z.number(), differ: z.boolean() }),
  'sealed-part-missing': z.object({ set: text }),
  'sealed-part-altered': z.object({}),
  'escrow-version-unknown': z.object({ version: z.number() }),
  'escrow-file-needed': z.object({ set: text }),
  'escrow-file-other': z.object({ file: text, cards: text }),
  'escrow-file-unreadable': z.object({}),
  'escrow-file-cut-short': z.object({ have: bytes, need: bytes.nullable() }),
  'escrow-file-altered': z.object({}),
  'sealed-card-unreadable': z.object({}),
  'sealed-card-damaged': z.object({}),
  'sealed-card-wrong-passphrase': z.object({}),
  'sealed-card-other-identity': z.object({}),
  'sealed-card-needs-passphrase': z.object({}),
  'sealed-card-needs-identity': z.object({}),
  'card-passphrase-short': z.object({ least: z.number() }),
  'age-recipient-malformed': z.object({}),
  'age-identity-malformed': z.object({}),

  // This machine
  'destination-exists': z.object({ path: text }),
  'destination-is-source': z.object({ path: text }),
  'destination-not-writable': z.object({ path: text, reason: text }),
  'link-in-the-way': z.object({ path: text }),
  'file-in-use': z.object({ path: text }),
  'disk-full': z.object({ path: text, need: bytes, free: bytes }),
  'file-too-large-for-disk': z.object({ path: text, need: bytes, limit: bytes }),
  'file-unreadable': z.object({ path: text, reason: text }),
  'answer-not-written': z.object({ reason: text }),
  'file-changed': z.object({ path: text }),
  'already-running': z.object({ what: z.enum(['restore', 'drill']) }),
  /** `seconds` without any progress. */
  stalled: z.object({ seconds: z.number() }),
  cancelled: z.object({}),
  unexpected: z.object({ detail: text }),
} as const;

export type FailureCode = keyof typeof failureParams;
export const FAILURE_CODES = Object.keys(failureParams) as FailureCode[];

/** One failure as plain data: this shape crosses processes, since an Error loses its name and code there. */
export type Failure = {
  [C in FailureCode]: { code: C; params: z.infer<(typeof failureParams)[C]> };
}[FailureCode];

/** Checks a failure that came from another process; an unknown code or a missing fact is refused. */
export const failureSchema = z
  .object({ code: z.enum(FAILURE_CODES as [FailureCode, ...FailureCode[]]), params: z.record(z.string(), z.unknown()) })
  .transform((value, context): Failure => {
    const params = failureParams[value.code].safeParse(value.params);
    if (!params.success) {
      context.addIssue({ code: 'custom', message: `the facts of ${value.code} are not of its shape` });
      return z.NEVER;
    }
    return { code: value.code, params: params.data } as Failure;
  });

/** The one exception that Salvor throws on purpose. Its message is for developers; people read the catalogue. */
export class SalvorError extends Error {
  readonly failure: Failure;

  constructor(failure: Failure, options?: { cause?: unknown }) {
    super(failure.code, options);
    this.name = 'SalvorError';
    this.failure = failure;
  }
}

/** Builds the error for one code; the compiler holds `params` to that code's facts. */
export function failed<C extends FailureCode>(
  code: C,
  params: z.infer<(typeof failureParams)[C]>,
  cause?: unknown,
): SalvorError {
  return new SalvorError({ code, params } as Failure, cause === undefined ? undefined : { cause });
}

/** Whatever was thrown, as a failure: an abort is `cancelled`, and what nobody foresaw is `unexpected`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof SalvorError) return error.failure;
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', params: {} };
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: 'unexpected', params: { detail } };
}
