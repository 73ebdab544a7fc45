import type { Destination } from '../../shared/ipc/destination-calls';
import type { OpenedFile } from '../../shared/ipc/file-calls';
import type { HeldKey } from '../../shared/ipc/key-calls';
import type { SecretTokens } from '../../shared/ipc/secret-calls';
import type { Failure } from '../base/client';
import { type Lack, missingPlace } from './missing';

export type Need = OpenedFile['needs'];

/** A secret that the main process holds; the window knows where it came from and its token. */
export interface HeldSecret {
  token: string;
  /** Name of the file or of the vault's entry that it was taken from; null where it was typed. */
  source: string | null;
  /** It is kept in the vault. */
  vault?: boolean;
}

/** What a person has given for a file so far. */
export interface Given {
  key: HeldKey | null;
  passphrase: HeldSecret | null;
  databasePasswords: readonly HeldSecret[];
  /** In place of what the header says. */
  licenseKey: HeldSecret | null;
  tenantId: string;
}

export const NOTHING_GIVEN: Given = {
  key: null,
  passphrase: null,
  databasePasswords: [],
  licenseKey: null,
  tenantId: '',
};

/** The secrets as the main process takes them. */
export function tokensOf({ key, passphrase, databasePasswords, licenseKey, tenantId }: Given): SecretTokens {
  return {
    key: key?.token ?? null,
    passphrase: passphrase?.token ?? null,
    databasePasswords: databasePasswords.map(({ token }) => token),
    licenseKey: licenseKey?.token ?? null,
    tenantId: tenantId.trim() === '' ? null : tenantId.trim(),
  };
}

/** The secrets that a file needs: what its header says, and what turned out to lie within. */
export function needsOf(file: Pick<OpenedFile, 'needs'>, within: readonly Need[]): readonly Need[] {
  const needs = [...new Set([file.needs, ...within])].filter((need) => need !== 'nothing');
  return needs.length === 0 ? ['nothing'] : needs;
}

const ASKED_FOR: Partial<Record<Failure['code'], Need>> = {
  'key-needed': 'private-key',
  'passphrase-needed': 'passphrase',
  'database-password-needed': 'database-password',
  'password-or-license-needed': 'database-password-or-license-key',
};

/**
 * The secret whose lack ended a job: an archive within another one may need one that the header does not mention.
 */
export function needOf({ code }: Failure): Need | null {
  return ASKED_FOR[code] ?? null;
}

const LACKS: Record<Exclude<Need, 'nothing'>, Lack> = {
  'private-key': 'key',
  passphrase: 'passphrase',
  'database-password': 'password',
  'database-password-or-license-key': 'passwordOrLicense',
};

function has(given: Given, need: Need): boolean {
  if (need === 'private-key') return given.key !== null;
  if (need === 'passphrase') return given.passphrase !== null;
  if (need === 'database-password-or-license-key' && given.licenseKey !== null) return true;
  return need === 'nothing' || given.databasePasswords.length > 0;
}

interface Choices {
  purpose: 'open' | 'browse' | 'drill';
  needs: readonly Need[];
  given: Given;
  destination: Destination | null;
  overwrite: boolean;
  operator: string;
}

/** Everything that is still missing for a file, in the order of the sections. */
export function missingForFile({ purpose, needs, given, destination, overwrite, operator }: Choices): Lack[] {
  const lacks = purpose === 'open' ? missingPlace(destination, overwrite) : [];
  for (const need of needs) if (need !== 'nothing' && !has(given, need)) lacks.push(LACKS[need]);
  if (purpose === 'drill' && operator.trim() === '') lacks.push('operator');
  return lacks;
}

/** ProxPanel's keys may be made from a license key and a tenant id, which its header says or lacks. */
export function hasLicense(format: string): boolean {
  return format.startsWith('proxpanel-');
}
