import type { FailureCode } from '../core/errors';

/** What `salvor` ends with. The numbers are a contract with scripts: docs/command-line.md lists them. */
export const EXIT = {
  done: 0,
  unexpected: 1,
  usage: 2,
  wrongKey: 10,
  cutShort: 11,
  altered: 12,
  notSound: 13,
  unknownFormat: 14,
  unauthorised: 20,
  unreachable: 21,
  notABackupServer: 22,
  notFound: 23,
  fingerprint: 24,
  changedOnServer: 25,
  disk: 30,
  cancelled: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The exit code of every failure; the compiler refuses this file while one is missing. */
const BY_FAILURE: Record<FailureCode, ExitCode> = {
  unexpected: EXIT.unexpected,

  'key-file-unreadable': EXIT.usage,
  'key-needed': EXIT.usage,
  'passphrase-needed': EXIT.usage,
  'database-password-needed': EXIT.usage,
  'file-unreadable': EXIT.usage,
  'url-malformed': EXIT.usage,
  'url-lacks-api-path': EXIT.usage,
  'api-key-needed': EXIT.usage,
  'authority-unreadable': EXIT.usage,
  'set-already-registered': EXIT.usage,
  'set-not-active': EXIT.usage,
  'share-not-held': EXIT.usage,
  'receipt-outdated': EXIT.usage,

  'wrong-key': EXIT.wrongKey,
  'key-not-for-archive': EXIT.wrongKey,
  'key-is-public': EXIT.wrongKey,
  'key-has-whitespace': EXIT.wrongKey,
  'key-malformed': EXIT.wrongKey,
  'wrong-passphrase': EXIT.wrongKey,
  'wrong-database-password': EXIT.wrongKey,

  'header-cut-short': EXIT.cutShort,
  'cut-short': EXIT.cutShort,

  altered: EXIT.altered,
  'low-order-ephemeral': EXIT.altered,
  'report-altered': EXIT.altered,
  'log-altered': EXIT.altered,
  'receipt-altered': EXIT.altered,
  'share-not-registered': EXIT.altered,

  'payload-empty': EXIT.notSound,
  'payload-not-a-zip': EXIT.notSound,
  'zip-damaged': EXIT.notSound,
  'zip-bomb': EXIT.notSound,
  'entry-name-hostile': EXIT.notSound,
  'entry-missing': EXIT.notSound,
  'entry-damaged': EXIT.notSound,
  'expands-beyond-disk': EXIT.notSound,
  'manifest-unreadable': EXIT.notSound,
  'manifest-other-app': EXIT.notSound,
  'database-unsound': EXIT.notSound,
  'dump-damaged': EXIT.notSound,
  'dump-version-unknown': EXIT.notSound,
  'tar-damaged': EXIT.notSound,
  'gzip-damaged': EXIT.notSound,
  'too-many-layers': EXIT.notSound,
  'too-large-for-memory': EXIT.notSound,

  'unknown-format': EXIT.unknownFormat,
  'report-unreadable': EXIT.unknownFormat,
  'log-unreadable': EXIT.unknownFormat,
  'receipt-unreadable': EXIT.unknownFormat,
  'register-damaged': EXIT.unknownFormat,
  'header-never-ends': EXIT.unknownFormat,
  'header-damaged': EXIT.unknownFormat,

  unauthorised: EXIT.unauthorised,
  'api-key-malformed': EXIT.unauthorised,

  unreachable: EXIT.unreachable,
  'connection-lost': EXIT.unreachable,
  'insecure-http-refused': EXIT.unreachable,
  'tls-expired': EXIT.unreachable,
  'tls-not-yet-valid': EXIT.unreachable,
  'tls-self-signed': EXIT.unreachable,
  'tls-unknown-authority': EXIT.unreachable,
  'tls-wrong-host': EXIT.unreachable,
  'tls-failed': EXIT.unreachable,

  'not-a-backup-server': EXIT.notABackupServer,
  'broken-answer': EXIT.notABackupServer,
  'redirect-refused': EXIT.notABackupServer,
  'server-error': EXIT.notABackupServer,

  'archive-not-found': EXIT.notFound,
  'no-archives': EXIT.notFound,
  'entry-not-found': EXIT.notFound,
  'table-not-found': EXIT.notFound,
  'no-entries-inside': EXIT.notFound,
  'set-not-registered': EXIT.notFound,

  'fingerprint-differs': EXIT.fingerprint,
  'report-other-signer': EXIT.fingerprint,
  'log-other-signer': EXIT.fingerprint,
  'receipt-unknown-signer': EXIT.fingerprint,
  'fingerprint-unconfirmed': EXIT.fingerprint,
  'site-has-no-key': EXIT.fingerprint,

  'size-changed-on-server': EXIT.changedOnServer,
  'hash-changed-on-server': EXIT.changedOnServer,

  'destination-exists': EXIT.disk,
  'destination-not-writable': EXIT.disk,
  'link-in-the-way': EXIT.disk,
  'file-in-use': EXIT.disk,
  'disk-full': EXIT.disk,
  'file-too-large-for-disk': EXIT.disk,

  cancelled: EXIT.cancelled,
};

export function exitCodeOf(code: FailureCode): ExitCode {
  return BY_FAILURE[code];
}
