import { styleText } from 'node:util';
import { failed } from '../../core/errors';
import type { MessageValues } from '../../shared/messages/catalogue';

/** Characters that steer a terminal or cannot be seen: names from servers and archives may hold them. */
const UNPRINTABLE = /\p{C}/gu;

/** A text from outside, made safe to show: what cannot be seen becomes a replacement character. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, '\u{fffd}');
}

/**
 * A value as one line of JSON that can be shown: what cannot be seen, or steers a terminal, is escaped, and reads back
 * as the same character. JSON itself leaves U+007F to U+009F and the signs that turn the direction of writing as they
 * are.
 */
export function jsonLine(value: unknown): string {
  const escaped = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return JSON.stringify(value).replace(UNPRINTABLE, (character) => character.split('').map(escaped).join(''));
}

/** The same for the values of a sentence. */
export function printableValues(values: MessageValues | undefined): MessageValues | undefined {
  if (values === undefined) return undefined;
  return Object.fromEntries(
    Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? printable(value) : value]),
  );
}

/** A reader that goes away (`salvor list | head`) is no failure. */
const READER_GONE = new Set(['EPIPE', 'EOF']);

/**
 * The two outputs of a command: the result on standard output, all else on standard error. What standard error does not
 * take (`2>` onto a full disk) is dropped: it must not end a restore half way.
 */
export class Terminal {
  readonly #stdout: NodeJS.WriteStream;
  readonly #stderr: NodeJS.WriteStream;
  #status = '';

  constructor(stdout: NodeJS.WriteStream, stderr: NodeJS.WriteStream) {
    this.#stdout = stdout;
    this.#stderr = stderr;
    // Each write reports its own error, see `writeText`; without a listener Node would end the process.
    for (const stream of [stdout, stderr]) stream.on('error', () => {});
  }

  /** Whether one line on standard error can be written over again and again. */
  get live(): boolean {
    return this.#stderr.isTTY === true;
  }

  /** Whether a person sees the result as it is written, rather than a file or a program taking it. */
  get shown(): boolean {
    return this.#stdout.isTTY === true;
  }

  /** Bold where a person looks at it, plain where it goes into a file. */
  strong(text: string): string {
    const plain = !this.shown || (process.env['NO_COLOR'] ?? '') !== '';
    return plain ? text : styleText('bold', text);
  }

  /** Writes the result; resolves when it has left this process. @throws answer-not-written */
  async result(text: string): Promise<void> {
    this.status('');
    const cause = await writeText(this.#stdout, `${text}\n`);
    if (cause === null || READER_GONE.has(cause.code ?? '')) return;
    throw failed('answer-not-written', { reason: cause.code ?? cause.message }, cause);
  }

  /** Writes one note to standard error. */
  async note(text: string): Promise<void> {
    this.status('');
    await writeText(this.#stderr, `${text}\n`);
  }

  /** Writes a question to standard error, and leaves the line open for the answer. */
  ask(text: string): void {
    void writeText(this.#stderr, `${text} `);
  }

  /** Shows `text` as the one line that changes; an empty text takes it away. Does nothing unless `live`. */
  status(text: string): void {
    if (!this.live || (text === '' && this.#status === '')) return;
    const columns = this.#stderr.columns > 0 ? this.#stderr.columns : 80;
    this.#status = text.slice(0, columns - 1);
    void writeText(this.#stderr, `\r\u{1b}[2K${this.#status}`);
  }
}

/** What an output failed with. One that threw once never calls back again, so nothing more is written to it. */
const broken = new WeakMap<NodeJS.WriteStream, NodeJS.ErrnoException>();

/**
 * Resolves when the text has left this process, with the system's error where it could not: a file's stream throws, a
 * pipe's calls back.
 */
function writeText(stream: NodeJS.WriteStream, text: string): Promise<NodeJS.ErrnoException | null> {
  const before = broken.get(stream);
  if (before !== undefined) return Promise.resolve(before);
  return new Promise((resolve) => {
    const ended = (cause?: Error | null): void => {
      if (cause) broken.set(stream, cause);
      resolve(cause ?? null);
    };
    try {
      stream.write(text, ended);
    } catch (cause) {
      ended(cause as Error);
    }
  });
}
