import type { Session } from 'electron';

/** Salvor's window needs no camera, no location, no notifications, no devices: whatever is asked for is denied. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
