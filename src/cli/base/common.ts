import { type Command, InvalidArgumentError } from 'commander';
import type { Say } from '../../shared/messages/catalogue';
import { UsageError } from './usage';

/** Needed by every command, so that nothing is imported here that is slow to load. */

/** Options of every command. `--json` is looked for before anything is parsed, see run.ts. */
export function withCommon(command: Command, say: Say): Command {
  return command.option('--json', say('cli.option.json')).helpOption('-h, --help', say('cli.option.help'));
}

/** A command that only leads to others, as `salvor keys` does. */
export function withCommands(command: Command, say: Say): Command {
  return command.helpOption('-h, --help', say('cli.option.help')).helpCommand(false);
}

/** The values of an option that may be given several times. */
export function collect(value: string, before: readonly string[]): string[] {
  return [...before, value];
}

/** Parses the value of an option: digits alone, within these bounds. */
export function wholeNumber(least: number, most = 999_999): (typed: string) => number {
  return (typed) => {
    const value = /^\d{1,6}$/.test(typed) ? Number(typed) : Number.NaN;
    if (!(value >= least && value <= most)) throw new InvalidArgumentError(typed);
    return value;
  };
}

/** An archive's path as given. @throws UsageError for standard input, which cannot be read from any position */
export function archivePath(path: string): string {
  if (path === '-') throw new UsageError('stdin-not-here', 'FILE');
  return path;
}
