import { once } from 'node:events';
import { join } from 'node:path';
import { build } from './build.mjs';
import { asCommand } from './command.mjs';
import { nodeModules } from './node-modules.mjs';
import { takeOwnFolders } from './own-folders.mjs';
import { startPracticeServer } from './practice-server.mjs';

/** The practice server alone, for the command line or the app, until Ctrl-C. Nothing of it stays. */
await asCommand(async () => {
  await nodeModules();
  await build();
  const stop = Promise.race(['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => once(process, signal)));
  const own = await takeOwnFolders();
  try {
    const server = await startPracticeServer(join(own.folder, 'practice'));
    process.stdout.write(`${description(server)}\n`);
    const gone = await Promise.race([stop.then(() => false), server.ended.then(() => true)]);
    if (gone) throw new Error('The practice server has ended by itself.');
    await server.stop();
    process.stdout.write('\nThe practice server has ended, and its files are removed.\n');
  } finally {
    await own.remove();
  }
});

/** @param {import('./practice-server.mjs').Practice} server */
function description({ url, sites }) {
  const lines = [
    'A practice server on this machine alone, with practice keys. End it by Ctrl-C.',
    '',
    `Address       ${url}`,
  ];
  for (const { name, apiKeyFile, fingerprint, keys } of sites) {
    lines.push('', `Site          ${name}`, `API key file  ${apiKeyFile}`, `Fingerprint   ${fingerprint}`);
    for (const key of keys)
      lines.push(`Key file      ${key.file}${key.current ? '' : `  (an earlier key, ${key.fingerprint})`}`);
  }
  const [first] = sites;
  const key = first?.keys.find(({ current }) => current)?.file;
  lines.push(
    '',
    'For example:',
    `  npm run --silent salvor -- list --server ${url} --api-key-file ${first?.apiKeyFile}`,
  );
  lines.push(
    `  npm run --silent salvor -- fetch --server ${url} --api-key-file ${first?.apiKeyFile} --id latest --key-file ${key} --out import.zip`,
  );
  return lines.join('\n');
}
