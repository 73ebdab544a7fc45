import type { Command } from 'commander';
import type { Say } from '../../shared/messages/catalogue';
import { UsageError } from './usage';

/** Needed by every command, so that nothing is imported here that is slow to load. */

/** Options of every command. `--json` is looked for before anything is parsed, see run.ts. */
export function withCommon(command: Command, say: Say): Command {
  return command.option('--json', say('cli.option.json')).helpOption('-h, --help', say('cli.option.help'));
}

/** An archive's path as given. @throws UsageError for standard input, which cannot be read from any position */
export function archivePath(path: string): string {
  if (path === '-') throw new UsageError('stdin-not-here', 'FILE');
  return path;
}
