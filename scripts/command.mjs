import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root, say } from './checkout.mjs';

/**
 * Where the program's output goes: to this process's own outputs; to standard error, which keeps standard output clean;
 * or to standard error only after the program failed.
 * @typedef {'inherit' | 'stderr' | 'on-failure'} Output
 */

/** A command that ended otherwise than well; its own output has told why. */
export class CommandFailed extends Error {
  /** @param {string} command @param {number} code */
  constructor(command, code) {
    super(`${command} ended with exit code ${code}`);
    this.name = 'CommandFailed';
    this.code = code;
  }
}

/** A signal asked for an early end. */
export class Interrupted extends Error {
  constructor() {
    super('Interrupted.');
    this.name = 'Interrupted';
  }
}

/** @type {import('node:child_process').StdioOptions} */
const toStderr = ['ignore', process.stderr, process.stderr];

/** @type {import('node:child_process').StdioOptions} */
const toUs = ['ignore', 'pipe', 'pipe'];

/**
 * Runs a program in the checkout's folder and waits for it. What asks this process to end asks the program first, so
 * that nothing is left running and the caller can tidy up.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, output?: Output }} [options]
 * @returns {Promise<number>} its exit code; 1 when a signal ended it
 * @throws {Interrupted}
 */
export function run(program, args, { env = process.env, output = 'stderr' } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      cwd: root,
      env,
      stdio: { inherit: /** @type {const} */ ('inherit'), stderr: toStderr, 'on-failure': toUs }[output],
    });
    /** @type {Buffer[]} */
    const kept = [];
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => kept.push(chunk));
    let interrupted = false;
    // A terminal's Ctrl+C reaches the program by itself, any other signal does not.
    const onInterrupt = () => (interrupted = true);
    const onTerminate = () => (interrupted = child.kill('SIGTERM'));
    process.on('SIGINT', onInterrupt).on('SIGTERM', onTerminate).on('SIGHUP', onTerminate);
    child.once('error', reject);
    child.once('close', (code) => {
      process.off('SIGINT', onInterrupt).off('SIGTERM', onTerminate).off('SIGHUP', onTerminate);
      if (code !== 0) process.stderr.write(Buffer.concat(kept));
      if (interrupted) reject(new Interrupted());
      else resolve(code ?? 1);
    });
  });
}

/**
 * As `run`, for programs without which there is no going on.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ env?: NodeJS.ProcessEnv, output?: Output }} [options]
 * @throws {CommandFailed}
 */
export async function must(program, args, options) {
  const code = await run(program, args, options);
  if (code !== 0) throw new CommandFailed([program, ...args].join(' '), code);
}

/**
 * Runs npm: the one that started this script, else the one that came with this Node. Windows has it as a batch file,
 * which only a shell could start; npm's own JavaScript file needs none.
 * @param {readonly string[]} args
 * @throws {CommandFailed}
 */
export async function npm(args) {
  const starter = process.env.npm_execpath;
  const besideNode = join(dirname(process.execPath), 'node_modules', 'npm', 'bin', 'npm-cli.js');
  const cli = starter?.endsWith('npm-cli.js') ? starter : besideNode;
  if (existsSync(cli)) await must(process.execPath, [cli, ...args]);
  else await must('npm', args);
}

/**
 * The outermost part of a script: sets the exit code, and tells a failure in one sentence, since what failed has
 * already told the rest.
 * @param {() => Promise<number | void>} work may give an exit code
 */
export async function asCommand(work) {
  try {
    process.exitCode = (await work()) ?? 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    process.exitCode = 1;
  }
}
