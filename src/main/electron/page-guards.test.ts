import { EventEmitter } from 'node:events';
import type { BrowserWindow, Session, WebContents } from 'electron';
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { START_PAGE } from './bundle-path';
import { Camera } from './camera';
import { onPageGone, refuseNavigation } from './navigation';
import { blockPeerConnections, blockRequests, cutOffChromium } from './network';

const electron = vi.hoisted(() => ({
  app: {
    handlers: {} as Record<string, (event: unknown, contents: unknown) => void>,
    switches: {} as Record<string, string>,
    on: null as unknown,
    commandLine: null as unknown,
  },
  systemPreferences: { askForMediaAccess: async () => false },
}));

vi.mock('electron', () => electron);

beforeEach(() => {
  electron.app.on = (name: string, handler: (event: unknown, contents: unknown) => void) =>
    void (electron.app.handlers[name] = handler);
  electron.app.commandLine = {
    appendSwitch: (name: string, value: string) => void (electron.app.switches[name] = value),
  };
});

describe('the network of the window', () => {
  function isBlocked(url: string, development: boolean): boolean {
    const answers: boolean[] = [];
    const onBeforeRequest = (
      handler: (details: { url: string }, answer: (given: { cancel: boolean }) => void) => void,
    ) => handler({ url }, ({ cancel }) => void answers.push(cancel));
    blockRequests({ webRequest: { onBeforeRequest } } as unknown as Session, development);
    expect(answers).toHaveLength(1);
    return answers[0] ?? false;
  }

  test.each([
    'https://example.org/',
    'http://127.0.0.1/',
    'file:///etc/passwd',
    'ws://localhost/',
    'data:text/html,x',
    'app://other/index.html',
    'devtools://devtools/x',
  ])('lets no request through to %s', (url) => {
    expect(isBlocked(url, false)).toBe(true);
  });

  test('lets its own files through, and the developer tools in development', () => {
    expect([isBlocked(START_PAGE, false), isBlocked('devtools://devtools/x', true)]).toEqual([false, false]);
  });

  test('resolves no name, and tells no address of the machine by WebRTC', () => {
    cutOffChromium();
    expect(electron.app.switches).toEqual({ 'host-resolver-rules': 'MAP * ~NOTFOUND' });
    const policies: string[] = [];
    blockPeerConnections({
      setWebRTCIPHandlingPolicy: (policy: string) => void policies.push(policy),
    } as unknown as WebContents);
    expect(policies).toEqual(['disable_non_proxied_udp']);
  });
});

describe('every page', () => {
  test('goes nowhere else, opens no window and holds no web view', () => {
    refuseNavigation();
    const opening: (() => { action: string })[] = [];
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: () => { action: string }) => void opening.push(handler),
    });
    electron.app.handlers['web-contents-created']?.({}, contents);
    for (const name of ['will-navigate', 'will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
      let prevented = false;
      contents.emit(name, { preventDefault: () => void (prevented = true) });
      expect([name, prevented]).toEqual([name, true]);
    }
    expect(opening.map((handler) => handler().action)).toEqual(['deny']);
  });
});

describe('the camera', () => {
  test.each([
    [
      'is closed when the page is loaded again',
      'did-start-navigation',
      { isMainFrame: true, isSameDocument: false },
      false,
    ],
    ['is closed when the page has crashed', 'render-process-gone', {}, false],
    ['stays open within the page', 'did-start-navigation', { isMainFrame: true, isSameDocument: true }, true],
    [
      'stays open when a frame within the page is loaded',
      'did-start-navigation',
      { isMainFrame: false, isSameDocument: false },
      true,
    ],
  ])('%s', async (_what, name, details, isOpen) => {
    const camera = new Camera();
    const webContents = new EventEmitter();
    onPageGone({ webContents } as unknown as BrowserWindow, () => camera.close());
    expect(camera.isOpen).toBe(false);
    await camera.open();
    expect(camera.isOpen).toBe(process.platform !== 'darwin');
    webContents.emit(name, details);
    expect(camera.isOpen).toBe(isOpen && process.platform !== 'darwin');
  });
});
