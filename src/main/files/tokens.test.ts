import { describe, expect, test } from 'vitest';
import { Tokens } from './tokens';

describe('tokens', () => {
  test('give back what they stand for, and nothing for a made-up one', () => {
    const tokens = new Tokens<string>(1000);
    const token = tokens.issue('/home/ada/export.zip');
    expect(token).toMatch(/^[\w-]{32}$/);
    expect(tokens.find(token)).toBe('/home/ada/export.zip');
    expect(tokens.find(token.slice(0, -1))).toBeUndefined();
    expect(tokens.find('/home/ada/export.zip')).toBeUndefined();
  });

  test('differ for the same value', () => {
    const tokens = new Tokens<string>(1000);
    expect(tokens.issue('same')).not.toBe(tokens.issue('same'));
  });

  test('expire when they are not used, and live on when they are', () => {
    let now = 0;
    const tokens = new Tokens<string>(1000, 64, () => now);
    const used = tokens.issue('used');
    const idle = tokens.issue('idle');
    now = 900;
    expect(tokens.find(used)).toBe('used');
    now = 1000;
    expect(tokens.find(idle)).toBeUndefined();
    expect(tokens.find(used)).toBe('used');
  });

  test('are dropped at once when they are forgotten', () => {
    const tokens = new Tokens<string>(1000);
    const token = tokens.issue('a private key');
    tokens.forget(token);
    expect(tokens.find(token)).toBeUndefined();
  });

  test('never become more than their limit; the least recently used goes first', () => {
    const tokens = new Tokens<number>(1000, 2);
    const first = tokens.issue(1);
    const second = tokens.issue(2);
    tokens.find(first);
    tokens.issue(3);
    expect(tokens.find(second)).toBeUndefined();
    expect(tokens.find(first)).toBe(1);
  });
});
