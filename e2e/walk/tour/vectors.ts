import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

/** The path of an archive of the tests. */
export const vector = (name: string) => fileURLToPath(new URL(`../../../test-vectors/${name}`, import.meta.url));

/** What the archives of the tests are opened with. */
export async function vectorSecrets() {
  return JSON.parse(await readFile(vector('vectors.json'), 'utf8')) as {
    keys: { site: { private: string } };
    passphrase: string;
    proxpanel: { db_password: string; tenant_db_password: string };
  };
}
