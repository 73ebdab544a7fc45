import { Command } from 'commander';
import { version } from '../../package.json';
import type { Session } from './base/session';
import { addContents } from './commands/contents';
import { addDrill } from './commands/drill';
import { addEscrow } from './commands/escrow';
import { addExtract } from './commands/extract';
import { addFetch } from './commands/fetch';
import { addInspect } from './commands/inspect';
import { addKeys } from './commands/keys';
import { addLeftovers } from './commands/leftovers';
import { addList } from './commands/list';
import { addLog } from './commands/log';
import { addOpen } from './commands/open';
import { addPing } from './commands/ping';
import { addReport } from './commands/report';
import { addVerify } from './commands/verify';
import { addHelp, styleHelp } from './help';

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
    .configureOutput({ writeOut: write, writeErr: () => {}, outputError: () => {} });
  styleHelp(program, say);
  for (const add of COMMANDS) add(program, session);
  addHelp(program, session);
  return program;
}
