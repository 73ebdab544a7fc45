import type { BrowserWindow } from 'electron';
import { notify } from './ipc';
import type { LookListener, Looks } from './looks';

/** Tells the page of a look. */
export function lookSigns(window: BrowserWindow): LookListener {
  return {
    progress: (look, progress) => notify(window, 'look.progress', { look, progress }),
    opened: (look, outcome) => notify(window, 'look.opened', { look, outcome }),
    ended: (look) => notify(window, 'look.ended', { look }),
  };
}

/** Ends what the page was looking into when the page is loaded anew or has crashed: nobody looks any more. */
export function endLooksWithPage(window: BrowserWindow, looks: Looks): void {
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) void looks.endAll();
  });
  window.webContents.on('render-process-gone', () => void looks.endAll());
}
