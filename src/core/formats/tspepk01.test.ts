import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gcm } from '@noble/ciphers/aes.js';
import { x25519 } from '@noble/curves/ed25519.js';
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { afterAll, describe, expect, test } from 'vitest';
import { openFileAccess } from '../disk/random-access';
import { openInPlace } from './gcm';
import { generateKeyPair, parsePrivateKey, parsePublicKey } from './site-key';
import { isTspepk01, sealTspepk01, tspepk01 } from './tspepk01';

const vectors = JSON.parse(readFileSync('test-vectors/vectors.json', 'utf8')) as {
  files: { file: string; sha256: string }[];
  keys: { site: { private: string } };
};
const site = parsePrivateKey(vectors.keys.site.private);
const folder = mkdtempSync(join(tmpdir(), 'salvor-tspepk01-'));
afterAll(() => rmSync(folder, { recursive: true }));

/** The readable twin: the format's three lines by @noble alone, in one piece. The fast code is held equal to it. */
function openByTwin(envelope: Uint8Array, privateRaw: Uint8Array): Uint8Array {
  const ephemeral = envelope.subarray(8, 40);
  const salt = new Uint8Array([...ephemeral, ...x25519.getPublicKey(privateRaw)]);
  const key = hkdf(
    sha256,
    x25519.getSharedSecret(privateRaw, ephemeral),
    salt,
    new TextEncoder().encode('tspro-backup-e2ee-v1'),
    32,
  );
  return gcm(key, envelope.subarray(40, 52)).decrypt(envelope.subarray(52));
}

async function openingOf(envelope: Uint8Array) {
  const header = tspepk01.readHeader(envelope.subarray(0, tspepk01.headBytes));
  const [opening] = await header.openings({ privateKey: site });
  if (opening === undefined) throw new Error('one key opens it');
  return { header, opening };
}

async function openByStream(envelope: Uint8Array, pieceBytes: number): Promise<Buffer> {
  const { header, opening } = await openingOf(envelope);
  const decipher = opening.decipher(true);
  const pieces: Uint8Array[] = [];
  const end = envelope.length - header.trailerBytes;
  for (let at = header.headerBytes; at < end; at += pieceBytes) {
    for (const piece of await decipher.update(envelope.subarray(at, Math.min(end, at + pieceBytes))))
      pieces.push(Uint8Array.from(piece));
  }
  await decipher.finish(envelope.subarray(end));
  return Buffer.concat(pieces);
}

async function seal(plain: Uint8Array, recipient: Uint8Array, pieceBytes = 1000): Promise<Buffer> {
  async function* pieces() {
    for (let at = 0; at < plain.length; at += pieceBytes) yield plain.subarray(at, at + pieceBytes);
  }
  const sealed: Uint8Array[] = [];
  for await (const piece of sealTspepk01(pieces(), recipient)) sealed.push(piece);
  return Buffer.concat(sealed);
}

describe('an envelope written by the original system', () => {
  const envelope = readFileSync('test-vectors/portal-full.zip.enc');
  const plain = readFileSync('test-vectors/portal-full.zip');

  test('is the file of the vectors', () => {
    const listed = vectors.files.find(({ file }) => file === 'portal-full.zip.enc');
    expect(createHash('sha256').update(envelope).digest('hex')).toBe(listed?.sha256);
  });

  test.each([1, 15, 16, 4096, 1 << 20])('opens by pieces of %i bytes, as the twin does', async (pieceBytes) => {
    const opened = await openByStream(envelope, pieceBytes);
    expect(opened.equals(plain)).toBe(true);
    expect(opened.equals(openByTwin(envelope, site.raw))).toBe(true);
  });

  test('can be read at any position', async () => {
    const path = join(folder, 'envelope');
    writeFileSync(path, envelope);
    const file = await openFileAccess(path);
    const { inPlace } = (await openingOf(envelope)).opening;
    if (inPlace === null) throw new Error('it can be read at any position');
    const access = openInPlace(inPlace, file);
    expect(access.size).toBe(plain.length);
    for (const [position, length] of [
      [0, 10],
      [1, 100],
      [15, 17],
      [16, 16],
      [70_001, 150_000],
      [plain.length - 5, 50],
      [plain.length, 4],
    ] as const) {
      const target = new Uint8Array(length);
      const got = await access.read(target, position);
      expect(Buffer.from(target.subarray(0, got)).equals(plain.subarray(position, position + length))).toBe(true);
      expect(got).toBe(Math.min(length, plain.length - position));
    }
    await access.close();
  });
});

describe('sealing', () => {
  test.each([0, 1, 16, 65_535, 200_001])('%i bytes makes an envelope that the twin opens', async (bytes) => {
    const pair = generateKeyPair();
    const plain = randomBytes(bytes);
    const envelope = await seal(plain, parsePublicKey(pair.publicText).raw);
    expect(isTspepk01(envelope)).toBe(true);
    expect(Buffer.from(openByTwin(envelope, parsePrivateKey(pair.privateText).raw)).equals(plain)).toBe(true);
  });

  test('never makes the same envelope twice', async () => {
    const recipient = site.publicRaw;
    const [first, second] = [await seal(Buffer.alloc(40), recipient), await seal(Buffer.alloc(40), recipient)];
    expect(first.subarray(8, 52).equals(second.subarray(8, 52))).toBe(false);
  });
});

describe('a header that no honest writer makes', () => {
  // The points of order 1, 2, 4 and 8 on Curve25519 and its twist, which give a zero secret with every key (RFC 7748,
  // 6.1).
  const lowOrder = [
    '00'.repeat(32),
    `01${'00'.repeat(31)}`,
    'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
    '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157',
    `ec${'ff'.repeat(30)}7f`,
    `ed${'ff'.repeat(30)}7f`,
    `ee${'ff'.repeat(30)}7f`,
  ];
  test.each(lowOrder)('is refused: %s', async (point) => {
    const envelope = Buffer.concat([Buffer.from('TSPEPK01'), Buffer.from(point, 'hex'), randomBytes(28)]);
    await expect(openingOf(envelope)).rejects.toEqual(
      expect.objectContaining({ failure: { code: 'low-order-ephemeral', params: {} } }),
    );
  });
});
