import { createDecipheriv } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { request } from 'undici';
import { release } from '../src/core/formats/release';
import type { Served } from './jobs';

/*
 * What Salvor's work is compared with. Each gives milliseconds, and none checks or proves anything.
 */

const MiB = 1024 ** 2;
/** The length of slices with which Node's GCM is fastest here; `block-size` measures it. */
const SLICE = 64 * 1024;

const anyCipher = () => createDecipheriv('aes-256-gcm', Buffer.alloc(32, 1), Buffer.alloc(12, 2));

/**
 * GCM over `bytes` bytes of one piece of memory: the limit of the runtime.
 *
 * @param giveBack whether the memory of each output is given back at once, instead of being left to the collector
 */
export function gcmInMemory(bytes: number, giveBack: boolean, slice = SLICE): number {
  const decipher = anyCipher();
  const piece = Buffer.alloc(slice, 3);
  const began = performance.now();
  for (let at = 0; at < bytes; at += slice) {
    const plain = decipher.update(piece);
    if (giveBack) release(plain);
  }
  return performance.now() - began;
}

/** Reads 1 MiB, decrypts it, writes it, one after the other, and nothing else: what anyone would write first. */
export async function plainLoop(from: string, to: string): Promise<number> {
  return between(from, to, async (source, target) => {
    const decipher = anyCipher();
    const buffer = Buffer.allocUnsafeSlow(MiB);
    for (;;) {
      const { bytesRead } = await source.read(buffer, 0, MiB, null);
      if (bytesRead === 0) return;
      await writeWhole(target, decipher.update(buffer.subarray(0, bytesRead)));
    }
  });
}

/** Copies by reads and writes of the lengths that Salvor has, one read ahead and one write in flight. */
export async function copy(from: string, to: string, piece = 512 * 1024): Promise<number> {
  return between(from, to, async (source, target) => {
    // One that is read into, one in hand, one that is written.
    const buffers = [0, 1, 2].map(() => Buffer.allocUnsafeSlow(piece));
    let turn = 0;
    const readAhead = async () => {
      const buffer = buffers[turn++ % 3] as Buffer;
      const { bytesRead } = await source.read(buffer, 0, piece, null);
      return buffer.subarray(0, bytesRead);
    };
    let ahead = readAhead();
    let inFlight: Promise<void> = Promise.resolve();
    for (;;) {
      const read = await ahead;
      await inFlight;
      if (read.length === 0) return;
      ahead = readAhead();
      inFlight = writeWhole(target, read);
    }
  });
}

/** A download to disk by undici, as its own documentation shows it. */
export async function bareDownload({ url, apiKey, id }: Served, to: string): Promise<number> {
  const began = performance.now();
  const { body, statusCode } = await request(`${url}/backups/${id}/download`, {
    headers: { authorization: `Bearer ${apiKey}` },
  });
  if (statusCode !== 200) throw new Error(`the practice server answers ${statusCode}`);
  await pipeline(body, createWriteStream(to));
  return performance.now() - began;
}

async function between(
  from: string,
  to: string,
  work: (source: FileHandle, target: FileHandle) => Promise<void>,
): Promise<number> {
  const began = performance.now();
  const source = await open(from, 'r');
  const target = await open(to, 'wx');
  await work(source, target);
  const took = performance.now() - began;
  await source.close();
  await target.close();
  return took;
}

async function writeWhole(target: FileHandle, bytes: Uint8Array): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const { bytesWritten } = await target.write(bytes, at);
    at += bytesWritten;
  }
}
