import { createDecipheriv, createPrivateKey, createPublicKey, diffieHellman, hkdfSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Opens an end-to-end encrypted vector with Node's own cryptography alone. */
export function openVector(file: string): Buffer {
  const { keys } = JSON.parse(readFileSync('test-vectors/vectors.json', 'utf8')) as {
    keys: { site: { public: string; private: string } };
  };
  const sealed = readFileSync(join('test-vectors', file));
  const ephemeral = sealed.subarray(8, 40);
  const secret = diffieHellman({
    privateKey: createPrivateKey({
      key: Buffer.concat([Buffer.from('302e020100300506032b656e04220420', 'hex'), raw(keys.site.private)]),
      format: 'der',
      type: 'pkcs8',
    }),
    publicKey: createPublicKey({
      key: Buffer.concat([Buffer.from('302a300506032b656e032100', 'hex'), ephemeral]),
      format: 'der',
      type: 'spki',
    }),
  });
  const key = hkdfSync('sha256', secret, Buffer.concat([ephemeral, raw(keys.site.public)]), 'tspro-backup-e2ee-v1', 32);
  const decipher = createDecipheriv('aes-256-gcm', Buffer.from(key), sealed.subarray(40, 52));
  decipher.setAuthTag(sealed.subarray(-16));
  return Buffer.concat([decipher.update(sealed.subarray(52, -16)), decipher.final()]);
}

/** The 32 bytes of a `tspsk_…` or `tsppk_…` text. */
function raw(key: string): Buffer {
  return Buffer.from(key.slice('tspsk_'.length), 'base64url');
}
