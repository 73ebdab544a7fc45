import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** Whether windows can be shown to a person. */
export function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/**
 * Runs the work with an invisible display, where one is needed: on Linux always, so that tests neither
 * show windows to the person who runs them nor depend on that person's screen.
 * @template T
 * @param {(env: NodeJS.ProcessEnv) => Promise<T>} work gets the environment for the programs it starts
 * @returns {Promise<T>}
 */
export async function withVirtualDisplay(work) {
  if (process.platform !== 'linux') return work(process.env);
  const { number, server } = await startXvfb();
  const { WAYLAND_DISPLAY: _wayland, ...env } = process.env;
  try {
    return await work({ ...env, DISPLAY: `:${number}`, XDG_SESSION_TYPE: 'x11' });
  } finally {
    const ended = once(server, 'exit');
    server.kill();
    await ended;
  }
}

async function startXvfb() {
  // The server picks a free number itself and tells it through the fourth file descriptor.
  const args = ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp', '-noreset'];
  const server = spawn('Xvfb', args, { stdio: ['ignore', 'ignore', 'pipe', 'pipe'] });
  let complaint = '';
  server.stderr?.on('data', (text) => (complaint += text));
  const numberPipe = /** @type {import('node:stream').Readable} */ (server.stdio[3]);
  const number = await new Promise((resolve, reject) => {
    let answer = '';
    numberPipe.on('data', (text) => {
      answer += text;
      if (answer.endsWith('\n')) resolve(answer.trim());
    });
    server.once('error', () => reject(new Error('There is no Xvfb on this system: install the package "xvfb".')));
    server.once('exit', () => reject(new Error(`The virtual display did not start: ${complaint}`)));
  });
  return { number, server };
}
