import { existsSync } from 'node:fs';
import { type CommanderError, InvalidArgumentError } from 'commander';

/** The ways in which a command line can be wrong; each has its sentence, `cli.usage.<problem>`. */
export type UsageProblem =
  | 'no-command'
  | 'unknown-command'
  | 'unknown-option'
  | 'option-missing'
  | 'value-missing'
  | 'argument-missing'
  | 'too-many-arguments'
  | 'bad-value'
  | 'bad-fingerprint'
  | 'selection'
  | 'discard-what'
  | 'drill-target'
  | 'bad-list'
  | 'bad-entry'
  | 'which-set'
  | 'stdin-twice'
  | 'stdin-not-here'
  | 'stdout-not-here'
  | 'secret-in-arguments'
  | 'three-custodians'
  | 'one-destination'
  | 'no-such-secret'
  | 'which-secret'
  | 'passphrases-differ'
  | 'secret-shown'
  | 'secret-not-text'
  | 'other';

/** A command line that cannot be run. It is no failure of the core, which never sees it. */
export class UsageError extends Error {
  readonly problem: UsageProblem;
  /** The option, command or argument that it is about; never a secret. */
  readonly item: string;
  readonly suggestion: string | null;
  /** The values that it takes, in one text, where there are only a few. */
  readonly choices: string | null;

  constructor(problem: UsageProblem, item: string, suggestion: string | null = null, choices: string | null = null) {
    super(`${problem}: ${item}`);
    this.name = 'UsageError';
    this.problem = problem;
    this.item = item;
    this.suggestion = suggestion;
    this.choices = choices;
  }
}

const COMMANDER_PROBLEMS: Record<string, UsageProblem> = {
  'commander.help': 'no-command',
  'commander.unknownCommand': 'unknown-command',
  'commander.unknownOption': 'unknown-option',
  'commander.missingMandatoryOptionValue': 'option-missing',
  'commander.optionMissingArgument': 'value-missing',
  'commander.missingArgument': 'argument-missing',
  'commander.excessArguments': 'too-many-arguments',
  'commander.invalidArgument': 'bad-value',
};

/** As Commander ends its complaint about a value that is none of an option's few. */
const CHOICES = /Allowed choices are (.+)\.$/;

/** The same complaint for an option that checks its value itself. */
export function notAmong(choices: readonly string[]): InvalidArgumentError {
  return new InvalidArgumentError(`Allowed choices are ${choices.join(', ')}.`);
}

/** Commander's own complaint, read for its facts: its message names the subject in quotes. */
export function usageErrorOf(error: CommanderError): UsageError {
  const problem = COMMANDER_PROBLEMS[error.code] ?? 'other';
  const quoted = /'([^']*)'/.exec(error.message)?.[1] ?? '';
  const suggestion = /Did you mean (?:one of )?([^?]+)\?/.exec(error.message)?.[1] ?? null;
  const choices = CHOICES.exec(error.message)?.[1] ?? null;
  // Of `--out <file>` and of `--out=path` the option alone.
  return new UsageError(problem, quoted.split(/[ =]/)[0] ?? '', suggestion, choices);
}

/** A private key, an API key, an age identity, or the text of a share's QR code, somewhere in a text. */
const SECRET = /tsp(?:sk|b)_[A-Za-z0-9_-]{16}|AGE-SECRET-KEY-(?:PQ-)?1[0-9A-Z]{16}|SALVOR:\s*[0-9A-Z]{16}/i;

/**
 * Refuses a key on the command line itself, in place of the path of its file: other users of
 * this machine can read it there, and the shell keeps it. It is not repeated.
 *
 * @throws UsageError
 */
export function refuseSecrets(args: readonly string[]): void {
  const holdsKey = args.some((arg) => {
    const value = arg.startsWith('--') ? arg.slice(arg.indexOf('=') + 1) : arg;
    return SECRET.test(value) && !existsSync(value);
  });
  if (holdsKey) throw new UsageError('secret-in-arguments', '');
}

/**
 * Holds that no result is asked for on standard output: it is written there only when it is proven, so that nothing
 * could be passed on as it comes, and a file of the name `-` is not what is meant.
 *
 * @throws UsageError
 */
export function refuseStandardOutput(args: readonly string[]): void {
  args.forEach((arg, at) => {
    const [, name = '', value = args[at + 1]] = /^(--out(?:-[a-z]+)?)(?:=(.*))?$/s.exec(arg) ?? [];
    if (name === '') return;
    if (value === '-') throw new UsageError('stdout-not-here', name);
    if (value === '') throw new UsageError('bad-value', name);
  });
}
