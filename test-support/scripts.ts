import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { build } from 'vite';

/** A script of ours that runs in processes of its own, which a test may kill. */
export interface Script {
  start(args: readonly string[], env?: NodeJS.ProcessEnv): ChildProcess;
  remove(): Promise<void>;
}

/** Bundles one TypeScript file, given by its path in the project, so that Node can run it. */
export async function buildScript(entry: string): Promise<Script> {
  const folder = await mkdtemp(resolve('node_modules', '.salvor-test-'));
  await build({
    configFile: false,
    logLevel: 'error',
    ssr: { noExternal: true },
    build: {
      ssr: true,
      target: 'node20.18',
      outDir: folder,
      rolldownOptions: { input: { script: resolve(entry) }, output: { format: 'es', entryFileNames: '[name].mjs' } },
    },
  });
  return {
    start: (args, env = process.env) =>
      spawn(process.execPath, [join(folder, 'script.mjs'), ...args], { env, stdio: ['ignore', 'pipe', 'inherit'] }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** Everything that a process wrote, when it has ended. */
export function outputOf(child: ChildProcess): Promise<string> {
  return new Promise((done, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (piece: string) => (text += piece));
    child.on('error', reject).on('close', () => done(text));
  });
}
