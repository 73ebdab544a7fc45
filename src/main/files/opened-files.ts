import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { unreadable } from '../../core/disk/disk-trouble';
import { failed } from '../../core/errors';
import type { Inspection } from '../../core/formats/inspect';
import type { OpenedFile } from '../../shared/ipc/file-calls';
import { Tokens } from './tokens';

/** Longer than any real session. */
const LIFETIME_MS = 24 * 60 * 60 * 1000;

export type KnownFile = Pick<Inspection, 'path' | 'bytes' | 'format' | 'needs' | 'ending'>;

/** What a file is, by its first bytes. */
type Inspect = (path: string) => Promise<Omit<Inspection, 'path' | 'encrypted' | 'headerBytes'>>;

/**
 * Files that a person chose or dropped in this run. Main reads nothing of them: another process says what they are.
 */
export class OpenedFiles {
  readonly #files = new Tokens<KnownFile>(LIFETIME_MS);
  readonly #inspect: Inspect;

  constructor(inspect: Inspect) {
    this.#inspect = inspect;
  }

  /**
   * Recognises a file by its first bytes.
   *
   * @throws file-unreadable, unknown-format, header-cut-short, header-never-ends, header-damaged
   */
  async open(path: string): Promise<OpenedFile> {
    const found = await stat(path).catch(unreadable(path));
    // To open a pipe would wait for its writer.
    if (!found.isFile()) throw failed('file-unreadable', { path, reason: found.isDirectory() ? 'EISDIR' : 'EINVAL' });
    const { bytes, format, needs, holds, ending, said } = await this.#inspect(path);
    const token = this.#files.issue({ path, bytes, format, needs, ending });
    return { token, name: basename(path), folder: dirname(path), bytes, format, needs, holds, said: { ...said } };
  }

  /** @throws unexpected for a token that was not handed out */
  find(token: string): KnownFile {
    const file = this.#files.find(token);
    if (file === undefined) throw failed('unexpected', { detail: 'a file that no one chose' });
    return file;
  }
}
