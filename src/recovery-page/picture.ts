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

/**
 * Looks for a QR code in what the camera sees until one is found or `stop` is called.
 *
 * @throws where the browser gives this page no camera, as many do not to a page that is opened from a file
 */
export async function watchCamera(video: HTMLVideoElement, found: (text: string) => void): Promise<() => void> {
  const stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
  const stop = (): void => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
  };
  const look = (): void => {
    if (video.videoWidth === 0) return;
    try {
      const text = readQr(pixelsOf(video, video.videoWidth, video.videoHeight));
      stop();
      found(text);
    } catch {
      // This frame has no code in it that can be read; the next one may.
    }
  };
  const timer = setInterval(look, 250);
  video.srcObject = stream;
  await video.play();
  return stop;
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
