import { addAbortSignal } from 'node:stream';
import { LONGEST_SECRET, readSecretFile } from '../../core/custody/secret-file';
import { secretLine, secretText } from '../../core/custody/secret-text';
import { failed } from '../../core/errors';
import { readHiddenLine } from './hidden-line';
import { UsageError } from './usage';

/** Group and others, reading: the bits of chmod's octal 044. */
const READABLE_BY_OTHERS = 0o044;

/** Where secrets come from: files, or standard input once. */
export interface SecretReader {
  /**
   * Reads the secret that `option` names.
   *
   * @param source a path, or `-` for standard input
   * @returns its text without white space around it
   * @throws key-file-unreadable, secret-not-text, and UsageError where another option reads standard input already
   */
  read(option: string, source: string): Promise<string>;
  /**
   * The same for a passphrase or password, which may begin and end with spaces: only one line break at its end goes.
   */
  readExact(option: string, source: string): Promise<string>;
  /** The same for what need not be text: every byte of it. The caller is to wipe them. */
  readBytes(option: string, source: string): Promise<Uint8Array>;
  /**
   * Asks a person at the terminal, in words of its own, for what `option` would name; may be asked again for the same
   * option. @throws UsageError where another option reads standard input already
   */
  ask(option: string, question: string): Promise<string>;
}

/** Notes for the person while secrets are read. */
export interface SecretNotes {
  /** Other users of this machine can read the secret in this file. */
  readable(path: string): void;
  /** The terminal waits for the secret of this option, and will not show it; `question` says so in words of its own. */
  awaited(option: string, question?: string): void;
  /** It was typed; the line that was not shown is over. */
  taken(): void;
}

export function secretReader(stdin: NodeJS.ReadStream, signal: AbortSignal, notes: SecretNotes): SecretReader {
  let stdinUsedBy: string | null = null;

  const readBytes = async (option: string, source: string): Promise<Buffer> => {
    if (source !== '-') return readFromFile(source, notes);
    if (stdinUsedBy !== null) throw new UsageError('stdin-twice', `${stdinUsedBy}, ${option}`);
    stdinUsedBy = option;
    if (stdin.isTTY) return Buffer.from(await typedSecret(option, stdin, signal, notes));
    return readStream(addAbortSignal(signal, stdin));
  };
  return {
    read: async (option, source) => secretText(await readBytes(option, source), source).trim(),
    readExact: async (option, source) => secretLine(await readBytes(option, source), source),
    readBytes,
    ask: async (option, question) => {
      if (stdinUsedBy !== null && stdinUsedBy !== option)
        throw new UsageError('stdin-twice', `${stdinUsedBy}, ${option}`);
      stdinUsedBy = option;
      return typedSecret(option, stdin, signal, notes, question);
    },
  };
}

async function typedSecret(
  option: string,
  stdin: NodeJS.ReadStream,
  signal: AbortSignal,
  notes: SecretNotes,
  question?: string,
): Promise<string> {
  // The terminal shows nothing any more before the question is there: an answer may follow it at once.
  const reading = readHiddenLine(stdin, signal);
  notes.awaited(option, question);
  try {
    return await reading;
  } finally {
    notes.taken();
  }
}

async function readFromFile(path: string, notes: SecretNotes): Promise<Buffer> {
  const { bytes, stats } = await readSecretFile(path, { pipes: true });
  // Windows keeps its permissions elsewhere and shows every file as readable by all.
  if (process.platform !== 'win32' && stats.isFile() && (stats.mode & READABLE_BY_OTHERS) !== 0) notes.readable(path);
  return bytes;
}

async function readStream(stream: AsyncIterable<Buffer | string>): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of stream) {
    pieces.push(Buffer.from(piece));
    length += piece.length;
    if (length > LONGEST_SECRET) throw failed('key-file-unreadable', { path: '-', reason: 'EFBIG' });
  }
  return Buffer.concat(pieces);
}
