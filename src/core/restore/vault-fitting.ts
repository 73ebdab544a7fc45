import { tmpdir } from 'node:os';
import type { SecretKind } from '../custody/model';
import { secretText } from '../custody/secret-text';
import { SalvorError } from '../errors';
import type { Need, Secrets } from '../formats/format';
import { inspectFile } from '../formats/inspect';
import { parsePrivateKey, wipe } from '../formats/site-key';
import { fileSource } from '../sources/file/file-source';
import { beginDecryption } from './decrypt';
import { PauseGate } from './job';
import { Meter } from './meter';

/** The entries of a vault that open one archive, by their ids; none of it where the archive needs none. */
export interface Fitting {
  readonly key: string | null;
  readonly passphrase: string | null;
  readonly databasePassword: string | null;
  /** Where the password opens it only together with this, or this alone does. */
  readonly licenseKey: string | null;
}

/**
 * The secrets to search: those of an open vault, or some of them. `reveal` gives a copy, which is wiped.
 */
export interface KeptSecrets {
  entries(): readonly { readonly id: string; readonly kind: SecretKind }[];
  reveal(id: string): Uint8Array;
}

/** The kinds of secrets that may open what needs this. */
export function kindsFor(needs: Need): readonly SecretKind[] {
  switch (needs) {
    case 'private-key':
      return ['site-key'];
    case 'passphrase':
      return ['passphrase'];
    case 'database-password':
    case 'database-password-or-license-key':
      return ['database-password', 'license-key'];
    case 'nothing':
      return [];
  }
}

export const NOTHING_FITS: Fitting = { key: null, passphrase: null, databasePassword: null, licenseKey: null };

/**
 * Finds what in the vault opens an archive on the disk, by trying each entry of the kind that its header asks for on
 * its first kilobytes, and on all of it where those do not tell: no header names its key. An archive that cannot be
 * read fits nothing; the opening says why.
 *
 * @param signal ends the search between two tries; rejects with its reason
 * @throws vault-locked
 */
export async function fittingEntries(source: string, vault: KeptSecrets, signal: AbortSignal): Promise<Fitting> {
  const { needs } = await inspectFile(source).catch(() => ({ needs: 'nothing' as const }));
  const of = (kind: SecretKind) =>
    vault
      .entries()
      .filter((entry) => entry.kind === kind)
      .map(({ id }) => id);
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
    case 'database-password-or-license-key': {
      const [passwords, licenses] = [of('database-password'), of('license-key')];
      // Mostly no license key is needed, or the header says the right one.
      const pairs: { password: string | null; license: string | null }[] = passwords.map((password) => ({
        password,
        license: null,
      }));
      // A license key alone made the key of some backups whose header does not name it.
      if (needs === 'database-password-or-license-key')
        pairs.push(...licenses.map((license) => ({ password: null, license })));
      pairs.push(...passwords.flatMap((password) => licenses.map((license) => ({ password, license }))));
      for (const { password, license } of pairs) {
        const databasePasswords = password === null ? [] : [textOf(vault, password)];
        const licenseKey = license === null ? {} : { licenseKey: textOf(vault, license) };
        if (await opens({ databasePasswords, ...licenseKey }))
          return { ...NOTHING_FITS, databasePassword: password, licenseKey: license };
      }
      return NOTHING_FITS;
    }
    default:
      return NOTHING_FITS;
  }
}

/** The text of a secret that is one. @throws secret-not-text */
export function textOf(vault: Pick<KeptSecrets, 'reveal'>, id: string): string {
  const bytes = vault.reveal(id);
  try {
    return secretText(bytes);
  } finally {
    bytes.fill(0);
  }
}

/**
 * Where the contents are of no known kind, only the whole archive tells whether a secret opens it. Up to so many bytes
 * it is read whole, for each secret once; beyond, a search through the vault would take minutes, and fits nothing.
 */
const MOST_READ_WHOLE = 256 * 1024 * 1024;

/** An archive within the archive may need more than this; then what was tried has opened the outer one all the same. */
const NEEDS_MORE: ReadonlySet<string> = new Set([
  'key-needed',
  'passphrase-needed',
  'database-password-needed',
  'password-or-license-needed',
]);

async function opensWith(path: string, secrets: Secrets, signal: AbortSignal): Promise<boolean> {
  const context = { signal, pause: new PauseGate(), report: () => {} };
  const source = await fileSource(path).catch(() => null);
  if (source === null) return false;
  try {
    const decryption = await beginDecryption(source, secrets, context, new Meter(context), () => {}, tmpdir());
    try {
      if (decryption.layers.every(({ certain }) => certain)) return true;
      if (source.size > MOST_READ_WHOLE) return false;
      await decryption.run(() => signal.throwIfAborted());
      return true;
    } finally {
      await decryption.close();
    }
  } catch (error) {
    if (error instanceof SalvorError) return NEEDS_MORE.has(error.failure.code);
    throw error;
  } finally {
    await source.close();
  }
}
