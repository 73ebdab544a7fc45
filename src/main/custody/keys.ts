import { basename } from 'node:path';
import { readSecretText } from '../../core/custody/secret-file';
import { failed } from '../../core/errors';
import { parsePrivateKey, removeWhitespace, wipe } from '../../core/formats/site-key';
import type { HeldKey } from '../../shared/ipc/key-calls';
import { Tokens } from '../files/tokens';

/** A key that is not used for an hour is forgotten, so that an open window does not hold it over night. */
const LIFETIME_MS = 60 * 60 * 1000;

/** Private keys that a person has given, or that are in the vault. The window knows them by token. */
export class Keys {
  /** Each as the way to its text: a key of the vault stays there until it is used. */
  readonly #held = new Tokens<() => string>(LIFETIME_MS, 16);

  /**
   * Takes a private key in.
   *
   * @param source where it came from: `paste`, or a file's name
   * @throws key-is-public, key-has-whitespace, key-malformed
   */
  hold(text: string, mayRemoveWhitespace: boolean, source: string): HeldKey {
    const tidy = (mayRemoveWhitespace ? removeWhitespace(text) : text).trim();
    const key = parsePrivateKey(tidy);
    wipe(key);
    return { token: this.#held.issue(() => tidy), fingerprint: key.fingerprint, source };
  }

  /** As `hold`, from a file. @throws key-file-unreadable besides */
  async holdFile(path: string, mayRemoveWhitespace: boolean): Promise<HeldKey> {
    return this.hold(await readSecretText(path), mayRemoveWhitespace, basename(path));
  }

  /** Lets the window name a key of the vault, which `read` takes out each time it is used. */
  holdFromVault(fingerprint: string, label: string, read: () => string): HeldKey {
    return { token: this.#held.issue(read), fingerprint, source: 'vault', label };
  }

  /** The key's text. @throws key-needed when it was forgotten; vault-locked for one of the vault */
  text(token: string): string {
    const read = this.#held.find(token);
    if (read === undefined) throw failed('key-needed', {});
    return read();
  }

  forget(token: string): void {
    this.#held.forget(token);
  }

  forgetAll(): void {
    this.#held.forgetAll();
  }
}
