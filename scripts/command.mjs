import { spawn } from 'node:child_process';
import { root } from './checkout.mjs';

/** A command that ended otherwise than well; its own output has told why. */
export class CommandFailed extends Error {
  /** @param {string} command @param {number} code */
  constructor(command, code) {
    super(`${command} ended with exit code ${code}`);
    this.name = 'CommandFailed';
    this.code = code;
  }
}

/**
 * Runs a program in the checkout's folder and waits for it.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, output?: 'inherit' | 'stderr', shell?: boolean }} [options] `stderr` sends what
 *   the program prints to standard error, and keeps standard output clean
 * @returns {Promise<number>} its exit code; 128 and more when a signal ended it
 */
export function run(program, args, { env = process.env, output = 'stderr', shell = false } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env,
      shell,
      stdio: output === 'inherit' ? 'inherit' : ['ignore', process.stderr, process.stderr],
    });
    child.once('error', reject);
    child.once('close', (code, signal) => resolve(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

/**
 * As `run`, for programs without which there is no going on.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, output?: 'inherit' | 'stderr', shell?: boolean }} [options]
 * @throws {CommandFailed}
 */
export async function must(program, args, options) {
  const code = await run(program, args, options);
  if (code !== 0) throw new CommandFailed([program, ...args].join(' '), code);
}

/**
 * Runs npm, the same one that started this script where npm did. Windows has npm as a batch file, which only a shell
 * can start; npm's own JavaScript file needs none.
 * @param {readonly string[]} args
 * @throws {CommandFailed}
 */
export async function npm(args) {
  const cli = process.env.npm_execpath;
  if (cli?.endsWith('npm-cli.js')) await must(process.execPath, [cli, ...args]);
  else await must('npm', args, { shell: process.platform === 'win32' });
}
