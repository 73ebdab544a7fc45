import type { BrowseSessions } from '../jobs/browse-sessions';
import type { PresentJob } from '../jobs/present-job';
import type { SettingsStore } from '../settings/settings';
import type { HeldCards } from './cards';
import type { Ceremonies } from './ceremonies';
import type { Clearings } from './clearings';
import type { Keys } from './keys';
import type { Recoveries } from './recoveries';
import type { SecretClipboard } from './secret-clipboard';
import type { HeldSecrets } from './secrets';
import type { LockReason, VaultSession } from './vault-session';

/** Everything that holds a secret in this process, and the page that may show one. */
export interface Secretive {
  /** Loads the window afresh, so that the memory of its page goes. */
  reload: () => void;
  vaultSession: Pick<VaultSession, 'lock'>;
  keys: Pick<Keys, 'forgetAll'>;
  secrets: Pick<HeldSecrets, 'forgetAll'>;
  cards: Pick<HeldCards, 'forgetAll'>;
  ceremonies: Pick<Ceremonies, 'wipe'>;
  recoveries: Pick<Recoveries, 'pause' | 'underWay'>;
  browseSessions: Pick<BrowseSessions, 'endAll' | 'extracting'>;
  clipboard: Pick<SecretClipboard, 'clear'>;
  present: Pick<PresentJob, 'windowLeaves'>;
  clearings: Clearings;
  settings: Pick<SettingsStore, 'current'>;
}

/**
 * Locks the vault and forgets every secret that this process holds, whether or not there is a vault. A recovery under
 * way is kept for a while, covered: its custodians may be far away again. A restore that runs continues: its own
 * process alone keeps what it needs until it ends. Where entries are being taken out of an archive, the page stays
 * until that has ended.
 */
export function locker(all: Secretive): (reason: LockReason) => Promise<void> {
  return async (reason) => {
    const wasOpen = all.vaultSession.lock(reason);
    all.recoveries.pause(reason);
    all.keys.forgetAll();
    all.secrets.forgetAll();
    all.cards.forgetAll();
    const wiped = all.ceremonies.wipe();
    await all.clipboard.clear();
    await wiped;
    if (!wasOpen && all.browseSessions.extracting) return;
    // The locked vault has a screen of its own that says why, and so has a recovery that is covered.
    if (!wasOpen && !all.recoveries.underWay)
      all.clearings.note({ what: 'secrets', reason, minutes: all.settings.current.lockAfter });
    await all.browseSessions.endAll();
    all.present.windowLeaves();
    all.reload();
  };
}
