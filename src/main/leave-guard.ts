import { app, type BrowserWindow } from 'electron';
import type { Ceremonies } from './ceremonies';
import type { Dialogs, LeavingFrom } from './dialogs';
import type { Looks } from './looks';
import type { Recoveries } from './recoveries';
import type { Restores } from './restores';

interface Rooms {
  restores: Restores;
  looks: Looks;
  ceremonies: Ceremonies;
  recoveries: Recoveries;
}

/**
 * Asks before the window is closed, or Salvor is left, while a restore or a drill runs, entries are taken out of an
 * archive, a key is being split, or cards are in whose secret has gone nowhere yet. Whoever leaves all the same leaves
 * in good order: what runs is cancelled, its files are closed and the split is forgotten before the window goes. An
 * archive that is only looked into is closed without asking.
 */
export function guardLeaving(
  window: BrowserWindow,
  { restores, looks, ceremonies, recoveries }: Rooms,
  dialogs: Dialogs,
): void {
  let leaving = false;
  const runningBesides = (): LeavingFrom | null => {
    if (looks.extracting) return 'look';
    if (ceremonies.underWay) return 'ceremony';
    return recoveries.unsaved ? 'recovery' : null;
  };

  const leave = async (running: LeavingFrom | null) => {
    leaving = true;
    if (running === null || (await dialogs.leave(running))) {
      await Promise.all([restores.stop(), looks.endAll(), ceremonies.wipe()]);
      app.quit();
    }
    leaving = false;
  };

  window.on('close', (event) => {
    const running = restores.running ?? runningBesides();
    if (running === null && !looks.present) return;
    event.preventDefault();
    if (!leaving) void leave(running);
  });
}
