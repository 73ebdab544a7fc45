import './check-node.cjs';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The folder of this checkout, absolute. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * What the scripts keep for the user between runs and between checkouts: downloaded runtimes and locks. It lies where
 * the system expects things that may be thrown away and made again.
 * @returns {string} an absolute folder, which need not exist yet
 */
export function cacheFolder() {
  // A run with a home of its own keeps to the user's cache.
  if (process.env.SALVOR_CACHE) return process.env.SALVOR_CACHE;
  if (process.platform === 'win32')
    return join(process.env.LOCALAPPDATA ?? join(homedir(), 'AppData', 'Local'), 'salvor');
  if (process.platform === 'darwin') return join(homedir(), 'Library', 'Caches', 'salvor');
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'salvor');
}

/**
 * A short name for this checkout, so that several of them keep apart in the one cache.
 * @returns {string} 16 hex digits
 */
export function checkoutId() {
  return createHash('sha256').update(root).digest('hex').slice(0, 16);
}

/**
 * @param {...string} path below the checkout's folder
 * @returns {any} the file's JSON
 */
export function readJson(...path) {
  return JSON.parse(readFileSync(join(root, ...path), 'utf8'));
}

/**
 * Tells the person at the terminal something about the preparations. Always on standard error: standard output belongs
 * to the command that is being prepared.
 * @param {string} sentence
 */
export function say(sentence) {
  process.stderr.write(`${sentence}\n`);
}
