import { type Command, CommanderError } from 'commander';
import { type Failure, isFailure, toFailure } from '../core/errors';
import { loadSpeaker } from '../shared/messages/catalogue';
import { chooseLocale, type Locale } from '../shared/messages/languages';
import { newSession, type Report, type Session } from './base/session';
import { jsonLine, Terminal } from './base/terminal';
import { refuseSecrets, refuseStandardOutput, UsageError, usageErrorOf } from './base/usage';
import { EXIT, type ExitCode } from './exit-codes';
import { failureText, type ToldFailure, tellFailure, tellUsage } from './failure';
import { fullName } from './help';
import { buildProgram } from './program';

/** What the process gives: its arguments without node and script, its streams, and the wish to stop. */
export interface Surroundings {
  readonly args: readonly string[];
  readonly stdin: () => NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
  /** The folder of the built command and its threads; without it jobs do with their own thread. */
  readonly built?: string;
}

/** Runs one command line, writes its one answer, and resolves with what the process is to exit with. */
export async function run({ args, stdin, stdout, stderr, signal, built }: Surroundings): Promise<ExitCode> {
  // Looked for before the parser, since a wrong command line is to be answered in JSON too.
  const json = args.includes('--json');
  const terminal = new Terminal(stdout, stderr);
  const told: { report: Report | null; help: string } = { report: null, help: '' };
  const session = newSession(await loadSpeaker(localeOf(process.env)), terminal, stdin, signal, built, (report) => {
    told.report = report;
  });
  try {
    return await answer(args, json, session, told);
  } catch (error) {
    // The work is done by now; its answer did not arrive.
    if (!isFailure(error, 'answer-not-written')) throw error;
    const failure = tellFailure(session.say, toFailure(error));
    await terminal.note(failureText(session.say, failure));
    return failure.exit;
  }
}

/** The language of the environment, by the variables and in the order of POSIX. */
function localeOf({ LC_ALL, LC_MESSAGES, LANG }: NodeJS.ProcessEnv): Locale {
  return chooseLocale([LC_ALL || LC_MESSAGES || LANG || '']);
}

async function answer(
  args: readonly string[],
  json: boolean,
  session: Session,
  told: { report: Report | null; help: string },
): Promise<ExitCode> {
  const { terminal } = session;
  const program = await buildProgram(session, args, (text) => {
    told.help += text;
  });

  try {
    refuseSecrets(args);
    refuseStandardOutput(args);
    await program.parseAsync([...args], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError && error.exitCode === 0) return answerHelp(json, terminal, told.help);
    const named = namedCommand(program, args);
    // A group without its command: what there is in it.
    if (!json && error instanceof CommanderError && error.code === 'commander.help') {
      named.outputHelp();
      await terminal.note(told.help.trimEnd());
      return EXIT.usage;
    }
    return answerFailure(json, session, explainError(session, named, error));
  }
  const { report } = told;
  if (told.help !== '') return answerHelp(json, terminal, told.help);
  if (report === null) throw new Error('the command ended without a report');
  if (report.failure !== undefined) return answerPartly(json, session, report, report.failure);
  await terminal.result(json ? jsonLine({ ok: true, ...report.json }) : report.text);
  return EXIT.done;
}

/** The answer of a command that did a part of its work. */
async function answerPartly(
  json: boolean,
  { say, terminal }: Session,
  report: Report,
  cause: Failure,
): Promise<ExitCode> {
  const failure = tellFailure(say, cause);
  await terminal.result(json ? jsonLine({ ok: false, error: failure.error, ...report.json }) : report.text);
  if (!json) await terminal.note(failureText(say, failure));
  return failure.exit;
}

/** The command that the arguments name, as deep as they do: `keys list`, `keys`, or the program itself. */
function namedCommand(program: Command, args: readonly string[]): Command {
  // Before a command there are options without a value alone.
  const at = args.findIndex((arg) => !arg.startsWith('-'));
  const named = program.commands.find((each) => each.name() === args[at]);
  return named === undefined ? program : namedCommand(named, args.slice(at + 1));
}

function explainError({ say }: Session, named: Command, error: unknown): ToldFailure {
  const name = fullName(named);
  const command = name === '' || name === 'help' ? null : name;
  if (error instanceof CommanderError) return tellUsage(say, usageErrorOf(error), command);
  if (error instanceof UsageError) return tellUsage(say, error, command);
  return tellFailure(say, toFailure(error));
}

/** Help, or the version: text that is an answer of its own. */
async function answerHelp(json: boolean, terminal: Terminal, text: string): Promise<ExitCode> {
  await terminal.result(json ? jsonLine({ ok: true, text: text.trimEnd() }) : text.trimEnd());
  return EXIT.done;
}

async function answerFailure(json: boolean, { say, terminal }: Session, failure: ToldFailure): Promise<ExitCode> {
  if (json) await terminal.result(jsonLine({ ok: false, error: failure.error }));
  else await terminal.note(failureText(say, failure));
  return failure.exit;
}
