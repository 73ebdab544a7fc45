import { describe, expect, test } from 'vitest';
import { strengthOf } from './passphrase';

describe('how strong a passphrase looks', () => {
  test.each([
    ['', 'short'],
    ['nine char', 'short'],
    ['aaaaaaaaaaaaaaaaaaaaaaaa', 'weak'],
    ['abcdefghijklmnopqrstuvwxyz', 'weak'],
    ['0123456789012345678901234', 'weak'],
    ['passwordpasswordpassword', 'weak'],
    ['harbour 2024', 'weak'],
    ['harbour lantern', 'fair'],
    ['harbour lantern quiet seven', 'good'],
    ['Tz7!kQ2#vLp9@wXe4$rB', 'good'],
  ] as const)('%j is %s', (passphrase, strength) => {
    expect(strengthOf(passphrase)).toBe(strength);
  });
});
