import { join } from 'node:path';
import { app, session } from 'electron';
import { Camera } from './electron/camera';
import type { HandedFile } from './electron/handed-file';
import { localeOfRun } from './electron/locale';
import { blockRequests } from './electron/network';
import { denyPermissions } from './electron/permissions';
import { PrintedPages } from './electron/printed-pages';
import { serveBundle } from './electron/protocol';
import { openWindow } from './electron/window';
import { answerReady } from './ipc/ready';

/**
 * First what guards the window, then the window, and last all that answers it, which is loaded while the window's own
 * process starts. Nothing that is imported here may be slow to load.
 */
export async function start(handed: HandedFile): Promise<void> {
  const development = !app.isPackaged && app.commandLine.hasSwitch('devtools');
  const camera = new Camera();
  denyPermissions(session.defaultSession, camera);
  blockRequests(session.defaultSession, development);
  const printedPages = new PrintedPages();
  serveBundle(session.defaultSession, join(import.meta.dirname, '../renderer'), printedPages);

  const { window, showFirst } = openWindow(development);
  const ready = answerReady(window);
  const { assemble } = await import('./assemble');
  await assemble({ window, development, locale: localeOfRun(), camera, printedPages, handed });
  ready();
  showFirst();
}
