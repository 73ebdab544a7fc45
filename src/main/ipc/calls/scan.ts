import type { Camera } from '../../electron/camera';
import type { Handlers } from '../ipc';

type ScanCalls = Pick<Handlers, 'scanner.open' | 'scanner.close'>;

/** The window tells when its scanner comes and goes; nothing of what the camera sees passes here. */
export function scanCalls(camera: Camera): ScanCalls {
  return {
    'scanner.open': async () => ({ camera: (await camera.open()) ? 'allowed' : 'refused' }),
    'scanner.close': () => {
      camera.close();
      return null;
    },
  };
}
