import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Site } from '../store/state';
import { apiKeyFile } from './make';

/**
 * Writes `console.txt`: what an administrator would read off the backup server's console, and where the
 * secrets lie that a custodian would hold. It names files of secrets, never the secrets.
 */
export async function writeConsole(folder: string, url: string, sites: readonly Site[]): Promise<void> {
  const blocks = sites.map((site) => {
    const current = site.keys.find((key) => key.current);
    const former = site.keys.filter((key) => !key.current);
    return [
      site.name,
      `  API URL       ${url}`,
      `  API key       in ${apiKeyFile(folder, site)}`,
      `  Fingerprint   ${current?.fingerprint ?? 'none'}`,
      `  Private key   in ${join(folder, current?.file ?? '')}`,
      ...former.flatMap((key) => [
        '  Before the key was rotated',
        `  Fingerprint   ${key.fingerprint}`,
        `  Private key   in ${join(folder, key.file)}`,
      ]),
    ].join('\n');
  });
  const text = ["The practice server's console. Its sites, keys and archives are made up.", ...blocks, ''].join('\n\n');
  await writeFile(join(folder, 'console.txt'), text, { mode: 0o600 });
}
