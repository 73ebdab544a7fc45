import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './checkout.mjs';
import { asCommand } from './command.mjs';
import { nodeModules } from './node-modules.mjs';
import { takeOwnFolders } from './own-folders.mjs';
import { startPracticeServer } from './practice-server.mjs';

/**
 * The main job through the command line alone: a practice server, and the real `salvor` commands against it, each shown
 * as one would type it. It has a home of its own, and nothing of it stays but the proven import zip.
 */

const ZIP = 'portal-import.zip';

await asCommand(async () => {
  await nodeModules();
  await build();
  const own = await takeOwnFolders();
  // In the clone, where the zip is to be kept: the last step is a rename.
  const folder = await mkdtemp(join(root, 'out', '.demo-'));
  try {
    const code = await demo(folder, join(own.folder, 'practice'), { ...process.env, ...own.env });
    if (code !== 0) return code;
    const kept = join(root, 'out', 'demo');
    await mkdir(kept, { recursive: true });
    await rename(join(folder, ZIP), join(kept, ZIP));
    process.stdout.write(`The proven import zip: ${join(kept, ZIP)}\n`);
    return 0;
  } finally {
    await rm(folder, { recursive: true, force: true });
    await own.remove();
  }
});

/**
 * @param {string} folder in which the commands run
 * @param {string} data of the practice server
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit code
 */
async function demo(folder, data, env) {
  const practice = await startPracticeServer(data);
  try {
    const [site] = practice.sites;
    if (site === undefined) throw new Error('The practice server has no site.');
    process.stdout.write(`A practice server serves ${practice.url} for the site "${site.name}".\n`);
    await writeFile(join(folder, 'api-key'), site.apiKey, { mode: 0o600 });
    await download(`${practice.url}/backups`, site.apiKey, join(folder, 'archive.zip.enc'));

    const server = ['--server', practice.url, '--api-key-file', 'api-key'];
    const key = ['--key-file', site.keys.find(({ current }) => current)?.file ?? ''];
    const steps = [
      ['ping', ...server],
      ['list', ...server],
      [
        'fetch',
        ...server,
        '--id',
        'latest',
        '--scope',
        'full',
        ...key,
        '--out',
        ZIP,
        '--fingerprint',
        site.fingerprint,
      ],
      ['inspect', 'archive.zip.enc'],
      ['verify', 'archive.zip.enc', ...key],
    ];
    for (const [index, step] of steps.entries()) {
      process.stdout.write(`\n$ salvor ${step.join(' ')}\n`);
      const code = await salvor(step, folder, env);
      if (code !== 0) {
        process.stdout.write(`\nStep ${index + 1} of ${steps.length} ended with exit code ${code}.\n`);
        return code;
      }
    }
    process.stdout.write(`\n${steps.length} steps, all well.\n`);
    return 0;
  } finally {
    await practice.stop();
  }
}

/**
 * Fetches the newest archive as the portal left it, still encrypted: what an admin may have on a disk.
 * @param {string} backups address of the list
 * @param {string} apiKey
 * @param {string} path
 */
async function download(backups, apiKey, path) {
  const headers = { authorization: `Bearer ${apiKey}` };
  const list = await fetch(`${backups}?scope=full`, { headers });
  const [newest] = /** @type {{ backups: { id: number }[] }} */ (await list.json()).backups;
  const archive = await fetch(`${backups}/${newest?.id}/download`, { headers });
  await writeFile(path, new Uint8Array(await archive.arrayBuffer()));
}

/**
 * @param {readonly string[]} args
 * @param {string} folder
 * @param {NodeJS.ProcessEnv} env
 * @returns {Promise<number>} exit code
 */
async function salvor(args, folder, env) {
  const child = spawn(process.execPath, [join(root, 'out', 'cli', 'salvor.cjs'), ...args], {
    cwd: folder,
    env,
    stdio: 'inherit',
  });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}
