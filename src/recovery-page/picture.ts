import { readQr } from '../core/custody/share/qr';
import { type Failure, toFailure } from '../core/errors';

/** The text of the QR code in a picture file, or why there is none. `unreadable` where the browser cannot open it. */
export async function qrInPicture(file: File): Promise<{ text: string } | { failure: Failure } | 'unreadable'> {
  let bitmap: ImageBitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return 'unreadable';
  }
  try {
    return { text: readQr(pixelsOf(bitmap, bitmap.width, bitmap.height)) };
  } catch (error) {
    return { failure: toFailure(error) };
  } finally {
    bitmap.close();
  }
}

function pixelsOf(source: CanvasImageSource, width: number, height: number): ImageData {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) throw new Error('the browser gives no canvas');
  context.drawImage(source, 0, 0);
  return context.getImageData(0, 0, width, height);
}
