import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { failed } from '../errors';

/** The threads that a job may use beside its own, each built as a file of this name. */
export type ThreadName = 'hash-thread' | 'proof-thread';

/** A thread that answers is done with its own work; one that is silent for so long while it is needed never answers. */
export const THREAD_SILENCE_MS = 10 * 60_000;

const alive = new Set<Worker>();

/**
 * Starts one of them. A thread's last message is its result: no one waits for its exit, which can take for ever, see
 * `endThreads`.
 *
 * @param folder where the built threads stand
 * @param workerData plain data, among it memory that is shared
 */
export function startThread(folder: string, name: ThreadName, workerData: object): Worker {
  avoidDeadlockAtExit();
  const thread = new Worker(join(folder, `${name}.js`), { workerData, stdout: false, stderr: false });
  alive.add(thread);
  thread.once('exit', () => alive.delete(thread));
  return thread;
}

/**
 * A thread that ends waits for V8's background work, and Maglev's compilations wait for a collection by the very thread
 * that ends: both wait for ever (nodejs/node#54918, seen in Node 20.18.1 with V8 13.0). Without Maglev there is no such
 * compilation; V8 without Maglev knows no such option and ignores it. It works for what is compiled from now on.
 */
export function avoidDeadlockAtExit(): void {
  setFlagsFromString('--no-maglev');
}

/**
 * Ends all threads of this process. The end of the process would wait for each of them without a bound.
 *
 * @param patienceMs how long that may take
 * @returns whether all of them are gone
 */
export async function endThreads(patienceMs: number): Promise<boolean> {
  const gone = Promise.all([...alive].map((thread) => thread.terminate())).then(
    () => true,
    () => false,
  );
  return within(gone, patienceMs, () => false);
}

/** What a promise gives, or after `ms` milliseconds what `late` gives or throws. */
export async function within<T>(promise: Promise<T>, ms: number, late: () => T): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const overdue = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), ms);
  });
  try {
    const first = await Promise.race([promise.then((value) => ({ value })), overdue]);
    return first === null ? late() : first.value;
  } finally {
    clearTimeout(timer);
  }
}

/** The failure of a thread that does not answer. */
export function silentThread(ms: number): Error {
  return failed('stalled', { seconds: Math.round(ms / 1000) });
}
