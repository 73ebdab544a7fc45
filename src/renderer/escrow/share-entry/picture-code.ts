import { readQr } from '../../../core/custody/share/qr';
import type { ChosenCard } from '../../../shared/ipc/card-calls';

/** A photograph is made smaller than this on its longer side: a card's code is read from far less. */
const LONGEST_SIDE = 2000;

/**
 * The text of the QR code in a picture that main has found small enough. It is unpacked in this process, which can
 * reach nothing, and forgotten as soon as it was searched; the search has its own limit of time. Null where none can be
 * read.
 */
export async function codeIn({
  picture,
  width,
  height,
}: Extract<ChosenCard, { kind: 'picture' }>): Promise<string | null> {
  const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
  const size = { width: Math.max(1, Math.round(width * scale)), height: Math.max(1, Math.round(height * scale)) };
  try {
    // The header's sides are those before a camera's note to turn the picture; a code is read in any position.
    const bitmap = await createImageBitmap(new Blob([Uint8Array.from(picture)]), {
      resizeWidth: size.width,
      resizeHeight: size.height,
      resizeQuality: 'medium',
      imageOrientation: 'none',
    });
    const canvas = new OffscreenCanvas(size.width, size.height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    context?.drawImage(bitmap, 0, 0);
    bitmap.close();
    return context === null ? null : readQr(context.getImageData(0, 0, size.width, size.height));
  } catch {
    return null;
  }
}
