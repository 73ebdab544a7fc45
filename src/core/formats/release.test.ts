import { describe, expect, test } from 'vitest';
import { release } from './release';

/** Node has it from version 21 on; before that nothing is given back, and nothing may break. */
const canRelease = 'transfer' in ArrayBuffer.prototype;

describe('memory given back', () => {
  test('is gone at once, where the runtime can do that', () => {
    const bytes = new Uint8Array(1000).fill(7);
    release(bytes);
    expect(bytes.length).toBe(canRelease ? 0 : 1000);
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
