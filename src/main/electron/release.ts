import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { app } from 'electron';

/**
 * Whether this is a packed app for people. `scripts/pack.mjs` marks the one that tests drive through its debugging
 * port, in its own package.json.
 */
export function isRelease(): boolean {
  if (!app.isPackaged) return false;
  const { debuggable } = JSON.parse(readFileSync(join(app.getAppPath(), 'package.json'), 'utf8')) as {
    debuggable?: unknown;
  };
  return debuggable !== true;
}
