import { type ChildProcess, spawn } from 'node:child_process';

/** How a run of the command with `--json` ended. */
export interface CommandEnd {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it told on standard output; null where it told nothing. */
  readonly answer: { ok: boolean; error?: { code: string }; transfer?: { kept: number } | null } | null;
}

/** Runs the built command as some user. @param meet is given the process while it runs */
export function runCommand(
  file: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv,
  user: { uid: number; gid: number; node: string } | null = null,
  meet: (child: ChildProcess) => void = () => {},
): Promise<CommandEnd> {
  return new Promise((resolve, reject) => {
    const asUser = user === null ? {} : { uid: user.uid, gid: user.gid, cwd: '/' };
    const child = spawn(user?.node ?? process.execPath, [file, ...args, '--json'], {
      env,
      stdio: ['ignore', 'pipe', 'ignore'],
      ...asUser,
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject);
    child.once('close', (exit, signal) =>
      resolve({ exit, signal, answer: output === '' ? null : (JSON.parse(output) as CommandEnd['answer']) }),
    );
    meet(child);
  });
}
