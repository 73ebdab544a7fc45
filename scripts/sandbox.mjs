import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';

/** Ubuntu's switch: programs without a profile of AppArmor get user namespaces that are of no use. */
const APPARMOR_SWITCH = '/proc/sys/kernel/apparmor_restrict_unprivileged_userns';

/** What Chromium's sandbox asks of the kernel: namespaces of its own for users, processes and the network. */
const PROBE = ['--user', '--map-root-user', '--net', '--pid', '--fork', 'true'];

/**
 * Why Electron cannot use its sandbox here.
 * @typedef {'root' | 'apparmor' | 'namespaces'} SandboxObstacle
 */

/** @type {SandboxObstacle | null | undefined} */
let found;

/**
 * Tries what the sandbox needs, once. Chromium refuses the sandbox to root on Linux; to others the kernel may refuse
 * the namespaces that it is made of, as it does in a chroot, in most containers, and by settings.
 * @returns {SandboxObstacle | null} null where nothing is in the way, or where that cannot be tried
 */
export function sandboxObstacle() {
  if (found === undefined) found = obstacle();
  return found;
}

/** @returns {SandboxObstacle | null} */
function obstacle() {
  if (process.platform !== 'linux') return null;
  if (process.getuid?.() === 0) return 'root';
  if (existsSync(APPARMOR_SWITCH) && readFileSync(APPARMOR_SWITCH, 'utf8').trim() === '1') return 'apparmor';
  const probe = spawnSync('unshare', PROBE, { stdio: 'ignore', timeout: 10_000 });
  return probe.error !== undefined || probe.status === 0 ? null : 'namespaces';
}

/**
 * For runs that meet nothing but practice and test data, and for root, who would get no window otherwise. Everywhere
 * else the sandbox stays on.
 * @returns {string[]} arguments for Electron
 */
export function sandboxArguments() {
  return sandboxObstacle() === null ? [] : ['--no-sandbox'];
}

const HOW_TO_ALLOW = {
  apparmor: 'Allow it until the next boot by: sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0',
  namespaces:
    'The kernel refuses user namespaces here, as it does in a chroot and in most containers. Use an ordinary session of ' +
    'the machine, or a container that allows them; on some systems: sudo sysctl -w kernel.unprivileged_userns_clone=1',
};

/**
 * What a person must know about it, in sentences.
 * @param {SandboxObstacle} why
 */
export function sandboxSentences(why) {
  if (why === 'root')
    return 'Root runs Electron without its sandbox, since Chromium does not start with it as root. For real backups use an ordinary user.';
  return `Electron cannot use its sandbox on this system. ${HOW_TO_ALLOW[why]}`;
}
