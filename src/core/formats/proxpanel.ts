import { failed } from '../errors';
import type { EnvelopeFormat, EnvelopeHeader, Secrets } from './format';
import { GCM_NONCE_BYTES, GCM_TAG_BYTES } from './gcm-message';
import { ascii, beginsWith, requireBytes } from './magic';
import { unicodeForms } from './unicode-forms';

/**
 * A ProxPanel `.proisp.bak`: lines of text, then one GCM message.
 *
 *     "PROXPANEL_ENCRYPTED_V1\n"                                         nonce (12) ‖ ciphertext ‖ tag (16)
 *     "PROXPANEL_ENCRYPTED_BACKUP_V1\n"                                  …
 *     "PROXPANEL_ENCRYPTED_BACKUP_V2\nLICENSE_KEY=…\n"                   …
 *     "PROXPANEL_ENCRYPTED_BACKUP_V2\nLICENSE_KEY=…\nTENANT_ID=…\n"      …
 *
 * The first is of scheduled backups until January 2026. No cipher authenticates the lines. Documents and releases
 * disagree on the key, so that each derivation that the given secrets allow is tried.
 */
const SCHEDULED = 'PROXPANEL_ENCRYPTED_V1';
const BACKUP_V1 = 'PROXPANEL_ENCRYPTED_BACKUP_V1';
const BACKUP_V2 = 'PROXPANEL_ENCRYPTED_BACKUP_V2';
const FIRST_LINES = [SCHEDULED, BACKUP_V1, BACKUP_V2].map((line) => ascii(line));
const SALT = 'ProxPanel-Backup-Encryption-2024';
/**
 * Of backups made by hand until January 2026, with the license key, or the database password where no license was set.
 */
const OLDER_SALT = 'ProxPanel-AES256-Backup-2024';
const UNKNOWN = 'UNKNOWN';
const LICENSE = 'LICENSE_KEY=';
const TENANT = 'TENANT_ID=';
const NEWLINE = 0x0a;
/** Far longer than any license key; a header beyond it has no end. */
const LONGEST_HEADER = 2048;

type ProxpanelId = 'proxpanel-v1' | 'proxpanel-v2' | 'proxpanel-v2-tenant';

export const proxpanel: EnvelopeFormat<ProxpanelId> = {
  headBytes: LONGEST_HEADER + GCM_NONCE_BYTES + GCM_TAG_BYTES,
  recognise: (head) => FIRST_LINES.some((line) => beginsWith(head, line)),
  readHeader(head) {
    const lines = new Lines(head);
    const version = lines.next();
    if (version === SCHEDULED || version === BACKUP_V1) return header('proxpanel-v1', head, lines.at, {});
    if (version !== BACKUP_V2) throw failed('header-damaged', {});
    const license = lines.next();
    if (!license.startsWith(LICENSE)) throw failed('header-damaged', {});
    const said = { licenseKey: license.slice(LICENSE.length) };
    const tenant = lines.tenantLine();
    if (tenant === null) return header('proxpanel-v2', head, lines.at, said);
    return header('proxpanel-v2-tenant', head, lines.at, { ...said, tenantId: tenant });
  },
};

function header(
  id: ProxpanelId,
  head: Uint8Array,
  bytes: number,
  said: { licenseKey?: string; tenantId?: string },
): EnvelopeHeader<ProxpanelId> {
  const headerBytes = bytes + GCM_NONCE_BYTES;
  requireBytes(head, headerBytes + GCM_TAG_BYTES);
  const nonce = head.slice(bytes, headerBytes);
  return {
    id,
    // Where the header does not name a license, the key may come from one that only a person knows.
    needs: said.licenseKey === undefined ? 'database-password-or-license-key' : 'database-password',
    headerBytes,
    trailerBytes: GCM_TAG_BYTES,
    holds: 'dump',
    ending: '.dump',
    said,
    plainBytes: (whole) => whole - headerBytes - GCM_TAG_BYTES,
    async openings(secrets) {
      if ((secrets.databasePasswords ?? []).length === 0) {
        if (said.licenseKey !== undefined) throw failed('database-password-needed', {});
        if (givenValues([secrets.licenseKey]).length === 0) throw failed('password-or-license-needed', {});
      }
      const [{ gcmOpening }, { createHash }] = await Promise.all([import('./gcm'), import('node:crypto')]);
      const sha256 = (parts: readonly string[]) => {
        const hash = createHash('sha256');
        for (const part of parts) hash.update(part, 'utf8');
        return new Uint8Array(hash.digest());
      };
      return derivations(secrets, said).map(({ derivation, parts }) =>
        gcmOpening({ key: sha256(parts), nonce, headerBytes }, { keyFingerprint: null, derivation }),
      );
    },
  };
}

/**
 * Every derivation, for every password and every license key and tenant id that is given or in the header, in each of
 * their Unicode forms.
 */
function derivations(
  secrets: Secrets,
  said: { licenseKey?: string; tenantId?: string },
): { derivation: string; parts: string[] }[] {
  const licenses = givenValues([said.licenseKey, secrets.licenseKey]);
  const tenants = givenValues([said.tenantId, secrets.tenantId]);
  const passwords = givenValues(secrets.databasePasswords ?? []);
  return [
    ...passwords.flatMap((password) => [
      { derivation: 'password-salt', parts: [password, SALT] },
      { derivation: 'salt-password', parts: [SALT, password] },
      ...licenses.map((license) => ({ derivation: 'license-password', parts: [license, password] })),
      ...licenses.flatMap((license) =>
        tenants.map((tenant) => ({ derivation: 'license-tenant-password', parts: [license, tenant, password] })),
      ),
      { derivation: 'password-older-salt', parts: [password, OLDER_SALT] },
    ]),
    ...licenses.map((license) => ({ derivation: 'license-older-salt', parts: [license, OLDER_SALT] })),
  ];
}

function givenValues(values: readonly (string | undefined)[]): string[] {
  const given = values.filter((value): value is string => value !== undefined && value !== '' && value !== UNKNOWN);
  return [...new Set(given.flatMap(unicodeForms))];
}

/** The lines at the beginning of a file. */
class Lines {
  readonly #head: Uint8Array;
  /** Where the next line begins. */
  at = 0;

  constructor(head: Uint8Array) {
    this.#head = head.subarray(0, LONGEST_HEADER);
  }

  /** @throws header-never-ends */
  next(): string {
    const end = this.#head.indexOf(NEWLINE, this.at);
    if (end === -1) throw failed('header-never-ends', {});
    const line = this.#text(end);
    this.at = end + 1;
    return line;
  }

  /**
   * The tenant's id where such a line follows. A nonce that happens to begin as one would have to be 10 bytes alike.
   */
  tenantLine(): string | null {
    const start = this.#text(this.at + TENANT.length);
    return start === TENANT ? this.next().slice(TENANT.length) : null;
  }

  #text(end: number): string {
    return new TextDecoder('utf-8').decode(this.#head.subarray(this.at, end));
  }
}
