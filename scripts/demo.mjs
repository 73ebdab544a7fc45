import { fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { root } from './checkout.mjs';
import { build } from './build.mjs';
import { asCommand } from './command.mjs';
import { nodeModules } from './node-modules.mjs';

/**
 * The main job through the command line alone: a practice server, and the real `salvor` commands against it, each shown
 * as one would type it. Everything happens in one new folder, where the proven import zip stays.
 */

await asCommand(async () => {
  await nodeModules();
  await build();
  return demo(await mkdtemp(join(tmpdir(), 'salvor-demo-')));
});

/**
 * @param {string} folder
 * @returns {Promise<number>} exit code
 */
async function demo(folder) {
  const data = join(folder, 'practice-server');
  await mkdir(data);
  const practice = fork(join(root, 'out', 'main', 'practice.js'), { stdio: 'inherit' });
  try {
    practice.send({ folder: data });
    const [report] = await Promise.race([once(practice, 'message'), once(practice, 'exit').then(endedEarly)]);
    if (report.type !== 'ready') throw new Error(`The practice server did not start: ${report.error.code}`);
    const [site] = report.sites;
    process.stdout.write(`A practice server serves ${report.url} for the site "${site.name}".\nThe commands run in ${folder}\n`);
    await writeFile(join(folder, 'api-key'), site.apiKey, { mode: 0o600 });
    await download(`${report.url}/backups`, site.apiKey, join(folder, 'archive.zip.enc'));

    const server = ['--server', report.url, '--api-key-file', 'api-key'];
    const key = ['--key-file', relative(folder, site.keys.find((/** @type {any} */ held) => held.current).file)];
    const steps = [
      ['ping', ...server],
      ['list', ...server],
      ['fetch', ...server, '--id', 'latest', '--scope', 'full', ...key, '--out', 'portal-import.zip', '--fingerprint', site.fingerprint],
      ['inspect', 'archive.zip.enc'],
      ['verify', 'archive.zip.enc', ...key],
    ];
    for (const [index, step] of steps.entries()) {
      process.stdout.write(`\n$ salvor ${step.join(' ')}\n`);
      const code = await salvor(step, folder);
      if (code !== 0) {
        process.stdout.write(`\nStep ${index + 1} of ${steps.length} ended with exit code ${code}.\n`);
        return code;
      }
    }
    process.stdout.write(`\n${steps.length} steps, all well. The proven import zip: ${join(folder, 'portal-import.zip')}\n`);
    return 0;
  } finally {
    practice.kill();
  }
}

/**
 * Fetches the newest archive as the portal left it, still encrypted: what an admin may have lying on a disk.
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
 * @returns {Promise<number>} exit code
 */
async function salvor(args, folder) {
  const child = spawn(process.execPath, [join(root, 'out', 'main', 'salvor.js'), ...args], { cwd: folder, stdio: 'inherit' });
  const [code] = await once(child, 'exit');
  return code ?? 1;
}

/** @returns {never} */
function endedEarly() {
  throw new Error('The practice server ended before it served anything.');
}
