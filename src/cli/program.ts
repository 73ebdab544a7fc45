import { Command } from 'commander';
import { version } from '../../package.json';
import type { Say } from '../shared/messages/catalogue';
import { addContents } from './commands/contents';
import { addDrill } from './commands/drill';
import { addEscrow } from './commands/escrow';
import { addExtract } from './commands/extract';
import { addFetch } from './commands/fetch';
import { addInspect } from './commands/inspect';
import { addLeftovers } from './commands/leftovers';
import { addKeys } from './commands/keys';
import { addList } from './commands/list';
import { addLog } from './commands/log';
import { addOpen } from './commands/open';
import { addPing } from './commands/ping';
import { addReport } from './commands/report';
import { addVerify } from './commands/verify';
import type { Session } from './session';

/** Every command, in the order of the main job. */
const COMMANDS = [
  addPing,
  addList,
  addFetch,
  addOpen,
  addInspect,
  addVerify,
  addContents,
  addExtract,
  addDrill,
  addReport,
  addKeys,
  addEscrow,
  addLog,
  addLeftovers,
];

/**
 * The `salvor` program. It never ends the process: what it would exit with comes as a CommanderError, whose
 * own text is for developers (see usage.ts), and its help goes to `write`.
 */
export function buildProgram(session: Session, write: (text: string) => void): Command {
  const { say } = session;
  const program = new Command('salvor')
    .description(say('cli.description'))
    .version(version, '-V, --version', say('cli.option.version'))
    .helpOption('-h, --help', say('cli.option.help'))
    .helpCommand(false)
    .option('--json', say('cli.option.json'))
    .exitOverride()
    .configureOutput({ writeOut: write, writeErr: () => {}, outputError: () => {} })
    .configureHelp({
      styleTitle: (title) => helpTitle(say, title),
      // Commander would add defaults and choices in words of its own.
      optionDescription: (option) => option.description,
      argumentDescription: (argument) => argument.description,
    });
  program.addHelpText('after', `\n${say('cli.help.after')}`);
  for (const add of COMMANDS) add(program, session);
  return program;
}

function helpTitle(say: Say, title: string): string {
  switch (title) {
    case 'Usage:':
      return say('cli.help.usage');
    case 'Options:':
      return say('cli.help.options');
    case 'Commands:':
      return say('cli.help.commands');
    case 'Arguments:':
      return say('cli.help.arguments');
    default:
      return title;
  }
}
