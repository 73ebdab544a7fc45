/** How many points wide and high a picture is. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** More than the largest photograph of a telephone; unpacked it takes four bytes for each. */
const MOST_POINTS = 64_000_000;

const PNG = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
const JPEG = [0xff, 0xd8, 0xff];
/** JPEG's markers of a frame, which begins with its size: 0xc0 to 0xcf without these three. */
const NO_FRAMES: ReadonlySet<number> = new Set([0xc4, 0xc8, 0xcc]);

/**
 * The size that the header of a PNG or JPEG says, without unpacking anything: a few bytes may unpack to gigabytes.
 *
 * @returns null for what is neither, or has no whole header
 */
export function pictureSize(bytes: Uint8Array): PictureSize | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (startsWith(bytes, PNG))
    return bytes.length < 24 ? null : { width: view.getUint32(16), height: view.getUint32(20) };
  return startsWith(bytes, JPEG) ? jpegSize(view) : null;
}

/** Whether a picture may be unpacked. */
export function isUnpackable({ width, height }: PictureSize): boolean {
  return width > 0 && height > 0 && width * height <= MOST_POINTS;
}

function jpegSize(view: DataView): PictureSize | null {
  let at = 2;
  while (at + 9 <= view.byteLength) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // A marker may have any number of 0xff before it.
    if (marker === 0xff) {
      at += 1;
      continue;
    }
    if (marker >= 0xc0 && marker <= 0xcf && !NO_FRAMES.has(marker))
      return { width: view.getUint16(at + 7), height: view.getUint16(at + 5) };
    at += 2 + view.getUint16(at + 2);
  }
  return null;
}

function startsWith(bytes: Uint8Array, start: readonly number[]): boolean {
  return start.every((byte, at) => bytes[at] === byte);
}
