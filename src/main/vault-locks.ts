import type { BrowserWindow } from 'electron';
import { app, powerMonitor } from 'electron';
import type { HeldCards } from './cards';
import type { Ceremonies } from './ceremonies';
import type { Keys } from './keys';
import type { Looks } from './looks';
import type { PresentJob } from './present-job';
import type { Recoveries } from './recoveries';
import type { SecretClipboard } from './secret-clipboard';
import type { HeldSecrets } from './secrets';
import type { SettingsStore } from './settings';
import type { LockReason, VaultRoom } from './vault';

const LOOK_EVERY_MS = 5_000;

interface Rooms {
  window: BrowserWindow;
  vaultRoom: VaultRoom;
  keys: Keys;
  secrets: HeldSecrets;
  cards: HeldCards;
  ceremonies: Ceremonies;
  recoveries: Recoveries;
  looks: Looks;
  clipboard: SecretClipboard;
  present: PresentJob;
  settings: SettingsStore;
}

/**
 * Locks the vault and forgets every secret that this process holds, and gives back how. The window is loaded anew, so
 * that its memory goes. A restore that runs goes on: its own process alone keeps what it needs until it ends.
 */
export function locker({ window, vaultRoom, keys, secrets, cards, ceremonies, recoveries, looks, clipboard, present }: Omit<Rooms, 'settings'>): (reason: LockReason) => Promise<void> {
  return async (reason) => {
    // On the worst day there may be no vault yet, and a recovery all the same.
    const forgotten = recoveries.wipe();
    if (!vaultRoom.lock(reason) && !forgotten) return;
    keys.forgetAll();
    secrets.forgetAll();
    cards.forgetAll();
    const wiped = ceremonies.wipe();
    await clipboard.clear();
    await looks.endAll();
    await wiped;
    present.windowLeaves();
    if (!window.isDestroyed()) window.webContents.reload();
  };
}

/** A page that is loaded anew, or has crashed, knows of no card and of no recovery: nothing of them stays behind it. */
export function wipeWithPage(window: BrowserWindow, recoveries: Recoveries, cards: HeldCards): void {
  const wipe = () => {
    recoveries.wipe();
    cards.forgetAll();
  };
  window.webContents.on('did-start-navigation', ({ isMainFrame, isSameDocument }) => {
    if (isMainFrame && !isSameDocument) wipe();
  });
  window.webContents.on('render-process-gone', wipe);
}

/** Locks when nobody is there: after a while without a touch, when the machine falls asleep, and with its screen. */
export function lockWhenAway(lock: (reason: LockReason) => Promise<void>, { vaultRoom, ceremonies, recoveries, clipboard, settings }: Pick<Rooms, 'vaultRoom' | 'ceremonies' | 'recoveries' | 'clipboard' | 'settings'>): void {
  powerMonitor.on('suspend', () => void lock('suspend'));
  powerMonitor.on('lock-screen', () => void lock('screen'));
  const watch = setInterval(() => {
    if ((vaultRoom.isOpen || recoveries.underWay) && powerMonitor.getSystemIdleTime() >= settings.current.lockAfter * 60) void lock('idle');
  }, LOOK_EVERY_MS);
  app.on('will-quit', (event) => {
    clearInterval(watch);
    vaultRoom.lock('person');
    recoveries.wipe();
    void ceremonies.wipe();
    if (!clipboard.holds) return;
    event.preventDefault();
    void clipboard.clear().finally(() => app.quit());
  });
}
