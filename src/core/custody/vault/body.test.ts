import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { expect, test } from 'vitest';
import { openVaultBody, sealVault } from './body';
import { decodeVault, encodeVault, headOf } from './file-format';
import { base64url, committedKeys, raw } from './sealing';

const dataKey = new Uint8Array(32).fill(5);

function fileOf(bytes: Uint8Array) {
  const decoded = decodeVault(bytes);
  if (decoded.state !== 'whole') throw new Error('not whole');
  return decoded.file;
}

test('a body whose tag is right is not opened where the key is not the one that it was committed to', () => {
  const whole = fileOf(
    sealVault({ entries: [], logbook: null }, dataKey, {
      vault: base64url(new Uint8Array(16)),
      wraps: [{ kind: 'keystore', sealed: base64url(new Uint8Array(40)) }],
    }),
  );
  expect(openVaultBody(whole, dataKey)?.entries).toEqual([]);

  // The same body under the same key, with all that is authenticated, for a header that commits to another key.
  const nonce = raw(whole.header.nonce);
  const { key } = committedKeys(dataKey, nonce, 'body');
  const plain = xchacha20poly1305(key, nonce, whole.associated).decrypt(whole.body);
  const head = headOf({ ...whole.header, commitment: base64url(new Uint8Array(32).fill(1)) }, whole.body.length);
  const other = fileOf(encodeVault(head, xchacha20poly1305(key, nonce, head).encrypt(plain)));
  expect(xchacha20poly1305(key, nonce, other.associated).decrypt(other.body)).toEqual(plain);
  expect(openVaultBody(other, dataKey)).toBeNull();
});
