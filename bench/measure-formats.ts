import { createCipheriv, createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import type { Secrets } from '../src/core/formats/format';
import { generateKeyPair, parsePrivateKey, parsePublicKey } from '../src/core/formats/site-key';
import { sealTspepk01 } from '../src/core/formats/tspepk01';
import { beginDecryption } from '../src/core/restore/decrypt';
import { PauseGate } from '../src/core/restore/job';
import { Meter } from '../src/core/restore/meter';

/**
 * One process, one measurement: how fast each format decrypts in memory, with its authentication, without disk
 * and without the derivation of the key, against TSPEPK01 in the same run. Prints one line of JSON.
 */
const MiB = 1024 ** 2;
const BYTES = 256 * MiB;
const BLOCK = 4 * MiB;
const PIECE = 512 * 1024;
const PASSPHRASE = 'for measuring only';
const ROUNDS = 3;

/** Random bytes that begin as a zip does, so that the key counts as right. */
function plain(): Buffer {
  const block = randomBytes(BLOCK);
  const whole = Buffer.concat(Array.from({ length: BYTES / BLOCK }, () => block));
  Buffer.from('504b03041400000008000000', 'hex').copy(whole);
  return whole;
}

function gcm(header: Buffer, key: Buffer, nonce: Buffer, bytes: Buffer): Buffer {
  const cipher = createCipheriv('aes-256-gcm', key, nonce);
  return Buffer.concat([header, nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function token(key: Buffer, bytes: Buffer): Buffer<ArrayBuffer> {
  const iv = randomBytes(16);
  const cipher = createCipheriv('aes-128-cbc', key.subarray(16), iv);
  const signed = Buffer.concat([Buffer.of(0x80), Buffer.alloc(8), iv, cipher.update(bytes), cipher.final()]);
  const whole = Buffer.concat([signed, createHmac('sha256', key.subarray(0, 16)).update(signed).digest()]);
  return Buffer.from(whole.toString('base64').replaceAll('+', '-').replaceAll('/', '_'), 'latin1');
}

function frames(bytes: Buffer): Buffer {
  const salt = randomBytes(16);
  const key = pbkdf2Sync(PASSPHRASE, salt, 480_000, 32, 'sha256');
  const parts: Buffer[] = [Buffer.from('TSPB\x02', 'latin1'), salt];
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const sealed = token(key, bytes.subarray(at, at + BLOCK));
    const length = Buffer.alloc(4);
    length.writeUInt32BE(sealed.length);
    parts.push(length, sealed);
  }
  return Buffer.concat(parts);
}

async function envelope(bytes: Buffer, publicRaw: Uint8Array): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  async function* source() {
    yield bytes;
  }
  for await (const piece of sealTspepk01(source(), publicRaw)) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Plaintext bytes per second, in MB/s, from the first look to the authentication. */
async function rate(archive: Buffer, secrets: Secrets): Promise<number> {
  let at = 0;
  const source = {
    size: archive.length,
    async next() {
      const piece = archive.subarray(at, at + PIECE);
      at += piece.length;
      return piece.length === 0 ? null : piece;
    },
    close: async () => {},
  };
  const context = { signal: new AbortController().signal, pause: new PauseGate(), report: () => {} };
  const decryption = await beginDecryption(source, secrets, context, new Meter(context), () => {}, tmpdir());
  const began = performance.now();
  let bytes = 0;
  await decryption.run((slice) => {
    bytes += slice.length;
  });
  return bytes / 1e3 / (performance.now() - began);
}

const bytes = plain();
const pair = generateKeyPair();
const salt = randomBytes(16);
const archives: Record<string, [Buffer, Secrets]> = {
  tspepk01: [
    await envelope(bytes, parsePublicKey(pair.publicText).raw),
    { privateKey: parsePrivateKey(pair.privateText) },
  ],
  tspenc01: [
    gcm(
      Buffer.concat([Buffer.from('TSPENC01'), salt]),
      pbkdf2Sync(PASSPHRASE, salt, 600_000, 32, 'sha256'),
      randomBytes(12),
      bytes,
    ),
    { passphrase: PASSPHRASE },
  ],
  proxpanel: [
    gcm(
      Buffer.from('PROXPANEL_ENCRYPTED_BACKUP_V1\n'),
      createHash('sha256').update(`${PASSPHRASE}ProxPanel-Backup-Encryption-2024`).digest(),
      randomBytes(12),
      bytes,
    ),
    { databasePasswords: [PASSPHRASE] },
  ],
  'tspb-v2': [frames(bytes), { passphrase: PASSPHRASE }],
};

const best: Record<string, number> = {};
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [name, [archive, secrets]] of Object.entries(archives))
    best[name] = Math.max(best[name] ?? 0, await rate(archive, secrets));
}
console.log(JSON.stringify(best));
