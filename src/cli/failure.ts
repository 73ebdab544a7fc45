import type { Failure, FailureCode } from '../core/errors';
import { explain, type MessageKey, type Say } from '../shared/messages/catalogue';
import { indent, wrap } from './base/layout';
import type { UsageError } from './base/usage';
import { EXIT, type ExitCode, exitCodeOf } from './exit-codes';

/** A failure as the command line tells it, to people and in `--json`. */
export interface ToldFailure {
  readonly exit: ExitCode;
  readonly error: {
    readonly code: FailureCode | 'usage';
    readonly title: string;
    readonly happened: string;
    readonly safe: string;
    readonly next: string;
    readonly params: object;
  };
}

/** Failures whose way out is an option of this command line, each with its sentence. */
const HINTS: Partial<Record<FailureCode, MessageKey>> = {
  'destination-exists': 'cli.hint.destination-exists',
  'insecure-http-refused': 'cli.hint.insecure-http-refused',
  'tls-self-signed': 'cli.hint.own-authority',
  'tls-unknown-authority': 'cli.hint.own-authority',
  'key-needed': 'cli.hint.key-needed',
  'passphrase-needed': 'cli.hint.passphrase-needed',
  'database-password-needed': 'cli.hint.database-password-needed',
  'password-or-license-needed': 'cli.hint.password-or-license-needed',
  'wrong-database-password': 'cli.hint.wrong-database-password',
  'authentic-only': 'cli.hint.authentic-only',
  'not-sealed': 'cli.hint.allow-unsealed',
  'entry-not-found': 'cli.hint.contents',
  'table-not-found': 'cli.hint.contents',
  'no-entries-inside': 'cli.hint.open',
  'archive-not-found': 'cli.hint.list',
  'size-changed-on-server': 'cli.hint.no-resume',
  'hash-changed-on-server': 'cli.hint.no-resume',
  'header-changed-on-server': 'cli.hint.no-resume',
  'leftover-not-found': 'cli.hint.leftovers',
  'export-of-other-scope': 'cli.hint.scope',
};

export function tellFailure(say: Say, failure: Failure): ToldFailure {
  const words = explain(say, failure);
  const hint = HINTS[failure.code];
  const next = hint === undefined ? words.next : `${words.next} ${say(hint)}`;
  return { exit: exitCodeOf(failure.code), error: { code: failure.code, ...words, next, params: failure.params } };
}

/** @param command the name of the command that was meant, or null */
export function tellUsage(
  say: Say,
  { problem, item, suggestion, choices }: UsageError,
  command: string | null,
): ToldFailure {
  return {
    exit: EXIT.usage,
    error: {
      code: 'usage',
      title: say('cli.usage.title'),
      happened: [
        say(`cli.usage.${problem}`, { item }),
        ...(choices === null ? [] : [say('cli.usage.choices', { choices })]),
      ].join(' '),
      safe: say('cli.usage.safe'),
      next:
        problem === 'secret-in-arguments'
          ? say('cli.usage.next-secret')
          : say('cli.usage.next', { suggestion, command }),
      params: { problem, item },
    },
  };
}

/** The four sentences as a block for standard error. */
export function failureText(say: Say, { error }: ToldFailure): string {
  return [
    say('cli.failure.title', { title: error.title }),
    indent(wrap(error.happened)),
    indent(wrap(say('cli.failure.safe', { safe: error.safe }))),
    indent(wrap(say('cli.failure.next', { next: error.next }))),
  ].join('\n');
}
