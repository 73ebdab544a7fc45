import { setImmediate as turn, setTimeout as wait } from 'node:timers/promises';
import { endThreads } from '../core/restore/threads-end';
import { EXIT, type ExitCode } from './exit-codes';

/**
 * What is still under way after the answer was written is looked at so often: for about half a minute. Ten seconds were
 * too few once in 2,000 verifies, on two processors with a load of 25.
 */
const MOST_LOOKS = 1_500;
const LOOK_MS = 20;
const LONGEST_MS = 10 * 60_000;
/** How long a job may take to close its files after it was asked to stop. */
export const STOP_MS = 20_000;

/**
 * Ends the process with this exit code once all is written. Node's own end waits without a bound for its threads and
 * for every call on a file that has not returned, as one on a disk that is gone or on a pipe without a writer. So it is
 * asked to end only where nothing is left to wait for, and the process is killed where something is.
 */
export async function leave(code: ExitCode): Promise<never> {
  // A call counts as open until its callback has returned, and this may run within one.
  await turn();
  let gone = false;
  const threads = endThreads(LONGEST_MS).then((all) => (gone = all));
  // Looks are counted, not time: on a machine with much else to do both come late, this process and what it waits for.
  for (let browseSessions = 0; browseSessions < MOST_LOOKS; browseSessions += 1) {
    await Promise.race([threads, wait(LOOK_MS)]);
    if (gone && !hasOpenCalls()) process.exit(code);
    if (gone) await wait(LOOK_MS);
  }
  endNow(code === EXIT.cancelled ? 'SIGINT' : 'SIGKILL');
  process.exit(code);
}

/** Ends the process by a signal, whatever is still under way. */
export function endNow(signal: NodeJS.Signals): void {
  // Without a listener the system does what it does for a program that knows nothing of signals.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

/** Whether a thread of libuv's pool works on a call: Node's end would wait for it. */
function hasOpenCalls(): boolean {
  return process.getActiveResourcesInfo().some((name) => /^(?:FSReq|GetAddrInfo|GetNameInfo)/.test(name));
}
