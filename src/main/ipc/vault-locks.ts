import { app, type BrowserWindow, powerMonitor } from 'electron';
import { Absence } from '../custody/absence';
import type { HeldCards } from '../custody/cards';
import type { Ceremonies } from '../custody/ceremonies';
import { type Clearings, clearOverdue } from '../custody/clearings';
import type { Recoveries } from '../custody/recoveries';
import type { SecretClipboard } from '../custody/secret-clipboard';
import type { LockReason, VaultSession } from '../custody/vault-session';
import { onPageGone } from '../electron/navigation';
import type { BrowseSessions } from '../jobs/browse-sessions';
import type { SettingsStore } from '../settings/settings';
import { notify } from './ipc';

const LOOK_EVERY_MS = 5_000;

interface Parts {
  window: BrowserWindow;
  vaultSession: VaultSession;
  ceremonies: Ceremonies;
  recoveries: Recoveries;
  browseSessions: BrowseSessions;
  clipboard: SecretClipboard;
  clearings: Clearings;
  settings: SettingsStore;
}

/** A page that is loaded afresh, or has crashed, shows no card: the recovery is covered until a person uncovers it. */
export function coverWithPage(window: BrowserWindow, recoveries: Recoveries, cards: HeldCards): void {
  onPageGone(window, () => {
    recoveries.pause('page');
    cards.forgetAll();
  });
}

/** Locks when no one is there: after a while without a touch, when the machine falls asleep, and with its screen. */
export function lockWhenAway(
  lock: (reason: LockReason) => Promise<void>,
  { window, vaultSession, ceremonies, recoveries, browseSessions, clipboard, clearings, settings }: Parts,
): void {
  const absence = new Absence();
  powerMonitor.on('suspend', () => void lock('suspend'));
  powerMonitor.on('lock-screen', () => void lock('screen'));
  const watch = setInterval(() => {
    if (clearOverdue(recoveries, clearings)) notify(window, 'privacy.changed', {});
    // Someone who has entries taken out of an archive waits for that without touching anything.
    if (browseSessions.extracting && !vaultSession.isOpen) return;
    const step = absence.stepAt(powerMonitor.getSystemIdleTime(), settings.current.lockAfter * 60, recoveries.inSight);
    if (step.kind === 'lock') void lock('idle');
    else if (step.kind !== 'none')
      notify(window, 'privacy.warning', { seconds: step.kind === 'warn' ? step.seconds : null });
  }, LOOK_EVERY_MS);
  app.on('will-quit', (event) => {
    clearInterval(watch);
    vaultSession.lock('person');
    recoveries.wipe();
    void ceremonies.wipe();
    if (!clipboard.holds) return;
    event.preventDefault();
    void clipboard.clear().finally(() => app.quit());
  });
}
