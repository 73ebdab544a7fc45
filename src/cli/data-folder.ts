import { homedir } from 'node:os';
import { join } from 'node:path';

const NAME = 'salvor';

/** Where this user's Salvor keeps what it knows: the same folder that Electron gives the desktop app. */
export function dataFolder(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  if (process.platform === 'win32') return join(APPDATA ?? join(homedir(), 'AppData', 'Roaming'), NAME);
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Application Support', NAME);
  return join(XDG_CONFIG_HOME ?? join(homedir(), '.config'), NAME);
}
