import { createHash } from 'node:crypto';
import { parentPort, workerData } from 'node:worker_threads';
import { END, FREE, type Ring, SLOT_BYTES, SLOTS } from './ring';

/** A thread of its own that hashes what comes through the ring, and says the SHA-256 in hex when it ends. */
const ring = workerData as Ring;
const bytes = new Uint8Array(ring.bytes);
const states = new Int32Array(ring.states);
const hash = createHash('sha256');

for (let slot = 0; ; slot = (slot + 1) % SLOTS) {
  Atomics.wait(states, slot, FREE);
  const length = Atomics.load(states, slot);
  if (length === END) break;
  hash.update(bytes.subarray(slot * SLOT_BYTES, slot * SLOT_BYTES + length));
  Atomics.store(states, slot, FREE);
  Atomics.notify(states, slot);
}
parentPort?.postMessage(hash.digest('hex'));
