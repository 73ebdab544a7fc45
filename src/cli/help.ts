import type { Command, Option } from 'commander';
import { version } from '../../package.json';
import type { Say } from '../shared/messages/catalogue';
import { indent } from './base/layout';
import type { Session } from './base/session';
import { UsageError } from './base/usage';
import { EXAMPLES } from './examples';
import { EXIT } from './exit-codes';

/** How every help page of the program looks; commands that are added later take it over. */
export function styleHelp(program: Command, say: Say): void {
  program.configureHelp({
    styleTitle: (title) => helpTitle(say, title),
    commandUsage: usageLine,
    // Commander would add defaults and choices in words of its own.
    optionDescription: ({ mandatory, description }) =>
      mandatory ? say('cli.help.required', { description }) : description,
    argumentDescription: (argument) => argument.description,
  });
}

/** `salvor keys add --label <name> --secret-file <file> [options]`: what cannot be left out is in the first line. */
function usageLine(command: Command): string {
  const required = command.options.filter(({ mandatory }) => mandatory).map((option: Option) => ` ${option.flags}`);
  return `salvor${command.parent === null ? '' : ` ${fullName(command)}`}${required.join('')} ${command.usage()}`;
}

/** A command's name with its group before it, as `keys list`; of the program itself nothing. */
export function fullName(command: Command): string {
  return command.parent === null ? '' : `${fullName(command.parent)} ${command.name()}`.trim();
}

/** Adds `help` and `version`, and to each page its examples; to be called when all commands are there. */
export function addHelp(program: Command, session: Session): void {
  const { say } = session;
  program
    .command('help')
    .description(say('cli.help.command'))
    .argument('[command...]', say('cli.help.of'))
    .helpOption('-h, --help', say('cli.option.help'))
    .option('--json', say('cli.option.json'))
    .action((names: string[]) => commandAt(program, names).outputHelp());
  program
    .command('version')
    .description(say('cli.version.description'))
    .helpOption('-h, --help', say('cli.option.help'))
    .option('--json', say('cli.option.json'))
    .action(() => session.finish({ json: { version }, text: version }));
  program.addHelpText('after', `\n${say('cli.help.more')}\n\n${say('cli.help.exits')}\n${exitCodes(say)}`);
  addExamples(program, say);
}

/** @throws UsageError for a name that no command has */
function commandAt(command: Command, names: readonly string[]): Command {
  const [name, ...more] = names;
  if (name === undefined) return command;
  const found = command.commands.find((each) => each.name() === name);
  if (found === undefined) throw new UsageError('unknown-command', name);
  return commandAt(found, more);
}

function addExamples(command: Command, say: Say): void {
  const examples = EXAMPLES[fullName(command)];
  if (examples !== undefined)
    command.addHelpText('after', `\n${say('cli.help.examples')}\n${indent(examples.join('\n'))}`);
  for (const each of command.commands) addExamples(each, say);
}

/** Every exit code with what it means, from the one table of them. */
function exitCodes(say: Say): string {
  const names = Object.keys(EXIT) as (keyof typeof EXIT)[];
  return names
    .toSorted((one, other) => EXIT[one] - EXIT[other])
    .map((name) => `${String(EXIT[name]).padStart(5)}  ${say(`cli.exit.${name}`)}`)
    .join('\n');
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
