import { read } from 'node:fs';
import { promisify } from 'node:util';
import { parentPort, workerData } from 'node:worker_threads';
import type { RandomAccess } from '../disk/random-access';
import { readFully } from '../disk/read-file';
import { toFailure } from '../errors';
import type { FromProofThread, ProofThreadData } from './proof-ahead';
import { openEnvelopes, runProof } from './proof-task';
import { LeaderPosition, readBehind } from './read-behind';

/**
 * A thread of its own that proves a payload while the job's thread is still authenticating it. Its result
 * counts only once the archive is authentic, and is not shown before.
 */
const { task, archive, envelopes, leader } = workerData as ProofThreadData;
const POST_EVERY_MS = 100;
const abort = new AbortController();
const post = (message: FromProofThread) => parentPort?.postMessage(message);
const readFrom = promisify(read);

parentPort?.on('message', () => abort.abort());

let posted = 0;
const report = (done: number) => {
  const now = performance.now();
  if (now - posted < POST_EVERY_MS) return;
  posted = now;
  post({ type: 'progress', done });
};

/** The job's thread opened the file, looks whether it changes, and closes it when this thread has ended. */
function heldFile({ descriptor, size }: ProofThreadData['archive']): RandomAccess {
  const file = { read: readFrom.bind(null, descriptor) };
  return {
    size,
    read: (target, position) => readFully(file, target, position),
    close: async () => {},
  };
}

async function prove(): Promise<FromProofThread> {
  try {
    const payload = readBehind(new LeaderPosition(leader), openEnvelopes(heldFile(archive), envelopes));
    return { type: 'proven', proof: await runProof(task, payload, abort.signal, report) };
  } catch (error) {
    return { type: 'failed', failure: toFailure(error) };
  }
}

const last = await prove();
for (const { key } of envelopes) key.fill(0);
// The job waits for this message alone, and not for the thread's exit.
post(last);
parentPort?.close();
