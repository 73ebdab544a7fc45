import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/** The threads that a job may use beside its own, each built as a file of this name. */
export type ThreadName = 'hash-thread' | 'proof-thread';

/**
 * Starts one of them.
 *
 * @param folder where the built threads stand
 * @param workerData plain data, among it memory that is shared
 */
export function startThread(folder: string, name: ThreadName, workerData: object): Worker {
  return new Worker(join(folder, `${name}.js`), { workerData, stdout: false, stderr: false });
}
