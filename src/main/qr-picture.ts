import { nativeImage } from 'electron';
import { decodeQR } from 'qr/decode.js';

/** A photograph is made smaller than this on its longer side: a card's code is read from far less. */
const LONGEST_SIDE = 2000;

/**
 * The text of the QR code in a picture (PNG or JPEG); null for what is no picture, or one in which no code can be read.
 *
 * @param bytes of the picture's file
 */
export function qrTextOf(bytes: Uint8Array): string | null {
  const image = nativeImage.createFromBuffer(Buffer.from(bytes));
  if (image.isEmpty()) return null;
  const { width, height } = image.getSize();
  const longest = Math.max(width, height);
  const fitting = longest > LONGEST_SIDE ? image.resize(width >= height ? { width: LONGEST_SIDE } : { height: LONGEST_SIDE }) : image;
  const size = fitting.getSize();
  try {
    // Chromium's order of colours is another than the library's; a code is black on white, so that none is lost.
    return decodeQR({ ...size, data: new Uint8Array(fitting.toBitmap()) });
  } catch {
    return null;
  }
}
