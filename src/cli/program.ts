import { Command } from 'commander';
import { version } from '../../package.json';
import type { Session } from './base/session';
import { addHelp, styleHelp } from './help';

/** Every command, in the order of the main job. The module of each is read when it is asked for. */
const COMMANDS: Record<string, () => Promise<(program: Command, session: Session) => void>> = {
  ping: async () => (await import('./commands/ping')).addPing,
  list: async () => (await import('./commands/list')).addList,
  fetch: async () => (await import('./commands/fetch')).addFetch,
  open: async () => (await import('./commands/open')).addOpen,
  inspect: async () => (await import('./commands/inspect')).addInspect,
  verify: async () => (await import('./commands/verify')).addVerify,
  contents: async () => (await import('./commands/contents')).addContents,
  extract: async () => (await import('./commands/extract')).addExtract,
  drill: async () => (await import('./commands/drill')).addDrill,
  report: async () => (await import('./commands/report')).addReport,
  keys: async () => (await import('./commands/keys')).addKeys,
  escrow: async () => (await import('./commands/escrow')).addEscrow,
  log: async () => (await import('./commands/log')).addLog,
  leftovers: async () => (await import('./commands/leftovers')).addLeftovers,
};

/**
 * The `salvor` program. It never ends the process: what it would exit with comes as a CommanderError, whose
 * own text is for developers (see usage.ts), and its help goes to `write`.
 *
 * @param args where they name a command, the program has that one alone; help and suggestions need them all
 */
export async function buildProgram(
  session: Session,
  args: readonly string[],
  write: (text: string) => void,
): Promise<Command> {
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
  for (const add of await Promise.all(asked(args).map((load) => load()))) add(program, session);
  addHelp(program, session);
  return program;
}

function asked(args: readonly string[]): (typeof COMMANDS)[string][] {
  const name = namedFirst(args);
  const named = name !== undefined && Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
  return named === undefined ? Object.values(COMMANDS) : [named];
}

/** The argument that names a command, if any: before it there are options without a value alone. */
function namedFirst(args: readonly string[]): string | undefined {
  return args.find((arg) => !arg.startsWith('-'));
}
