import { setImmediate } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { release } from './release';

describe('memory given back', () => {
  test('is gone at once', () => {
    const bytes = new Uint8Array(1000).fill(7);
    release(bytes);
    expect(bytes.length).toBe(0);
  });

  test('is gone at once where the runtime has no transfer, as Node 20', async () => {
    for (let time = 0; time < 3; time += 1) {
      const bytes = new Uint8Array(1000).fill(7);
      Object.defineProperty(bytes.buffer, 'transfer', { value: undefined });
      release(bytes);
      expect(bytes.length).toBe(0);
      // The port that it is sent to is closed only when the loop has gone round.
      await setImmediate();
    }
  });

  test('is left alone where others may be using the rest of it', () => {
    const buffer = new Uint8Array(1000).fill(7);
    release(buffer.subarray(0, 999));
    release(buffer.subarray(1));
    // Of the pool that all small buffers share.
    const pooled = Buffer.from('secret');
    release(pooled);
    expect(buffer.every((byte) => byte === 7)).toBe(true);
    expect(pooled.toString()).toBe('secret');
  });

  test('is never memory that another thread sees', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(8));
    release(shared);
    expect(shared.length).toBe(8);
  });
});
