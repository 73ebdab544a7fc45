import { randomBytes } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { toFailure } from '../errors';
import { gzip } from './gzip';

const text = Buffer.from('-- a dump\n'.repeat(40_000));
const packed = gzipSync(text);

async function unpack(bytes: Uint8Array, pieceBytes = bytes.length): Promise<Buffer> {
  const [opening] = await gzip.readHeader(bytes.subarray(0, 18)).openings({});
  const decipher = opening?.decipher(true);
  if (decipher === undefined) throw new Error('gzip has one opening');
  const out: Buffer[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes) {
    for (const piece of await decipher.update(bytes.subarray(at, at + pieceBytes))) out.push(Buffer.from(piece));
  }
  for (const piece of await decipher.finish(new Uint8Array())) out.push(Buffer.from(piece));
  return Buffer.concat(out);
}
const failure = (bytes: Uint8Array, pieceBytes?: number) =>
  unpack(bytes, pieceBytes).then(
    () => 'none',
    (error: unknown) => toFailure(error),
  );

/** A header with every field that there may be. */
function withFields(flags: number): Buffer {
  const head = Buffer.from(packed.subarray(0, 10));
  head[3] = flags;
  const extra = (flags & 4) === 0 ? [] : [Buffer.of(3, 0, 1, 0, 2)];
  const texts = [
    ...((flags & 8) === 0 ? [] : [Buffer.from('dump.sql\0')]),
    ...((flags & 16) === 0 ? [] : [Buffer.from('why\0')]),
  ];
  return Buffer.concat([
    head,
    ...extra,
    ...texts,
    ...((flags & 2) === 0 ? [] : [Buffer.of(0, 0)]),
    packed.subarray(10),
  ]);
}

describe('a gzip file', () => {
  test.each([1, 7, 1000, packed.length])('is unpacked in pieces of %i bytes', async (pieceBytes) => {
    expect((await unpack(packed, pieceBytes)).equals(text)).toBe(true);
  });

  test('may have several members, each with any of its header’s fields, and zeros behind it', async () => {
    const all = [0, 2, 4, 8, 16, 30].map(withFields);
    for (const pieceBytes of [3, 5000]) {
      expect((await unpack(Buffer.concat([...all, Buffer.alloc(600)]), pieceBytes)).length).toBe(
        all.length * text.length,
      );
    }
    expect(await unpack(gzipSync(Buffer.alloc(0)))).toHaveLength(0);
  });

  test.each([1, 5, 11, 40, packed.length - 9, packed.length - 8, packed.length - 1])(
    'that ends after %i of its bytes is cut',
    async (bytes) => {
      expect(await failure(packed.subarray(0, bytes < 18 ? 18 : bytes))).toMatchObject({ code: 'cut-short' });
      // The second of two members is cut within, or in its header.
      expect(await failure(Buffer.concat([packed, packed.subarray(0, Math.max(bytes, 3))]))).toMatchObject({
        code: 'cut-short',
      });
    },
  );

  test.each([
    ['a line break', Buffer.from('\n')],
    ['two bytes of another one', Buffer.of(0x1f, 0x8b)],
    ['text', Buffer.from('pg_dump: warning: something\n')],
    ['random bytes', Buffer.concat([Buffer.of(7), randomBytes(500)])],
    ['something behind zeros', Buffer.concat([Buffer.alloc(20), Buffer.of(1)])],
  ])('that %s follows is whole, and that is said', async (_what, more) => {
    for (const pieceBytes of [1, 4096]) {
      expect(await failure(Buffer.concat([packed, more]), pieceBytes)).toEqual({
        code: 'gzip-damaged',
        params: { reason: 'it is whole, and then something follows that does not belong to it' },
      });
    }
  });

  test.each([
    [
      'its checksum is another',
      (bytes: Buffer) => bytes.writeUInt8((bytes[bytes.length - 8] ?? 0) ^ 1, bytes.length - 8),
    ],
    [
      'its length is another',
      (bytes: Buffer) => bytes.writeUInt8((bytes[bytes.length - 4] ?? 0) ^ 1, bytes.length - 4),
    ],
    ['its data is no deflate', (bytes: Buffer) => bytes.writeUInt8(0xff, 10)],
    ['its header has bits that none has', (bytes: Buffer) => bytes.writeUInt8(0x80, 3)],
  ])('is damaged where %s', async (_what, change) => {
    const changed = Buffer.from(packed);
    change(changed);
    expect(await failure(changed)).toMatchObject({ code: 'gzip-damaged' });
  });

  test('is damaged where a name in its header has no end', async () => {
    const named = Buffer.from(packed.subarray(0, 10));
    named[3] = 8;
    expect(await failure(Buffer.concat([named, Buffer.alloc(300_000, 'n')]), 10_000)).toMatchObject({
      code: 'gzip-damaged',
    });
  });
});
