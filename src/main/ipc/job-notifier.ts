import { type BrowserWindow, powerSaveBlocker } from 'electron';
import type { RestoreListener } from '../jobs/job-runner';
import { notify } from './ipc';

/** Shows a restore or a drill outside: in the page, on the taskbar, and by keeping the machine from falling asleep. */
export function restoreSigns(window: BrowserWindow): RestoreListener {
  let blocker: number | null = null;
  const taskbar = (fraction: number, mode: 'normal' | 'paused' | 'none') => {
    if (!window.isDestroyed()) window.setProgressBar(fraction, { mode });
  };

  const over = () => {
    if (blocker !== null) powerSaveBlocker.stop(blocker);
    blocker = null;
    taskbar(-1, 'none');
  };

  return {
    started() {
      blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    },
    progress(job, progress) {
      taskbar(progress.fraction, progress.paused ? 'paused' : 'normal');
      notify(window, 'restore.progress', { job, progress });
    },
    ended(job, outcome) {
      over();
      notify(window, 'restore.ended', { job, outcome });
    },
    drilled(job, outcome) {
      over();
      notify(window, 'drill.ended', { job, outcome });
    },
    listed(job, index, drill, outcome) {
      notify(window, 'drill.listed', { job, index, drill, outcome });
    },
    listEnded(job, outcome) {
      over();
      notify(window, 'drill.listEnded', { job, outcome });
    },
  };
}
