import { once } from 'node:events';
import { join } from 'node:path';
import { BrowserWindow, nativeTheme, screen } from 'electron';
import type { Bounds, SettingsStore } from '../settings/settings';
import { START_PAGE } from './bundle-path';
import { blockPeerConnections } from './network';

/** Every screen fits into this, by design. */
const SMALLEST = { width: 960, height: 640 };
const USUAL = { width: 1200, height: 800 };

/** The window's colour before the page is drawn; the same as --paper in styles/tokens.css. */
const BACKGROUND = { light: '#fcfbf8', dark: '#14191c' };

/**
 * Opens Salvor's one window, and begins to load its page, which runs in the sandbox, in its own context, with no Node.
 * It is shown when the page is drawn and `showFirst` was called.
 */
export function openWindow(development: boolean): { window: BrowserWindow; showFirst: () => void } {
  const window = new BrowserWindow({
    ...USUAL,
    useContentSize: true,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    backgroundColor: background(),
    autoHideMenuBar: true,
    webPreferences: {
      preload: join(import.meta.dirname, '../preload/preload.cjs'),
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webviewTag: false,
      // The spelling checker would fetch its dictionaries from the network.
      spellcheck: false,
      navigateOnDragDrop: false,
      enableWebSQL: false,
      devTools: development,
    },
  });

  blockPeerConnections(window.webContents);
  const drawn = once(window, 'ready-to-show');
  window.on('page-title-updated', (event) => event.preventDefault());
  const repaint = () => window.setBackgroundColor(background());
  nativeTheme.on('updated', repaint);
  window.on('closed', () => nativeTheme.off('updated', repaint));

  void window.loadURL(START_PAGE);
  const show = () => {
    if (!window.isDestroyed()) window.show();
  };
  return { window, showFirst: () => void drawn.then(show) };
}

/** Puts the window where it was when it was last closed. */
export function rememberBounds(window: BrowserWindow, settings: SettingsStore): void {
  const { windowBounds } = settings.current;
  if (windowBounds !== null && isVisible(windowBounds)) window.setBounds(windowBounds);
  window.on('close', () => {
    try {
      settings.change({ windowBounds: window.getNormalBounds() });
    } catch {
      // Where the window was is not worth keeping others from hearing that it closes, such as the guard of what runs.
    }
  });
}

function background(): string {
  return nativeTheme.shouldUseDarkColors ? BACKGROUND.dark : BACKGROUND.light;
}

/** Whether the title bar of a window there could be seen and grasped; the screen that it was on may be gone. */
function isVisible(bounds: Bounds): boolean {
  const { workArea } = screen.getDisplayMatching(bounds);
  return (
    bounds.x < workArea.x + workArea.width &&
    bounds.x + bounds.width > workArea.x &&
    bounds.y < workArea.y + workArea.height &&
    bounds.y >= workArea.y
  );
}
