import type { BrowserWindow } from 'electron';
import type { BrowseListener } from '../jobs/browse-sessions';
import { notify } from './ipc';

/** Tells the page of the archive that it browses. */
export function browseNotifier(window: BrowserWindow): BrowseListener {
  return {
    progress: (browsed, progress) => notify(window, 'browse.progress', { browsed, progress }),
    opened: (browsed, outcome) => notify(window, 'browse.opened', { browsed, outcome }),
    ended: (browsed) => notify(window, 'browse.ended', { browsed }),
  };
}
