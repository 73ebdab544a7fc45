import { homedir, userInfo } from 'node:os';
import { isAbsolute, join } from 'node:path';

const NAME = 'salvor';

/** Where this user's Salvor keeps what it knows: the same folder that Electron gives the desktop app. */
export function dataFolder(): string {
  const { APPDATA, XDG_CONFIG_HOME } = process.env;
  const home = absolute(homedir()) ?? userInfo().homedir;
  if (process.platform === 'win32') return join(absolute(APPDATA) ?? join(home, 'AppData', 'Roaming'), NAME);
  if (process.platform === 'darwin') return join(home, 'Library', 'Application Support', NAME);
  return join(absolute(XDG_CONFIG_HOME) ?? join(home, '.config'), NAME);
}

/**
 * An empty or relative path would mean the folder in which the command happens to run; the XDG specification ignores
 * both.
 */
function absolute(path: string | undefined): string | null {
  return path !== undefined && isAbsolute(path) ? path : null;
}
