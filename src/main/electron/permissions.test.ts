import type { Session } from 'electron';
import { beforeEach, describe, expect, test } from 'vitest';
import { START_PAGE } from './bundle-path';
import { denyPermissions } from './permissions';

type Handlers = {
  request: NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
  check: NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;
  device: NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]>;
};

const OURS = START_PAGE;
const EVERY = [
  'clipboard-read',
  'clipboard-sanitized-write',
  'geolocation',
  'notifications',
  'midi',
  'fullscreen',
  'openExternal',
  'fileSystem',
  'hid',
  'serial',
  'usb',
  'speaker-selection',
  'window-management',
  'display-capture',
  'media',
] as const;

let handlers: Handlers;
let camera: { isOpen: boolean };

beforeEach(() => {
  const kept: Partial<Handlers> = {};
  camera = { isOpen: false };
  const session = {
    setPermissionRequestHandler: (handler: Handlers['request']) => void (kept.request = handler),
    setPermissionCheckHandler: (handler: Handlers['check']) => void (kept.check = handler),
    setDevicePermissionHandler: (handler: Handlers['device']) => void (kept.device = handler),
  };
  denyPermissions(session as unknown as Session, camera);
  handlers = kept as Handlers;
});

function asked(permission: string, details: Record<string, unknown>): boolean {
  const answers: boolean[] = [];
  handlers.request(null as never, permission as never, (granted) => void answers.push(granted), details as never);
  expect(answers).toHaveLength(1);
  return answers[0] ?? true;
}

const lookedUp = (permission: string, origin: string, details: Record<string, unknown>): boolean =>
  handlers.check(null, permission as never, origin, details as never);

const FRAME = { isMainFrame: true, requestingUrl: OURS };
const CAMERA = { ...FRAME, mediaTypes: ['video'] };

describe('permissions', () => {
  test.each([false, true])('are denied, whatever is asked for (scanner open: %s)', (isOpen) => {
    camera.isOpen = isOpen;
    for (const permission of EVERY) {
      expect([permission, asked(permission, FRAME), lookedUp(permission, OURS, FRAME)]).toEqual([
        permission,
        false,
        false,
      ]);
    }
    expect(handlers.device({} as never)).toBe(false);
  });

  test('are given for the picture of a camera alone, to our own page, and while its scanner is open', () => {
    expect(asked('media', CAMERA)).toBe(false);
    expect(lookedUp('media', OURS, { isMainFrame: true, mediaType: 'video' })).toBe(false);
    camera.isOpen = true;
    expect(asked('media', CAMERA)).toBe(true);
    expect(lookedUp('media', OURS, { isMainFrame: true, mediaType: 'video' })).toBe(true);
  });

  test.each([
    ['with sound', { ...CAMERA, mediaTypes: ['video', 'audio'] }],
    ['sound alone', { ...CAMERA, mediaTypes: ['audio'] }],
    ['nothing in particular', { ...CAMERA, mediaTypes: [] }],
    ['for a frame within the page', { ...CAMERA, isMainFrame: false }],
    ['for another page', { ...CAMERA, requestingUrl: 'https://example.org/' }],
  ])('are denied to a camera %s', (_what, details) => {
    camera.isOpen = true;
    expect(asked('media', details)).toBe(false);
  });

  test.each([
    ['sound', OURS, { isMainFrame: true, mediaType: 'audio' }],
    ['a frame within the page', OURS, { isMainFrame: false, mediaType: 'video' }],
    ['another page', 'https://example.org/', { isMainFrame: true, mediaType: 'video' }],
  ])('are looked up as denied for %s', (_what, origin, details) => {
    camera.isOpen = true;
    expect(lookedUp('media', origin, details)).toBe(false);
  });
});
