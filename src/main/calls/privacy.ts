import { type Clearings, clearOverdue } from '../clearings';
import type { Handlers } from '../ipc';
import type { Recoveries } from '../recoveries';

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
