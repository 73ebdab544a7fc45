import { app, BrowserWindow, dialog } from 'electron';
import { START_PAGE } from './electron/bundle-path';
import { HandedFile, handedPath } from './electron/handed-file';
import { refuseNavigation } from './electron/navigation';
import { cutOffChromium } from './electron/network';
import { declareScheme } from './electron/protocol';
import { isRelease } from './electron/release';
import { refusedSwitches } from './electron/switches';
import { start } from './start';

/** The command's exit code for what it was not meant to be started with. */
const USAGE = 2;

// Before anything else, and before Chromium opens what a switch asks for.
if (isRelease()) {
  const refused = refusedSwitches(process.argv, { platform: process.platform, isRoot: process.getuid?.() === 0 });
  if (refused.length > 0) {
    process.stderr.write(
      `Salvor does not start with ${refused.join(', ')}: such a switch could let another program read what it shows.\n`,
    );
    process.exit(USAGE);
  }
}

// All of this must come before the app is ready. Nothing here is awaited: an entry that waits for readiness
// at its top level keeps the app from ever becoming ready.
declareScheme();
cutOffChromium();
refuseNavigation();

if (app.requestSingleInstanceLock()) {
  const handed = new HandedFile();
  handed.give(handedPath(process.argv, process.cwd()));
  // The Mac tells of a file by an event, which may come before the app is ready.
  app.on('open-file', (event, path) => {
    event.preventDefault();
    handed.give(path);
  });
  app.on('second-instance', (_event, argv, folder) => {
    handed.give(handedPath(argv, folder));
    // A report that is being printed has a window of its own, which is never shown.
    const window = BrowserWindow.getAllWindows().find((candidate) =>
      candidate.webContents.getURL().startsWith(START_PAGE),
    );
    if (window === undefined) return;
    if (window.isMinimized()) window.restore();
    window.focus();
  });
  app.on('window-all-closed', () => app.quit());
  app
    .whenReady()
    .then(() => start(handed))
    .catch((error: unknown) => {
      // Without this, a process that no one sees would keep every later start from opening a window.
      dialog.showErrorBox('Salvor', error instanceof Error ? error.message : String(error));
      app.exit(1);
    });
} else {
  app.quit();
}
