import { describe, expect, test } from 'vitest';
import { remedyFor } from './remedy';

describe('the remedy for a failure', () => {
  test('is another key where the key was the trouble', () => {
    expect(remedyFor({ code: 'wrong-key', params: { given: null } })).toBe('key');
  });

  test('is another archive where this one is damaged for good', () => {
    expect(remedyFor({ code: 'payload-not-a-zip', params: { found: 'html' } })).toBe('archives');
  });

  test('is the server’s own page where its answer is not to be trusted any more', () => {
    expect(remedyFor({ code: 'fingerprint-differs', params: { expected: 'a', actual: 'b' } })).toBe('server');
  });

  test('is the same again after a lost connection, a cancelling and the unforeseen', () => {
    expect(remedyFor({ code: 'connection-lost', params: { host: 'h', have: 1, need: 2 } })).toBe('again');
    expect(remedyFor({ code: 'cancelled', params: {} })).toBe('again');
    expect(remedyFor({ code: 'unexpected', params: { detail: '' } })).toBe('again');
  });
});
