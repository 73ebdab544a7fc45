import type { Camera } from '../../electron/camera';
import type { HandlersOf } from '../ipc';

interface Parts {
  camera: Camera;
}

/** The window tells when its scanner comes and goes; nothing of what the camera sees passes here. */
export function scannerCalls({ camera }: Parts): HandlersOf<'scanner'> {
  return {
    'scanner.open': async () => ({ camera: (await camera.open()) ? 'allowed' : 'refused' }),
    'scanner.close': () => {
      camera.close();
      return null;
    },
  };
}
