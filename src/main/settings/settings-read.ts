import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { fileStamp } from '../../core/disk/file-stamp';
import { type Settings, settingsSchema } from './settings';

/**
 * Reads the settings file. One that is not settings is renamed, never overwritten or thrown away, and its new
 * path is given back, so that a person can be told; Salvor then starts with none.
 */
export function readSettings(path: string, now: Date): { settings: Settings; setAside: string | null } {
  const none = { settings: settingsSchema.parse({}), setAside: null };
  const text = readIfThere(path);
  if (text === null) return none;
  // Editors of Windows begin a file with a byte order mark.
  const plain = text.replace(/^\u{feff}/u, '');
  try {
    const settings = settingsSchema.parse(JSON.parse(plain));
    // The library that keeps the file reads it as well, and knows no such mark.
    if (plain !== text) rewrite(path, plain);
    return { settings, setAside: null };
  } catch {
    const setAside = `${path}.broken-${fileStamp(now)}`;
    renameSync(path, setAside);
    return { ...none, setAside };
  }
}

function rewrite(path: string, text: string): void {
  const beside = `${path}.new`;
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, path);
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
