import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { systemCode, unwritable } from '../../core/disk/disk-trouble';
import { fileStamp } from '../../core/disk/file-stamp';
import { type Settings, type SettingsStore, settingsSchema } from './settings';

/** Opens the settings file; `setAside` is the new path of one that could not be read, else null. */
export function openSettings(path: string, now: Date): { settings: SettingsStore; setAside: string | null } {
  let { current, setAside } = readSettings(path, now);
  const settings: SettingsStore = {
    get current() {
      return current;
    },
    change(change) {
      current = { ...current, ...change };
      writeSettings(path, current);
    },
  };
  return { settings, setAside };
}

/** A file that is not settings is renamed, never overwritten or thrown away; Salvor then starts with the defaults. */
function readSettings(path: string, now: Date): { current: Settings; setAside: string | null } {
  const text = readIfThere(path);
  if (text === null) return { current: settingsSchema.parse({}), setAside: null };
  try {
    // Editors of Windows begin a file with a byte order mark.
    return { current: settingsSchema.parse(JSON.parse(text.replace(/^\u{feff}/u, ''))), setAside: null };
  } catch {
    const setAside = `${path}.broken-${fileStamp(now)}`;
    renameSync(path, setAside);
    return { current: settingsSchema.parse({}), setAside };
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (systemCode(error) === 'ENOENT') return null;
    throw error;
  }
}

/**
 * In one piece: after a loss of power the file holds the settings before the change, or those after it.
 *
 * @throws destination-not-writable
 */
function writeSettings(path: string, settings: Settings): void {
  const beside = `${path}.new`;
  try {
    writeFileSync(beside, JSON.stringify(settings, undefined, '\t'), { mode: 0o600, flush: true });
    renameSync(beside, path);
  } catch (cause) {
    unwritable(path)(cause);
  }
}
