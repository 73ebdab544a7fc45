import type { Session } from 'electron';
import { isOurs } from './bundle-path';
import type { Camera } from './camera';

/**
 * Salvor's window needs no location, no notifications, no devices: whatever is asked for is denied. The one exception
 * is the picture of a camera, without sound, for our own page and only while its scanner is open.
 */
export function denyPermissions(session: Session, camera: Pick<Camera, 'isOpen'>): void {
  session.setPermissionRequestHandler((_contents, permission, answer, details) => {
    const media = permission === 'media' && 'mediaTypes' in details ? (details.mediaTypes ?? []) : [];
    const pictureAlone = media.length > 0 && media.every((type) => type === 'video');
    answer(camera.isOpen && pictureAlone && details.isMainFrame && isOurs(details.requestingUrl));
  });
  session.setPermissionCheckHandler((_contents, permission, origin, details) => {
    return (
      camera.isOpen && permission === 'media' && details.mediaType === 'video' && details.isMainFrame && isOurs(origin)
    );
  });
  session.setDevicePermissionHandler(() => false);
}
