import { StopAndKeep } from '../core/restore/job';
import { endNow, leave, STOP_MS } from './leave';
import { run } from './run';

/**
 * Runs the command and ends the process.
 *
 * @param built the folder of the built command and its threads
 */
export async function main(args: readonly string[], built: string): Promise<void> {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      // The first lets the job close its unfinished file; asking again means not to wait for that.
      if (stop.signal.aborted) endNow(signal);
      stop.abort(new StopAndKeep());
      setTimeout(() => endNow(signal), STOP_MS).unref();
    });
  }

  const { stdout, stderr } = process;
  // Everything is written by then; what may still hold the process (an open standard input) is of no more use.
  await leave(await run({ args, stdin: () => process.stdin, stdout, stderr, signal: stop.signal, built }));
}
