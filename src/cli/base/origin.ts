import type { RestoreResult } from '../../core/restore/model';
import type { MessageKey, Say } from '../../shared/messages/catalogue';
import { wrap } from './layout';
import { printable } from './terminal';

type Opened = Pick<RestoreResult, 'layers' | 'payload' | 'keyFingerprint' | 'derivation' | 'said'>;

/** ProxPanel's ways to make the key: see core/formats/proxpanel.ts. */
const DERIVATIONS: Record<string, MessageKey> = {
  'password-salt': 'cli.derivation.password-salt',
  'salt-password': 'cli.derivation.salt-password',
  'password-older-salt': 'cli.derivation.password-older-salt',
  'license-older-salt': 'cli.derivation.license-older-salt',
  'license-password': 'cli.derivation.license-password',
  'license-tenant-password': 'cli.derivation.license-tenant-password',
};

/** What a header says in clear, by the format's own names. */
const SAID: Record<string, MessageKey> = { licenseKey: 'cli.said.license-key', tenantId: 'cli.said.tenant-id' };

/** Labels and values of how an archive was opened. */
export function openedBy(
  say: Say,
  { layers, payload, keyFingerprint, derivation, said }: Opened,
): [string, string | null][] {
  const made = derivation === null ? undefined : DERIVATIONS[derivation];
  return [
    [say('cli.result.format'), [...layers, payload].join(' → ')],
    ...unconfirmedPairs(say, said),
    [say('cli.result.key'), keyFingerprint],
    [say('cli.result.derivation'), made === undefined ? derivation : say(made)],
  ];
}

export function unconfirmedPairs(say: Say, said: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(said).map(([name, value]) => {
    const label = SAID[name];
    return [label === undefined ? printable(name) : say(label), printable(value)];
  });
}

/** Nothing authenticates what a header says in clear: that belongs beside it. Empty where it says nothing. */
export function unconfirmedRemark(say: Say, { said }: Pick<Opened, 'said'>): string {
  return Object.keys(said).length === 0 ? '' : wrap(say('cli.said.remark'));
}
