import { statSync } from 'node:fs';
import { resolve } from 'node:path';

/** The file that the operating system wants opened ("open with"), until the window has asked for it. */
export class HandedFile {
  #path: string | null = null;
  #given: () => void = () => {};

  /** Keeps a path; of several the last counts. */
  give(path: string | null): void {
    if (path === null) return;
    this.#path = path;
    this.#given();
  }

  take(): string | null {
    const path = this.#path;
    this.#path = null;
    return path;
  }

  /** Calls `given` for every path from now on. */
  listen(given: () => void): void {
    this.#given = given;
  }
}

/**
 * The file among the arguments of a start: the last that is neither a switch nor the program itself and that
 * exists. In development the app's own folder is among them, which is no file.
 *
 * @param cwd the folder in which that start was made
 */
export function handedPath(argv: readonly string[], cwd: string): string | null {
  const paths = argv
    .slice(1)
    .filter((argument) => argument !== '' && !argument.startsWith('-'))
    .map((argument) => resolve(cwd, argument));
  return paths.findLast((path) => statSync(path, { throwIfNoEntry: false })?.isFile() === true) ?? null;
}
