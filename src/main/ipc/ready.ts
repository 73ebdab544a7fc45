import { type BrowserWindow, ipcMain } from 'electron';
import { READY_CHANNEL } from '../../shared/ipc/channels';
import { isOurs } from '../electron/bundle-path';
import { senderOf } from './sender';

/** Lets the page wait until its calls can be answered. @returns what says that they can */
export function answerReady(window: BrowserWindow): () => void {
  let tell = () => {};
  const ready = new Promise<void>((resolve) => {
    tell = resolve;
  });
  ipcMain.handle(READY_CHANNEL, async (event, input: unknown) => {
    const { ownMainFrame, url } = senderOf(event, window);
    if (!ownMainFrame || url === null || !isOurs(url) || input !== undefined) throw new Error('ready: refused');
    await ready;
  });
  return tell;
}
