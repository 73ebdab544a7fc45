import { type ErrorCorrection, encodeQR } from 'qr';
import { decodeQR, type Image } from 'qr/decode.js';
import { failed } from '../../errors';

/** The quiet zone that ISO/IEC 18004 asks for around a code, in modules. */
const QUIET_ZONE = 4;

/**
 * 69 modules: more are too fine for a webcam and a card's printed 50 mm, so that less correction serves better there.
 */
const LARGEST_WITH_QUARTILE = 69;

/** How long a picture may be searched, in milliseconds: a photo of twelve megapixels takes a tenth of it. */
const SEARCH_TIME = 5000;

/**
 * The code of a card as an SVG of black modules, with its quiet zone and without a size of its own. A share alone makes
 * 41 × 41 modules, a card with one 32-byte key 69 × 69, one with 64 bytes 65 × 65: error correction is Q (a quarter of
 * the code may be lost), and M (15 %) where Q would need more than 69.
 *
 * @param text of `encodeCard`, whose characters all fit QR's alphanumeric mode
 */
export function qrSvg(text: string): string {
  return encodeQR(text, 'svg', { ecc: correctionFor(text), encoding: 'alphanumeric', border: QUIET_ZONE });
}

/** The same code as rows of modules, dark ones true, with its quiet zone. */
export function qrModules(text: string): boolean[][] {
  return modules(text, correctionFor(text));
}

/**
 * The text of the first QR code in a picture.
 *
 * @param picture RGBA pixels, as a canvas gives them
 * @param searchTime how long it may be searched, in milliseconds: less for one of many pictures from a camera
 * @throws qr-not-found
 */
export function readQr(picture: Image, searchTime = SEARCH_TIME): string {
  try {
    return decodeQR(picture, { effort: Infinity, timeLimit: searchTime });
  } catch (cause) {
    throw failed('qr-not-found', {}, cause);
  }
}

function correctionFor(text: string): ErrorCorrection {
  return modules(text, 'quartile').length - 2 * QUIET_ZONE <= LARGEST_WITH_QUARTILE ? 'quartile' : 'medium';
}

function modules(text: string, ecc: ErrorCorrection): boolean[][] {
  return encodeQR(text, 'raw', { ecc, encoding: 'alphanumeric', border: QUIET_ZONE });
}
