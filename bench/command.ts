import { spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { most, tell } from './figures';
import type { Runtime } from './runtimes';

const ROUNDS = 21;
const COMMAND = resolve('bin', 'salvor.cjs');
const ARCHIVE = resolve('test-vectors', 'portal-full.zip.enc');

/** Short commands, with what each may take of the time in which Node does nothing. */
const SHORT = [
  { what: 'salvor --version', args: [COMMAND, '--version'], target: most(1.3) },
  { what: 'salvor inspect FILE', args: [COMMAND, 'inspect', ARCHIVE], target: most(1.6) },
];

/** How long short commands take beside `node -e 0`, in every Node but Electron's, in which none is run. */
export async function shortCommands(runtimes: readonly Runtime[]): Promise<void> {
  for (const { name: where, path, env } of runtimes.filter(({ name }) => name !== 'Electron')) {
    const measured = new Map<string, number[]>(SHORT.map(({ what }) => [what, []]));
    for (let round = -1; round < ROUNDS; round += 1) {
      const nothing = timeOf(path, ['-e', '0'], env);
      for (const { what, args } of SHORT) {
        const took = timeOf(path, args, env);
        // The first round reads from the disk.
        if (round >= 0) measured.get(what)?.push(took / nothing);
      }
    }
    for (const { what, target } of SHORT)
      tell({ part: 'command', what: `${what} / node -e 0`, where, unit: 'times', target }, measured.get(what) ?? []);
  }
}

function timeOf(node: string, args: readonly string[], env: NodeJS.ProcessEnv): number {
  const began = performance.now();
  const { status } = spawnSync(node, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const took = performance.now() - began;
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}`);
  return took;
}
