import { app, type BrowserWindow } from 'electron';

/** No page, present or future, may go elsewhere, open a window or hold a web view. Nor need any of ours. */
export function refuseNavigation(): void {
  app.on('web-contents-created', (_event, contents) => {
    contents.on('will-navigate', (event) => event.preventDefault());
    contents.on('will-frame-navigate', (event) => event.preventDefault());
    contents.on('will-redirect', (event) => event.preventDefault());
    contents.on('will-attach-webview', (event) => event.preventDefault());
    contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  });
}

/** Acts when the page of a window is loaded again, or has crashed: nothing that it showed or used is there any more. */
export function onPageGone({ webContents }: BrowserWindow, act: () => void): void {
  webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) act();
  });
  webContents.on('render-process-gone', act);
}
