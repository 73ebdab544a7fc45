/**
 * psql's own commands that do nothing but talk to the server that it is connected to, or to the screen. pg_dump
 * writes the first four; all others can start programs, read or write files, or run what a query returns.
 */
const HARMLESS = new Set(['restrict', 'unrestrict', 'connect', 'c', 'encoding', 'echo', 'qecho', 'warn', 'set', 'unset', 'pset', 'timing', 'x', 'a', 't', 'if', 'elif', 'else', 'endif']);

/** Whether a command of psql could do something on the machine where it is given. */
export function runsOnThisMachine(command: string): boolean {
  const name = /^\\([A-Za-z_]+)(?=\s|$)/.exec(command)?.[1];
  if (name === undefined || !HARMLESS.has(name)) return true;
  // What stands between backquotes is run by a shell, and a backslash further on begins the next command.
  return /[`\\]/.test(command.slice(name.length + 1));
}
