import type { RandomAccess } from '../../disk/random-access';
import { failed } from '../../errors';
import { toPrintable } from '../printable';
import type { Span } from './archive-cursor';
import { isUnusualCommand } from './psql-commands';
import { SqlScanner } from './sql-scanner';
import type { DumpToc } from './toc';

const BLOCK = 256 * 1024;
const LONGEST_SHOWN = 80;

/**
 * Looks at every statement of a table of contents as at those of plain SQL, since pg_restore runs them, or writes them
 * into a script: the first that pg_dump would not write there, unchanged; null where there is none.
 *
 * @throws cancelled
 */
export async function unusualStatement(
  access: RandomAccess,
  toc: DumpToc,
  signal: AbortSignal,
): Promise<string | null> {
  let found: string | null = null;
  const note = (text: string) => {
    found ??= toPrintable(text.slice(0, LONGEST_SHOWN));
  };
  const window = new Window(access);
  for (const { tag, namespace, owner, defn, dropStmt, copyStmt } of toc.entries) {
    if (signal.aborted) throw failed('cancelled', {});
    // pg_restore writes names into comments of its script, where a line break would end the comment.
    for (const name of [tag, namespace, owner]) if (name !== null && /[\r\n]/.test(name)) note(name);
    for (const span of [defn, dropStmt, copyStmt]) {
      if (span === null || span.bytes === 0) continue;
      const scanner = new SqlScanner({
        unusual: note,
        command: (text) => (isUnusualCommand(text) ? note(text) : undefined),
        statement: ({ head, runsCommand }) => (runsCommand ? note(head) : undefined),
      });
      for (let at = 0; at < span.bytes; at += BLOCK)
        scanner.push(await window.read({ at: span.at + at, bytes: Math.min(BLOCK, span.bytes - at) }));
      scanner.push(Buffer.from('\n'));
      scanner.end();
    }
    if (found !== null) return found;
  }
  return null;
}

/** Reads spans that mostly follow one another, a block at a time. */
class Window {
  readonly #access: RandomAccess;
  #block: Buffer = Buffer.alloc(0);
  #at = 0;

  constructor(access: RandomAccess) {
    this.#access = access;
  }

  async read({ at, bytes }: Span): Promise<Buffer> {
    if (at < this.#at || at + bytes > this.#at + this.#block.length) {
      const block = Buffer.allocUnsafe(Math.max(BLOCK, bytes));
      this.#block = block.subarray(0, await this.#access.read(block, at));
      this.#at = at;
    }
    return this.#block.subarray(at - this.#at, at - this.#at + bytes);
  }
}
