import type { BrowserWindow, IpcMainInvokeEvent } from 'electron';
import type { Sender } from './answer';

export function senderOf(event: IpcMainInvokeEvent, window: BrowserWindow): Sender {
  const frame = event.senderFrame;
  return {
    ownMainFrame: !window.isDestroyed() && frame !== null && frame === window.webContents.mainFrame,
    url: frame?.url ?? null,
  };
}
