import { existsSync, readFileSync } from 'node:fs';

/**
 * Chromium refuses its sandbox to root on Linux and would not start; everywhere else the sandbox stays on.
 * @returns {string[]} arguments for Electron
 */
export function sandboxArguments() {
  return process.platform === 'linux' && process.getuid?.() === 0 ? ['--no-sandbox'] : [];
}

/**
 * Some systems let only known programs use the kernel's unprivileged namespaces, which the sandbox is made of.
 * @returns {string | null} a sentence that tells so, or null where nothing stands in the way
 */
export function sandboxObstacle() {
  const setting = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';
  if (process.getuid?.() === 0 || !existsSync(setting) || readFileSync(setting, 'utf8').trim() !== '1') return null;
  return (
    'This system keeps unknown programs from using the sandbox that Electron needs. If Salvor does not start, allow it ' +
    'until the next boot by: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0'
  );
}
