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

/** Opens Salvor's one window. Its page runs in the sandbox, in its own context, with no Node. */
export function openWindow(settings: SettingsStore, title: string, development: boolean): BrowserWindow {
  const window = new BrowserWindow({
    ...USUAL,
    useContentSize: true,
    minWidth: SMALLEST.width,
    minHeight: SMALLEST.height,
    show: false,
    title,
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

  const { windowBounds } = settings.current;
  if (windowBounds !== null && isVisible(windowBounds)) window.setBounds(windowBounds);
  blockPeerConnections(window.webContents);
  window.once('ready-to-show', () => window.show());
  window.on('page-title-updated', (event) => event.preventDefault());
  window.on('close', () => settings.change({ windowBounds: window.getNormalBounds() }));
  const repaint = () => window.setBackgroundColor(background());
  nativeTheme.on('updated', repaint);
  window.on('closed', () => nativeTheme.off('updated', repaint));

  void window.loadURL(START_PAGE);
  return window;
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
