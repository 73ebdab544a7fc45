import { type BrowserWindow, powerSaveBlocker } from 'electron';
import type { JobListener } from '../jobs/job-runner';
import { notify } from './ipc';

/** Shows a job outside: in the page, on the taskbar, and by keeping the machine from falling asleep. */
export function jobNotifier(window: BrowserWindow): JobListener {
  let blocker: number | null = null;
  const showOnTaskbar = (fraction: number, mode: 'normal' | 'paused' | 'none') => {
    if (!window.isDestroyed()) window.setProgressBar(fraction, { mode });
  };

  return {
    started() {
      blocker ??= powerSaveBlocker.start('prevent-app-suspension');
    },
    progress(job, progress) {
      showOnTaskbar(progress.fraction, progress.paused ? 'paused' : 'normal');
      notify(window, 'jobs.progress', { job, progress });
    },
    drilled(job, index, drill, outcome) {
      notify(window, 'jobs.drilled', { job, index, drill, outcome });
    },
    ended(job, end) {
      if (blocker !== null) powerSaveBlocker.stop(blocker);
      blocker = null;
      showOnTaskbar(-1, 'none');
      notify(window, 'jobs.ended', { job, end });
    },
  };
}
