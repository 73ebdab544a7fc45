import { join } from 'node:path';
import { setFlagsFromString } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { failed } from '../errors';
import { alive } from './threads-end';

/** The threads that a job may use beside its own, each built as a file of this name. */
export type ThreadName = 'hash-thread' | 'proof-thread';

/** A thread that answers is done with its own work; one that is silent for so long while it is needed never answers. */
export const THREAD_SILENCE_MS = 10 * 60_000;

/**
 * Starts one of them. A thread's last message is its result. Never wait for its exit, which can take forever, see
 * `endThreads`.
 *
 * @param folder of the built threads
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

/** The failure of a thread that does not answer. */
export function silentThread(ms: number): Error {
  return failed('stalled', { seconds: Math.round(ms / 1000) });
}
