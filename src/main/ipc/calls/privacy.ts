import { type Clearings, clearOverdue } from '../../custody/clearings';
import type { Recoveries } from '../../custody/recoveries';
import type { HandlersOf } from '../ipc';

interface Parts {
  recoveries: Recoveries;
  clearings: Clearings;
}

/** What the window has to cover, or to say, after no one was there. */
export function privacyCalls({ recoveries, clearings }: Parts): HandlersOf<'privacy'> {
  return {
    'privacy.current': () => ({ paused: recoveries.paused(), cleared: clearings.last }),
    'privacy.resume': () => {
      if (!clearOverdue(recoveries, clearings)) recoveries.resume();
      return null;
    },
    'privacy.dismiss': () => {
      clearings.dismiss();
      return null;
    },
  };
}
