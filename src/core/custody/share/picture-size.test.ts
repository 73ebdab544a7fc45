import { describe, expect, test } from 'vitest';
import { isUnpackable, pictureSize } from './picture-size';

const png = (width: number, height: number): Uint8Array => {
  const bytes = new Uint8Array(33);
  bytes.set([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 13, 0x49, 0x48, 0x44, 0x52]);
  const view = new DataView(bytes.buffer);
  view.setUint32(16, width);
  view.setUint32(20, height);
  return bytes;
};

/** A segment before the frame, as a camera's own data is, a second start of a marker, and then the frame. */
const jpeg = (width: number, height: number, frame = 0xc0): Uint8Array =>
  Uint8Array.from([
    0xff,
    0xd8,
    0xff,
    0xe1,
    0,
    4,
    0xff,
    0xc0,
    0xff,
    0xc4,
    0,
    3,
    1,
    0xff,
    0xff,
    frame,
    0,
    11,
    8,
    height >> 8,
    height & 255,
    width >> 8,
    width & 255,
    1,
    1,
    0x11,
    0,
  ]);

describe('the size of a picture', () => {
  test.each([
    ['PNG', png(16_000, 16_000), { width: 16_000, height: 16_000 }],
    ['JPEG', jpeg(4032, 3024), { width: 4032, height: 3024 }],
    ['progressive JPEG', jpeg(800, 600, 0xc2), { width: 800, height: 600 }],
    ['lossless JPEG', jpeg(800, 600, 0xc3), { width: 800, height: 600 }],
    ['text', new TextEncoder().encode('SALV0R1'), null],
    ['PNG without its header', png(1, 1).subarray(0, 20), null],
    ['JPEG without a frame', jpeg(1, 1).subarray(0, 15), null],
    ['JPEG that is none', Uint8Array.from([0xff, 0xd8, 0xff, 0xe1, 0, 2, 1, 2, 3, 4, 5, 6, 7, 8, 9]), null],
    ['nothing', new Uint8Array(), null],
  ])('is what its header says: %s', (_kind, bytes, size) => {
    // As part of a larger buffer, which a file's bytes may be.
    const within = new Uint8Array(bytes.length + 7);
    within.set(bytes, 7);
    expect(pictureSize(within.subarray(7))).toEqual(size);
  });

  test('decides whether it is unpacked', () => {
    expect(
      [
        [8160, 6120],
        [8000, 8000],
        [8001, 8000],
        [16_000, 16_000],
        [0xffff_ffff, 1],
        [0, 5],
        [5, 0],
      ].map(([width = 0, height = 0]) => isUnpackable({ width, height })),
    ).toEqual([true, true, false, false, false, false, false]);
  });
});
