import type { Failure } from '../base/client';

/**
 * What helps against a failure, as one action: the same again, another key, passphrase or password, another place,
 * the server's own page (which asks for the API key, or stops at a changed fingerprint), or another archive.
 */
export type Remedy = 'again' | 'key' | 'passphrase' | 'password' | 'place' | 'server' | 'archives';

const REMEDIES: Partial<Record<Failure['code'], Remedy>> = {
  'wrong-key': 'key',
  'key-not-for-archive': 'key',
  'key-is-public': 'key',
  'key-has-whitespace': 'key',
  'key-malformed': 'key',
  'key-file-unreadable': 'key',
  'key-needed': 'key',

  'passphrase-needed': 'passphrase',
  'wrong-passphrase': 'passphrase',
  'database-password-needed': 'password',
  'password-or-license-needed': 'password',
  'wrong-database-password': 'password',

  'destination-exists': 'place',
  'destination-not-writable': 'place',
  'disk-full': 'place',
  'file-too-large-for-disk': 'place',
  'expands-beyond-disk': 'place',

  'api-key-malformed': 'server',
  'api-key-needed': 'server',
  unauthorised: 'server',
  'fingerprint-differs': 'server',
  'fingerprint-unconfirmed': 'server',
  'site-has-no-key': 'server',
  'size-changed-on-server': 'server',
  'hash-changed-on-server': 'server',

  'header-cut-short': 'archives',
  'low-order-ephemeral': 'archives',
  'unknown-format': 'archives',
  'payload-empty': 'archives',
  'payload-not-a-zip': 'archives',
  'payload-not-a-dump': 'archives',
  'authentic-only': 'archives',
  'not-sealed': 'archives',
  'zip-damaged': 'archives',
  'zip-end-missing': 'archives',
  'entry-name-hostile': 'archives',
  'entry-missing': 'archives',
  'entry-damaged': 'archives',
  'entry-method-refused': 'archives',
  'entry-method-unread': 'archives',
  'zip-bomb': 'archives',
  'expands-too-far': 'archives',
  'manifest-unreadable': 'archives',
  'manifest-other-app': 'archives',
  'manifest-other-kind': 'archives',
  'content-unreadable': 'archives',
  'database-unsound': 'archives',
  'database-not-of-portal': 'archives',
  'credential-key-unusable': 'archives',
  'export-of-other-scope': 'archives',
  'header-never-ends': 'archives',
  'header-damaged': 'archives',
  'too-many-layers': 'archives',
  'too-large-for-memory': 'archives',
  'gzip-damaged': 'archives',
  'dump-damaged': 'archives',
  'dump-version-unknown': 'archives',
  'tar-damaged': 'archives',
  'archive-not-found': 'archives',
  'no-archives': 'archives',
};

/** The action that fits `failure`; trying again where nothing else is known to help. */
export function remedyFor({ code }: Failure): Remedy {
  return REMEDIES[code] ?? 'again';
}
