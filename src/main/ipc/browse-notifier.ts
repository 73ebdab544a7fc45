import type { BrowserWindow } from 'electron';
import type { BrowseListener, BrowseSessions } from '../jobs/browse-sessions';
import { notify } from './ipc';

/** Tells the page of a look. */
export function browseNotifier(window: BrowserWindow): BrowseListener {
  return {
    progress: (browsed, progress) => notify(window, 'browse.progress', { browsed, progress }),
    opened: (browsed, outcome) => notify(window, 'browse.opened', { browsed, outcome }),
    ended: (browsed) => notify(window, 'browse.ended', { browsed }),
  };
}

/** Ends what the page was looking into when the page is loaded anew or has crashed: nobody looks any more. */
export function endBrowsingWithPage(window: BrowserWindow, browseSessions: BrowseSessions): void {
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) void browseSessions.endAll();
  });
  window.webContents.on('render-process-gone', () => void browseSessions.endAll());
}
