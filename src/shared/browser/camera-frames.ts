import { readQr } from '../../core/custody/share/qr';

/** How often the picture is searched, and how long each time, in milliseconds: the page must stay quick meanwhile. */
const EVERY_MS = 200;
const SEARCH_MS = 100;
/** A card's code has up to 81 modules: this leaves each of them some pixels, and is searched quickly. */
const LONGEST_SIDE = 1280;

/** Why there is no picture. */
export type CameraTrouble = 'none' | 'refused' | 'busy';

/**
 * Shows what the camera sees in `video`, and searches it for QR codes until it is stopped. Each picture is forgotten as
 * soon as it was searched. For the window and for the recovery page, which is why it is neither React nor core.
 *
 * @param found gets every text that is read, the same one again for as long as the code is held there
 * @returns what stops it and switches the camera off; or why there is no picture
 */
export async function watchCamera(
  video: HTMLVideoElement,
  found: (text: string) => void,
): Promise<(() => void) | CameraTrouble> {
  let stream: MediaStream;
  try {
    stream = await navigator.mediaDevices.getUserMedia({
      audio: false,
      video: { facingMode: 'environment', width: { ideal: LONGEST_SIDE } },
    });
  } catch (error) {
    return troubleOf(error);
  }
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true });
  const search = () => {
    const { videoWidth: width, videoHeight: height } = video;
    if (width === 0 || context === null) return;
    const scale = Math.min(1, LONGEST_SIDE / Math.max(width, height));
    // Setting its size clears the canvas, too.
    canvas.width = Math.round(width * scale);
    canvas.height = Math.round(height * scale);
    context.drawImage(video, 0, 0, canvas.width, canvas.height);
    try {
      found(readQr(context.getImageData(0, 0, canvas.width, canvas.height), SEARCH_MS));
    } catch {
      // No code can be read in this picture; the next one may show it better.
    }
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = () => {
    clearInterval(timer);
    for (const track of stream.getTracks()) track.stop();
    video.srcObject = null;
    canvas.width = 0;
  };
  video.srcObject = stream;
  try {
    await video.play();
  } catch {
    stop();
    return 'busy';
  }
  // Not before: a caller that stops at the first code must have been given what stops it.
  timer = setInterval(search, EVERY_MS);
  return stop;
}

/** @param error of getUserMedia, by the names of the Media Capture specification */
function troubleOf(error: unknown): CameraTrouble {
  const name = error instanceof Error ? error.name : '';
  if (name === 'NotFoundError' || name === 'OverconstrainedError') return 'none';
  return name === 'NotReadableError' || name === 'AbortError' ? 'busy' : 'refused';
}
