import { join } from 'node:path';
import { app, ipcMain } from 'electron';
import Store from 'electron-store';
import type { Settings, SettingsStore } from './settings';
import { readSettings } from './settings-read';

const NAME = 'settings';

/** Opens the settings file; `setAside` is the new path of one that could not be read, else null. */
export function openSettings(): { settings: SettingsStore; setAside: string | null } {
  const folder = app.getPath('userData');
  const { settings: found, setAside } = readSettings(join(folder, `${NAME}.json`), new Date());

  const store = new Store<Settings>({ name: NAME, cwd: folder, configFileMode: 0o600 });
  // The library offers the file's folder to any page that asks; the contract is all that a page may ask for.
  ipcMain.removeAllListeners('electron-store-get-data');

  let current = found;
  const settings: SettingsStore = {
    get current() {
      return current;
    },
    change(change) {
      current = { ...current, ...change };
      store.store = current;
    },
  };
  return { settings, setAside };
}
