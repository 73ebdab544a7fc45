import type { BrowserWindow } from 'electron';
import { app, powerMonitor } from 'electron';
import type { HeldCards } from './cards';
import type { Ceremonies } from './ceremonies';
import type { Keys } from './keys';
import type { Looks } from './looks';
import type { PresentJob } from './present-job';
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
  looks: Looks;
  clipboard: SecretClipboard;
  present: PresentJob;
  settings: SettingsStore;
}

/**
 * Locks the vault and forgets every secret that this process holds, and gives back how. The window is loaded anew, so
 * that its memory goes. A restore that runs goes on: its own process alone keeps what it needs until it ends.
 */
export function locker({ window, vaultRoom, keys, secrets, cards, ceremonies, looks, clipboard, present }: Omit<Rooms, 'settings'>): (reason: LockReason) => Promise<void> {
  return async (reason) => {
    if (!vaultRoom.lock(reason)) return;
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

/** Locks when nobody is there: after a while without a touch, when the machine falls asleep, and with its screen. */
export function lockWhenAway(lock: (reason: LockReason) => Promise<void>, { vaultRoom, ceremonies, clipboard, settings }: Pick<Rooms, 'vaultRoom' | 'ceremonies' | 'clipboard' | 'settings'>): void {
  powerMonitor.on('suspend', () => void lock('suspend'));
  powerMonitor.on('lock-screen', () => void lock('screen'));
  const watch = setInterval(() => {
    if (vaultRoom.isOpen && powerMonitor.getSystemIdleTime() >= settings.current.lockAfter * 60) void lock('idle');
  }, LOOK_EVERY_MS);
  app.on('will-quit', (event) => {
    clearInterval(watch);
    vaultRoom.lock('person');
    void ceremonies.wipe();
    if (!clipboard.holds) return;
    event.preventDefault();
    void clipboard.clear().finally(() => app.quit());
  });
}
