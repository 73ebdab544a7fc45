import { FOUND_INSTEAD } from './found-instead';
import { KNOWN_SECRETS } from './known-secret';
import { OTHER_PROGRAMS } from './other-programs';

const text = 'text';
const textOrNull = 'text or null';
const number = 'number';
const numberOrNull = 'number or null';

/**
 * Every failure that Salvor can name, with the facts that its sentences need: each by its kind, or by the values that
 * it can have. failure-schema.ts makes schemas of them; here is none, because the recovery page and the command's start
 * do without zod.
 *
 * The sentences (what happened, what is safe, what to do next) are in the message catalogue under `error.<code>.…`;
 * exit codes are with the command line. No fact may ever hold a secret.
 */
export const FAILURE_FACTS = {
  // The key
  'wrong-key': { given: textOrNull },
  'key-not-for-archive': { given: text, needed: text },
  'key-is-public': { fingerprint: text },
  'key-has-whitespace': {},
  'key-malformed': {},
  'key-is-other': { given: KNOWN_SECRETS },
  'key-file-unreadable': { path: text, reason: text },
  'key-needed': {},
  'passphrase-needed': {},
  'wrong-passphrase': {},
  'database-password-needed': {},
  'password-or-license-needed': {},
  'wrong-database-password': { tried: number },

  // The envelope
  'header-cut-short': { have: number, need: number },
  'cut-short': { have: number, need: numberOrNull },
  altered: {},
  'low-order-ephemeral': {},
  'header-never-ends': {},
  'header-damaged': {},
  'unknown-format': { found: FOUND_INSTEAD },
  'too-many-layers': { limit: number },
  'too-large-for-memory': { bytes: number, limit: number },
  /** No envelope that takes a secret, where one was promised. */
  'not-sealed': {},
  'gzip-damaged': { reason: text },

  // What is inside: authentic, but not a sound portal export
  'payload-empty': {},
  'payload-not-a-zip': { found: FOUND_INSTEAD },
  'payload-not-a-dump': { found: FOUND_INSTEAD },
  /** All that was asked for is there but proof: what is inside was not looked into. */
  'authentic-only': { found: FOUND_INSTEAD },
  'zip-damaged': { reason: text },
  'zip-end-missing': {},
  'entry-name-hostile': {
    entry: text,
    reason: ['absolute', 'parent', 'drive', 'zero', 'nameless', 'conflict', 'long', 'symlink'],
  },
  /** `elsewhere`: the name of such a file within a folder. */
  'entry-missing': { entry: text, elsewhere: textOrNull },
  'entry-damaged': {
    entry: text,
    reason: ['crc', 'size', 'inflate', 'header', 'overlap', 'encrypted'],
  },
  'entry-method-refused': { entry: text, method: text },
  'entry-method-unread': { entry: text, method: text },
  'zip-bomb': { entry: text, expandsTo: number, limit: number },
  'expands-too-far': { packed: number, limit: number },
  'expands-beyond-disk': { expandsTo: number, free: number },
  'manifest-unreadable': { reason: text },
  'manifest-other-app': { app: text },
  'manifest-other-kind': { kind: textOrNull },
  'content-unreadable': { entry: text, reason: text },
  'database-unsound': { reason: text },
  /** `missing`: tables that no portal is without. */
  'database-not-of-portal': { missing: text },
  'credential-key-unusable': { bytes: number },
  /** A whole-site export where a frontend archive was expected, or the reverse. */
  'export-of-other-scope': { expected: ['full', 'frontend'] },
  'dump-damaged': { reason: text },
  'dump-version-unknown': { version: text },
  'tar-damaged': { reason: text },

  // Looking inside, and taking things out
  'entry-not-found': { entry: text },
  'table-not-found': { table: text },
  /** Its rows may be whole all the same: this SQLite lacks what it would need to read them. */
  'table-unreadable': { table: text, reason: text },
  'no-entries-inside': {},

  // The server
  'url-malformed': { url: text },
  'url-has-credentials': { host: text },
  /** `where`: the server's address, or the number of an archive. */
  'secret-in-address': { given: KNOWN_SECRETS, where: ['address', 'archive'] },
  'url-lacks-api-path': { url: text, suggestion: text },
  'insecure-http-refused': { host: text },
  /** `given`: what it plainly is instead; `other` where nothing tells. */
  'api-key-malformed': { given: [...KNOWN_SECRETS, 'other'] },
  'api-key-empty': {},
  'api-key-needed': { host: text },
  unauthorised: { host: text },
  unreachable: { host: text, reason: text },
  'connection-lost': { host: text, have: number, need: numberOrNull },
  /** `variable`: of the environment. Its value may hold a password. */
  'proxy-malformed': { variable: text },
  'proxy-unreachable': { proxy: text, reason: text },
  'proxy-refused': { proxy: text, host: text, status: number },
  'tls-expired': { host: text },
  'tls-not-yet-valid': { host: text },
  'tls-self-signed': { host: text },
  'tls-unknown-authority': { host: text },
  'tls-wrong-host': { host: text },
  'tls-failed': { host: text, reason: text },
  'authority-unreadable': { path: text },
  'redirect-refused': { host: text, location: text },
  'not-a-backup-server': { host: text },
  'broken-answer': { host: text, reason: text },
  /**
   * The server, or a proxy in front of it, cannot answer for the moment. `retryAfter`: seconds, where it says when to
   * ask again.
   */
  'not-now': { host: text, status: number, message: text, retryAfter: numberOrNull },
  'answer-too-slow': { host: text, seconds: number },
  /** A web server in front wants a user name and a password of its own. */
  'web-server-sign-in': { host: text },
  'server-error': { host: text, status: number, message: text, retryAfter: numberOrNull },
  'archive-not-found': { id: text },
  'archive-unavailable': { host: text, id: text, status: number },
  'listing-incomplete': { id: text },
  'no-archives': { scope: text },
  'site-has-no-key': { site: text },
  'fingerprint-differs': { expected: text, actual: text },
  /** Kept when this machine first met the site, and what the server says now. */
  'fingerprint-changed': { site: text, before: text, now: text },
  'fingerprint-unconfirmed': { site: text },
  'size-changed-on-server': { listed: number, got: number },
  'hash-changed-on-server': { listed: text, got: text },
  'header-changed-on-server': {},

  // What an interrupted restore left
  'leftover-not-found': { id: text },

  // Evidence
  'report-unreadable': {},
  'report-altered': {},
  'report-other-signer': { expected: text, actual: text },
  'log-unreadable': { path: text },
  /** `line` is the first that is not as it was written; null where it is the seal at the end. */
  'log-altered': { line: numberOrNull, findings: number },
  'log-other-signer': { expected: text, actual: text },

  // Who holds which share
  'register-damaged': { path: text },
  'set-not-registered': { set: text },
  'set-already-registered': { set: text },
  'set-not-active': { set: text, state: ['replaced', 'retired'] },
  'share-not-held': { set: text, index: number, status: ['lost', 'destroyed'] },
  'share-not-registered': { set: text, index: number },
  'sealed-part-not-registered': { set: text, index: number },
  'receipt-unreadable': {},
  'receipt-altered': {},
  'receipt-without-share': { set: text, index: number },
  'receipt-unknown-signer': { signer: text, machine: text },
  'receipt-outdated': { when: text, confirmed: text },
  'receipt-from-future': { when: text },

  // A share as text
  'share-unreadable': {},
  'share-other-program': { program: OTHER_PROGRAMS },
  'share-version-unknown': { version: number },
  /** Rows are counted from 1 through the whole card; `have` of `need` characters of the row are there. */
  'share-cut-short': { row: number, have: number, need: number },
  'share-too-long': { row: number },
  /** The numbers of the rows that are not as on the card, `2, 5`. */
  'share-wrong': { rows: text },
  'share-zero-x': {},
  'sealed-part-other-set': {},
  'qr-not-found': {},
  'picture-too-large': { width: number, height: number },

  // The vault
  'vault-missing': { path: text },
  'vault-exists': { path: text },
  /** `previous` is 1 where a whole predecessor is beside it, else 0. */
  'vault-damaged': { path: text, previous: number },
  'vault-version-unknown': { path: text },
  'vault-parameters-refused': { n: number, r: number, p: number },
  'vault-wrong-passphrase': {},
  'vault-wait': { seconds: number },
  'vault-passphrase-needed': {},
  'vault-passphrase-short': { least: number },
  'vault-keystore-needed': {},
  'vault-keystore-other': {},
  'vault-locked': {},
  'vault-changed': {},
  'vault-duplicate': { label: text },
  'secret-not-text': { path: textOrNull, seen: ['encoding', 'zeros'] },
  'vault-secret-empty': {},
  'vault-secret-too-large': { bytes: number, limit: number },
  'vault-full': { limit: number },
  'vault-entry-missing': { entry: text },
  'vault-lacks-key': { needed: textOrNull },
  'master-key-missing': {},
  'master-key-malformed': {},
  'env-file-encoding': { path: text },
  'env-file-unclear': { path: text },

  // Splitting a secret and bringing it back
  'clock-implausible': { now: text },
  'escrow-too-large': { bytes: number, limit: number },
  'split-check-failed': {},
  'ceremony-under-way': {},
  'ceremony-over': {},
  'ceremony-share-taken': { index: number, custodian: text },
  'ceremony-share-closed': { index: number, custodian: text },
  'ceremony-incomplete': { missing: text },
  'confirmation-differs': { index: number, row: number },
  'too-few-shares': { have: number, need: number },
  'share-given-twice': { index: number },
  'shares-of-two-sets': { first: text, second: text },
  'shares-of-two-generations': { older: text, newer: text },
  'shares-contradict': { set: text },
  'share-altered': { cards: number, differ: 'boolean' },
  'sealed-part-missing': { set: text },
  'sealed-part-altered': {},
  'escrow-version-unknown': { version: number },
  'escrow-file-needed': { set: text },
  'escrow-file-other': { file: text, cards: text },
  'escrow-file-unreadable': {},
  'escrow-file-cut-short': { have: number, need: numberOrNull },
  'escrow-file-altered': {},
  'sealed-card-unreadable': {},
  'sealed-card-damaged': {},
  'sealed-card-wrong-passphrase': {},
  'sealed-card-other-identity': {},
  'sealed-card-needs-passphrase': {},
  'sealed-card-needs-identity': {},
  'card-passphrase-short': { least: number },
  'age-recipient-malformed': {},
  'age-identity-malformed': {},

  // This machine
  'destination-exists': { path: text },
  'destination-is-source': { path: text },
  'destination-not-writable': { path: text, reason: text },
  'link-in-the-way': { path: text },
  'file-in-use': { path: text },
  'disk-full': { path: text, need: number, free: number },
  'file-too-large-for-disk': { path: text, need: number, limit: number },
  'file-unreadable': { path: text, reason: text },
  'answer-not-written': { reason: text },
  'file-changed': { path: text },
  'already-running': { what: ['restore', 'drill'] },
  /** `seconds` without any progress. */
  stalled: { seconds: number },
  cancelled: {},
  unexpected: { detail: text },
} as const satisfies Record<string, Readonly<Record<string, FactKind>>>;

interface Kinds {
  text: string;
  'text or null': string | null;
  number: number;
  'number or null': number | null;
  boolean: boolean;
}
export type FactKind = keyof Kinds | readonly string[];
type ValueOf<K> = K extends keyof Kinds ? Kinds[K] : K extends readonly (infer V)[] ? V : never;

export type FailureCode = keyof typeof FAILURE_FACTS;
export const FAILURE_CODES = Object.keys(FAILURE_FACTS) as [FailureCode, ...FailureCode[]];

export type FailureFacts<C extends FailureCode> = {
  -readonly [F in keyof (typeof FAILURE_FACTS)[C]]: ValueOf<(typeof FAILURE_FACTS)[C][F]>;
};

/** One failure as plain data: this shape crosses processes, where an Error would lose its name and code. */
export type Failure = { [C in FailureCode]: { code: C; params: FailureFacts<C> } }[FailureCode];

/** How a result crosses processes, as data. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; error: Failure };

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
export function failed<C extends FailureCode>(code: C, params: FailureFacts<C>, cause?: unknown): SalvorError {
  return new SalvorError({ code, params } as Failure, cause === undefined ? undefined : { cause });
}

/** Whether something thrown is a failure of one of these codes. */
export function isFailure<C extends FailureCode>(
  error: unknown,
  ...codes: readonly C[]
): error is SalvorError & { readonly failure: Extract<Failure, { code: C }> } {
  return error instanceof SalvorError && codes.some((code) => code === error.failure.code);
}

/** Turns anything thrown into a failure: an abort is `cancelled`, and what no one foresaw is `unexpected`. */
export function toFailure(error: unknown): Failure {
  if (error instanceof SalvorError) return error.failure;
  if (error instanceof Error && error.name === 'AbortError') return { code: 'cancelled', params: {} };
  const detail = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { code: 'unexpected', params: { detail } };
}
