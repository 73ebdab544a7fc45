import type { Command } from './restore-command';

/**
 * A command as one line to paste into a shell: cmd.exe on Windows, a POSIX shell elsewhere.
 *
 * @param platform as Node names it
 */
export function shellLine({ argv, env }: Command, platform: string): string {
  const isWindows = platform === 'win32';
  const quote = isWindows ? quoteForWindows : quoteForPosix;
  const variables = Object.entries(env).map(([name, value]) =>
    isWindows ? `set "${name}=${value}" && ` : `${name}=${quote(value)} `,
  );
  return variables.join('') + argv.map((word) => quoteArgument(word, quote)).join(' ');
}

/** Of `--option=value` only the value is quoted, which is easier to read and to change. */
function quoteArgument(word: string, quote: (text: string) => string): string {
  const option = /^--[\w-]+=/.exec(word)?.[0] ?? '';
  return option + quote(word.slice(option.length));
}

/** What every shell takes as it is. */
const PLAIN = /^[\w./:@+-][\w./:@+=-]*$/;

function quoteForPosix(text: string): string {
  return PLAIN.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}

/**
 * Two programs read the line. cmd.exe replaces `%NAME%` even within quotes, so each percent sign is put outside them,
 * behind a caret. The started program takes a backslash before a quote as its escape, so there it is doubled. No name
 * of a Windows file has a quote in it.
 */
function quoteForWindows(text: string): string {
  if (PLAIN.test(text)) return text;
  const inner = text.replaceAll(/(\\*)(%|$)/g, (_, slashes: string, percent: string) =>
    percent === '' ? slashes + slashes : `${slashes}${slashes}"^%"`,
  );
  return `"${inner}"`;
}
