import { SalvorError } from '../../errors';
import type { Secrets } from '../../formats/format';
import { inspectFile } from '../../formats/inspect';
import { parsePrivateKey, wipe } from '../../formats/site-key';
import { beginDecryption } from '../../restore/decrypt';
import { PauseGate } from '../../restore/job';
import { Meter } from '../../restore/meter';
import { fileSource } from '../../restore/source';
import type { SecretKind } from '../model';
import { secretText } from '../secret-text';
import type { Vault } from './vault';

/** The entries of a vault that open one archive, by their ids; none of it where the archive needs none. */
export interface Fitting {
  readonly key: string | null;
  readonly passphrase: string | null;
  readonly databasePassword: string | null;
  /** Where the password opens it only together with this. */
  readonly licenseKey: string | null;
}

export const NOTHING_FITS: Fitting = { key: null, passphrase: null, databasePassword: null, licenseKey: null };

/**
 * Finds what in the vault opens an archive on the disk, by trying each entry of the kind that its header asks for on its
 * first kilobytes: no header names its key. An archive that cannot be read fits nothing; whoever opens it will be told why.
 *
 * @param signal ends the search between two tries; rejects with its reason
 * @throws vault-locked
 */
export async function fittingEntries(source: string, vault: Vault, signal: AbortSignal): Promise<Fitting> {
  const { needs } = await inspectFile(source).catch(() => ({ needs: 'nothing' as const }));
  const of = (kind: SecretKind) => vault.entries().filter((entry) => entry.kind === kind).map(({ id }) => id);
  const opens = (secrets: Secrets) => {
    signal.throwIfAborted();
    return opensWith(source, secrets, signal);
  };
  switch (needs) {
    case 'private-key':
      for (const id of of('site-key')) {
        const privateKey = parsePrivateKey(textOf(vault, id));
        const fits = await opens({ privateKey }).finally(() => wipe(privateKey));
        if (fits) return { ...NOTHING_FITS, key: id };
      }
      return NOTHING_FITS;
    case 'passphrase':
      for (const id of of('passphrase')) {
        if (await opens({ passphrase: textOf(vault, id) })) return { ...NOTHING_FITS, passphrase: id };
      }
      return NOTHING_FITS;
    case 'database-password':
      for (const id of of('database-password')) {
        const databasePasswords = [textOf(vault, id)];
        // Mostly no license key is needed, or the header says the right one.
        for (const license of [null, ...of('license-key')]) {
          const licenseKey = license === null ? {} : { licenseKey: textOf(vault, license) };
          if (await opens({ databasePasswords, ...licenseKey })) return { ...NOTHING_FITS, databasePassword: id, licenseKey: license };
        }
      }
      return NOTHING_FITS;
    default:
      return NOTHING_FITS;
  }
}

/** The text of a secret that is one. @throws secret-not-text */
export function textOf(vault: Vault, id: string): string {
  const bytes = vault.reveal(id);
  try {
    return secretText(bytes);
  } finally {
    bytes.fill(0);
  }
}

/** An archive within the archive may need more than this; then what was tried has opened the outer one all the same. */
const NEEDS_MORE: ReadonlySet<string> = new Set(['key-needed', 'passphrase-needed', 'database-password-needed']);

async function opensWith(path: string, secrets: Secrets, signal: AbortSignal): Promise<boolean> {
  const context = { signal, pause: new PauseGate(), report: () => {} };
  const source = await fileSource(path).catch(() => null);
  if (source === null) return false;
  try {
    await beginDecryption(source, secrets, context, new Meter(context), () => {});
    return true;
  } catch (error) {
    if (error instanceof SalvorError) return NEEDS_MORE.has(error.failure.code);
    throw error;
  } finally {
    await source.close();
  }
}
