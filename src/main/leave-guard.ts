import { app } from 'electron';
import type { BrowserWindow } from 'electron';
import type { Dialogs } from './dialogs';
import type { Restores } from './restores';

/**
 * Asks before the window is closed, or Salvor is left, while a restore or a drill runs. Whoever leaves all
 * the same leaves in good order: the job is cancelled and its files are closed before the window goes.
 */
export function guardLeaving(window: BrowserWindow, restores: Restores, dialogs: Dialogs): void {
  let asking = false;

  const ask = async (running: 'restore' | 'drill') => {
    asking = true;
    const leave = await dialogs.leave(running);
    if (leave) {
      await restores.stop();
      app.quit();
    }
    asking = false;
  };

  window.on('close', (event) => {
    const { running } = restores;
    if (running === null) return;
    event.preventDefault();
    if (!asking) void ask(running);
  });
}
