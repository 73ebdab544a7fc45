import { app, type BrowserWindow } from 'electron';
import type { Ceremonies } from './custody/ceremonies';
import type { Recoveries } from './custody/recoveries';
import type { Dialogs, LeavingFrom } from './electron/dialogs';
import type { BrowseSessions } from './jobs/browse-sessions';
import type { JobRunner } from './jobs/job-runner';

interface Parts {
  jobRunner: JobRunner;
  browseSessions: BrowseSessions;
  ceremonies: Ceremonies;
  recoveries: Recoveries;
}

/**
 * Asks before the window is closed, or Salvor is left, while a restore or a drill runs, entries are taken out of an
 * archive, a key is being split, or cards are in whose secret has gone nowhere yet. Leaving all the same is
 * in good order: what runs is cancelled, its files are closed and the split is forgotten before the window goes. An
 * archive that is only browsed is closed without asking.
 */
export function guardLeaving(
  window: BrowserWindow,
  { jobRunner, browseSessions, ceremonies, recoveries }: Parts,
  dialogs: Dialogs,
): void {
  let leaving = false;
  const runningBesides = (): LeavingFrom | null => {
    if (browseSessions.extracting) return 'browse';
    if (ceremonies.underWay) return 'ceremony';
    return recoveries.unsaved ? 'recovery' : null;
  };

  const leave = async (running: LeavingFrom | null) => {
    leaving = true;
    if (running === null || (await dialogs.leave(running))) {
      await Promise.all([jobRunner.stop(), browseSessions.endAll(), ceremonies.wipe()]);
      app.quit();
    }
    leaving = false;
  };

  window.on('close', (event) => {
    const running = jobRunner.running ?? runningBesides();
    if (running === null && !browseSessions.present) return;
    event.preventDefault();
    if (!leaving) void leave(running);
  });
}
