import type { Worker } from 'node:worker_threads';

/** The threads of this process that have not ended. Apart from what starts them: most commands have none. */
export const alive = new Set<Worker>();

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
