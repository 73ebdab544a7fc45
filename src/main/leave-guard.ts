import { app } from 'electron';
import type { BrowserWindow } from 'electron';
import type { Dialogs } from './dialogs';
import type { Restores } from './restores';

/**
 * Asks before the window is closed, or Salvor is left, while a restore runs. Whoever leaves all the same
 * leaves in good order: the restore is cancelled and its files are closed before the window goes.
 */
export function guardLeaving(window: BrowserWindow, restores: Restores, dialogs: Dialogs): void {
  let asking = false;

  const ask = async () => {
    asking = true;
    const leave = await dialogs.leaveRestore();
    if (leave) {
      await restores.stop();
      app.quit();
    }
    asking = false;
  };

  window.on('close', (event) => {
    if (!restores.running) return;
    event.preventDefault();
    if (!asking) void ask();
  });
}
