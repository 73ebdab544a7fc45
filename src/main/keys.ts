import { basename } from 'node:path';
import { failed } from '../core/errors';
import { parsePrivateKey, removeWhitespace, wipe } from '../core/formats/site-key';
import type { HeldKey } from '../shared/ipc/contract';
import { readSmallFile } from './small-file';
import { Tokens } from './tokens';

/** A key that is not used for an hour is forgotten, so that an open window does not hold it over night. */
const LIFETIME_MS = 60 * 60 * 1000;
/** A key is 50 characters. Whoever picks a large file has picked the wrong one. */
const LONGEST_FILE = 64 * 1024;

/** Private keys that a person has given in this run, in memory only. The window knows them by token. */
export class Keys {
  readonly #held = new Tokens<string>(LIFETIME_MS, 16);

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
    return { token: this.#held.issue(tidy), fingerprint: key.fingerprint, source };
  }

  /** As `hold`, from a file. @throws key-file-unreadable besides */
  async holdFile(path: string, mayRemoveWhitespace: boolean): Promise<HeldKey> {
    const text = await readSmallFile(path, LONGEST_FILE).catch((cause: unknown) => {
      throw failed('key-file-unreadable', { path, reason: reasonOf(cause) }, cause);
    });
    return this.hold(text, mayRemoveWhitespace, basename(path));
  }

  /** The key's text. @throws key-needed when it was forgotten */
  text(token: string): string {
    const text = this.#held.find(token);
    if (text === undefined) throw failed('key-needed', {});
    return text;
  }

  forget(token: string): void {
    this.#held.forget(token);
  }
}

/** The operating system's own code, for which the catalogue has words. */
function reasonOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unreadable';
}
