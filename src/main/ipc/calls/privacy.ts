import { type Clearings, clearOverdue } from '../../custody/clearings';
import type { Recoveries } from '../../custody/recoveries';
import type { Handlers } from '../ipc';

type PrivacyCalls = Pick<Handlers, Extract<keyof Handlers, `privacy.${string}`>>;

/** What the window has to cover, or to say, after no one was there. */
export function privacyCalls(recoveries: Recoveries, clearings: Clearings): PrivacyCalls {
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
