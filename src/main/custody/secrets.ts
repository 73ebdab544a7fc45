import { basename } from 'node:path';
import { readSecretText } from '../../core/custody/secret-file';
import { failed, type SalvorError } from '../../core/errors';
import type { ArchiveSecretKind, SecretTokens } from '../../shared/ipc/secret-calls';
import { Tokens } from '../files/tokens';
import type { Keys } from './keys';

/** As long as a private key is held; see keys.ts. */
const LIFETIME_MS = 60 * 60 * 1000;

/** The secrets of one archive as texts, in the shape in which the engine takes them. */
export interface SecretTexts {
  key: string | null;
  passphrase?: string;
  licenseKey?: string;
  tenantId?: string;
  databasePasswords: string[];
}

/** Passphrases, passwords and license keys that a person gave in this run, in memory only, known outside by token. */
export class HeldSecrets {
  readonly #held: Tokens<{ kind: ArchiveSecretKind; read: () => string }>;

  constructor(now: () => number = Date.now) {
    this.#held = new Tokens(LIFETIME_MS, 64, now);
  }

  /**
   * Takes a secret in, exactly as it is typed: a passphrase may begin and end with spaces.
   *
   * @throws what says that the secret is needed, when there is nothing in it
   */
  hold(kind: ArchiveSecretKind, given: string): string {
    const text = kind === 'license-key' ? given.trim() : given;
    if (text === '') throw needed(kind);
    return this.#held.issue({ kind, read: () => text });
  }

  /**
   * As `hold`, from a file; one line break at its end is not part of the secret. @throws key-file-unreadable
   * besides
   */
  async holdFile(kind: ArchiveSecretKind, path: string): Promise<{ token: string; source: string }> {
    const text = await readSecretText(path);
    return { token: this.hold(kind, text.replace(/\r?\n$/, '')), source: basename(path) };
  }

  forget(token: string): void {
    this.#held.forget(token);
  }

  /** Lets the window name a secret of the vault, which `read` takes out each time it is used. */
  holdFromVault(kind: ArchiveSecretKind, read: () => string): string {
    return this.#held.issue({ kind, read });
  }

  forgetAll(): void {
    this.#held.forgetAll();
  }

  /**
   * @throws what says that the secret is needed, when it was forgotten or is of another kind; vault-locked for one of
   * the vault
   */
  text(token: string, kind: ArchiveSecretKind): string {
    const held = this.#held.find(token);
    if (held?.kind !== kind) throw needed(kind);
    return held.read();
  }

  /** Every secret behind the window's tokens. @throws key-needed besides */
  texts({ key, passphrase, databasePasswords, licenseKey, tenantId }: SecretTokens, keys: Keys): SecretTexts {
    return {
      key: key === null ? null : keys.text(key),
      databasePasswords: databasePasswords.map((token) => this.text(token, 'database-password')),
      ...(passphrase === null ? {} : { passphrase: this.text(passphrase, 'passphrase') }),
      ...(licenseKey === null ? {} : { licenseKey: this.text(licenseKey, 'license-key') }),
      ...(tenantId === null || tenantId.trim() === '' ? {} : { tenantId: tenantId.trim() }),
    };
  }
}

function needed(kind: ArchiveSecretKind): SalvorError {
  if (kind === 'passphrase') return failed('passphrase-needed', {});
  return kind === 'license-key' ? failed('password-or-license-needed', {}) : failed('database-password-needed', {});
}
