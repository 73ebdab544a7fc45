import { join } from 'node:path';
import type { RecoveryFile } from '../../core/custody/recovery-files';
import type { Failure } from '../../core/errors';
import type { Say } from '../../shared/messages/catalogue';
import type { SecretNotes, SecretReader } from './secrets';
import { printableValues, type Terminal } from './terminal';

/** What a command has to tell: the same facts for programs and for people. */
export interface Report {
  /** Joins `ok` in the one JSON object. */
  readonly json: object;
  readonly text: string;
  /** What went wrong with a part of it: the report is printed, and the command ends with this failure. */
  readonly failure?: Failure;
}

/** What every command is given. */
export interface Session {
  readonly say: Say;
  readonly terminal: Terminal;
  readonly signal: AbortSignal;
  readonly secrets: SecretReader;
  /** The folder of the built command and its threads; without it jobs do with their own thread. */
  readonly built: string | undefined;
  /** Keeps the report that the command ends with; it is written when all else is over. */
  finish(report: Report): void;
  /** What was built to be laid beside cards; none in a command that was not built. */
  recoveryFiles(): Promise<RecoveryFile[]>;
}

export function newSession(
  catalogue: Say,
  terminal: Terminal,
  stdin: () => NodeJS.ReadStream,
  signal: AbortSignal,
  built: string | undefined,
  finish: (report: Report) => void,
): Session {
  const say: Say = (key, values) => catalogue(key, printableValues(values));
  return {
    say,
    terminal,
    signal,
    built,
    secrets: readerWhenNeeded(stdin, signal, {
      readable: (path) => void terminal.note(say('cli.warning.secret-readable', { path })),
      awaited: (option, question) => terminal.ask(question ?? say('cli.secret.awaited', { option })),
      taken: () => void terminal.note(''),
    }),
    finish,
    recoveryFiles: async () => {
      if (built === undefined) return [];
      const { recoveryFilesIn } = await import('../../core/custody/recovery-files');
      return recoveryFilesIn(join(built, '..', 'recovery'));
    },
  };
}

/** What reads secrets, and standard input itself, take some milliseconds to load, which many commands have no use for. */
function readerWhenNeeded(stdin: () => NodeJS.ReadStream, signal: AbortSignal, notes: SecretNotes): SecretReader {
  let made: Promise<SecretReader> | undefined;
  const reader = () => {
    made ??= import('./secrets').then(({ secretReader }) => secretReader(stdin(), signal, notes));
    return made;
  };
  return {
    read: async (option, source) => (await reader()).read(option, source),
    readExact: async (option, source) => (await reader()).readExact(option, source),
    readBytes: async (option, source) => (await reader()).readBytes(option, source),
    ask: async (option, question) => (await reader()).ask(option, question),
  };
}
