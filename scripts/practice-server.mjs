import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { root } from './checkout.mjs';

/**
 * What the practice server says when it is ready: src/practice/process.ts.
 * @typedef {{ url: string, sites: { name: string, apiKey: string, apiKeyFile: string, fingerprint: string, keys: { fingerprint: string, file: string, current: boolean }[] }[] }} Practice
 */

/**
 * Starts the built practice server in a process of its own.
 * @param {string} folder its data folder, which is made and filled
 * @returns {Promise<Practice & { ended: Promise<unknown>, stop: () => Promise<void> }>} ended: when its process is gone
 */
export async function startPracticeServer(folder) {
  await mkdir(folder, { recursive: true });
  // A process group of its own: Ctrl-C is for the script, which ends the server in its own order.
  const server = fork(join(root, 'out', 'main', 'practice.js'), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    detached: process.platform !== 'win32',
  });
  const ended = once(server, 'exit');
  server.send({ folder });
  const [report] = await Promise.race([once(server, 'message'), ended.then(() => [{ type: 'ended' }])]);
  if (report.type !== 'ready')
    throw new Error(`The practice server did not start${report.error === undefined ? '' : `: ${report.error.code}`}.`);
  const stop = async () => {
    server.kill();
    await ended;
  };
  return { ...report, ended, stop };
}
