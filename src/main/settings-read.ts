import { readFileSync, renameSync } from 'node:fs';
import { type Settings, settingsSchema } from './settings';

/**
 * Reads the settings file. One that is not settings is renamed, never overwritten or thrown away, and its new
 * path is given back, so that a person can be told; Salvor then starts with none.
 */
export function readSettings(path: string, now: Date): { settings: Settings; setAside: string | null } {
  const none = { settings: settingsSchema.parse({}), setAside: null };
  const text = readIfThere(path);
  if (text === null) return none;
  try {
    return { settings: settingsSchema.parse(JSON.parse(text)), setAside: null };
  } catch {
    const setAside = `${path}.broken-${now.toISOString().replaceAll(':', '-').replace(/\.\d+Z$/, 'Z')}`;
    renameSync(path, setAside);
    return { ...none, setAside };
  }
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
}
