import { describe, expect, test } from 'vitest';
import { SalvorError } from '../../core/errors';
import { generateKeyPair } from '../../core/formats/site-key';
import { Keys } from './keys';

function code(work: () => unknown): string {
  try {
    work();
    return 'nothing failed';
  } catch (error) {
    return error instanceof SalvorError ? error.failure.code : String(error);
  }
}

describe('private keys', () => {
  test('are known outside by token and fingerprint alone', () => {
    const { privateText, fingerprint } = generateKeyPair();
    const keys = new Keys();
    const held = keys.hold(`  ${privateText}\n`, false, 'paste');
    expect(held).toEqual({ token: held.token, fingerprint, source: 'paste' });
    expect(held.token).not.toContain(privateText.slice(6));
    expect(keys.text(held.token)).toBe(privateText);
  });

  test('are gone when they are forgotten', () => {
    const keys = new Keys();
    const { token } = keys.hold(generateKeyPair().privateText, false, 'paste');
    keys.forget(token);
    expect(code(() => keys.text(token))).toBe('key-needed');
  });

  test('in two pieces are joined only when a person says so', () => {
    const { privateText, fingerprint } = generateKeyPair();
    const pieces = `${privateText.slice(0, 20)}\n ${privateText.slice(20)}`;
    const keys = new Keys();
    expect(code(() => keys.hold(pieces, false, 'paste'))).toBe('key-has-whitespace');
    const { token, fingerprint: found } = keys.hold(pieces, true, 'paste');
    expect([found, keys.text(token)]).toEqual([fingerprint, privateText]);
  });

  test('are told from public ones', () => {
    expect(code(() => new Keys().hold(generateKeyPair().publicText, false, 'paste'))).toBe('key-is-public');
  });
});
