import { type Failure, failed, SalvorError } from '../errors';
import type { GcmMessage } from '../formats/gcm-message';
import type { ProofReport } from '../proof/model';
import type { ProofTask } from './proof-task';
import { LeaderPosition } from './read-behind';
import { startThread } from './threads';
import { within } from './threads-end';

/**
 * How long a thread that is to stop may take to remove its scratch files; what it leaves is swept by the next start.
 */
const STOP_MS = 10_000;

export interface ProofThreadData {
  readonly task: ProofTask;
  /**
   * Descriptor and length of the archive, which this process holds open, and the envelopes around its payload from the
   * outermost on.
   */
  readonly archive: { readonly descriptor: number; readonly size: number };
  readonly envelopes: readonly GcmMessage[];
  readonly leader: SharedArrayBuffer;
}

export type FromProofThread =
  | { readonly type: 'progress'; readonly done: number }
  | { readonly type: 'proven'; readonly proof: ProofReport }
  | { readonly type: 'failed'; readonly failure: Failure };

/** A proof that runs beside the authentication. */
export interface ProofAhead {
  /** To be told of every byte of the payload that was gone through. */
  readonly leader: LeaderPosition;
  /** What it found. @param report bytes of the payload that are proven, from now on */
  result(report: (done: number) => void): Promise<ProofReport>;
  /** Ends it, whatever it has found; resolves when its scratch files are gone, and after ten seconds in any case. */
  stop(): Promise<void>;
}

/** Begins to prove an archive's payload on a thread of its own. @param threads the folder of the built threads */
export function proveAhead(threads: string, data: Omit<ProofThreadData, 'leader'>, signal: AbortSignal): ProofAhead {
  const leader = new LeaderPosition();
  const thread = startThread(threads, 'proof-thread', { ...data, leader: leader.shared } satisfies ProofThreadData);
  let tell: (done: number) => void = () => {};
  const abort = () => thread.postMessage('abort');
  signal.addEventListener('abort', abort, { once: true });

  // Its last message counts as its end: a thread may take forever to exit.
  const outcome = new Promise<ProofReport>((resolve, reject) => {
    thread.on('message', (message: FromProofThread) => {
      if (message.type === 'progress') tell(message.done);
      else if (message.type === 'proven') resolve(message.proof);
      else reject(new SalvorError(message.failure));
    });
    thread.once('error', reject);
    thread.once('exit', () => reject(failed('unexpected', { detail: 'the proof ended without a result' })));
  });
  const ended = outcome.then(
    () => {},
    () => {},
  );
  void ended.then(() => signal.removeEventListener('abort', abort));

  return {
    leader,
    result(report) {
      tell = report;
      return outcome;
    },
    async stop() {
      abort();
      // It may wait for bytes that will never come.
      leader.set(Number.MAX_SAFE_INTEGER);
      await within(ended, STOP_MS, () => {});
    },
  };
}
