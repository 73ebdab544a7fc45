import { createDecipheriv } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { release } from '../src/core/formats/release';
import { gcmInMemory } from './baselines';

/**
 * One process: decrypts a file by each combination of the lengths in which it is read, decrypted and written, round by
 * round, with one read ahead and one write in flight, as the engine does. Prints one line of JSON.
 */
export interface BlocksOrder {
  readonly from: string;
  readonly to: string;
  readonly rounds: number;
  /** In KiB, all of them in each round. */
  readonly sizes: readonly Blocks[];
}

export interface Blocks {
  readonly piece: number;
  readonly slice: number;
  readonly batch: number;
}

/** Milliseconds by round: of GCM in memory over as many bytes with slices of that length, and of the whole loop. */
export interface BlocksMeasured extends Blocks {
  readonly memory: number[];
  readonly loop: number[];
}

const KiB = 1024;
const { from, to, rounds, sizes } = JSON.parse(process.argv[2] ?? '') as BlocksOrder;

async function loop({ piece, slice, batch }: Blocks): Promise<number> {
  const [pieceBytes, sliceBytes, batchBytes] = [piece * KiB, slice * KiB, batch * KiB];
  const decipher = createDecipheriv('aes-256-gcm', Buffer.alloc(32, 1), Buffer.alloc(12, 2));
  const began = performance.now();
  const source = await open(from, 'r');
  const target = await open(to, 'wx');
  const buffers = [Buffer.allocUnsafeSlow(pieceBytes), Buffer.allocUnsafeSlow(pieceBytes)] as const;
  let turn = 0;
  let at = 0;
  const readAhead = async () => {
    const buffer = buffers[turn++ % 2 === 0 ? 0 : 1];
    const { bytesRead } = await source.read(buffer, 0, pieceBytes, at);
    at += bytesRead;
    return buffer.subarray(0, bytesRead);
  };
  let ahead = readAhead();
  let inFlight: Promise<unknown> = Promise.resolve();
  let [gathering, spare] = [Buffer.allocUnsafeSlow(batchBytes), Buffer.allocUnsafeSlow(batchBytes)];
  let length = 0;
  let written = 0;
  const flush = async () => {
    await inFlight;
    // The bench's disk is not full: a write takes all.
    inFlight = target.write(gathering, 0, length, written);
    written += length;
    length = 0;
    [gathering, spare] = [spare, gathering];
  };
  for (let read = await ahead; read.length > 0; read = await ahead) {
    ahead = readAhead();
    for (let start = 0; start < read.length; start += sliceBytes) {
      const plain = decipher.update(read.subarray(start, start + sliceBytes));
      // All lengths are powers of two, but for the last.
      gathering.set(plain, length);
      length += plain.length;
      release(plain);
      if (length >= batchBytes) await flush();
    }
  }
  if (length > 0) await flush();
  await inFlight;
  const took = performance.now() - began;
  await source.close();
  await target.close();
  await rm(to);
  return took;
}

const { size } = await open(from, 'r').then(async (file) => {
  const stats = await file.stat();
  await file.close();
  return stats;
});
const measured = sizes.map((blocks): BlocksMeasured => ({ ...blocks, memory: [], loop: [] }));
for (let round = -1; round < rounds; round += 1) {
  for (const one of measured) {
    const memory = gcmInMemory(size, true, one.slice * KiB);
    const whole = await loop(one);
    if (round < 0) continue;
    one.memory.push(memory);
    one.loop.push(whole);
  }
}
console.log(JSON.stringify(measured));
