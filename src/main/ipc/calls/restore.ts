import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { shell } from 'electron';
import { failed } from '../../../core/errors';
import { scopeOf } from '../../../core/restore/fetch';
import type { KeyUses } from '../../custody/key-uses';
import type { Keys } from '../../custody/keys';
import type { HeldSecrets } from '../../custody/secrets';
import type { OpenedFiles } from '../../files/opened-files';
import type { Tokens } from '../../files/tokens';
import type { JobRunner } from '../../jobs/job-runner';
import type { Servers } from '../../sources/servers';
import type { Surveys } from '../../sources/surveys';
import type { HandlersOf } from '../ipc';

interface Parts {
  servers: Servers;
  surveys: Surveys;
  files: OpenedFiles;
  keys: Keys;
  secrets: HeldSecrets;
  uses: KeyUses;
  jobRunner: JobRunner;
  destinations: Tokens<string>;
}

export function restoreCalls({
  servers,
  surveys,
  files,
  keys,
  secrets,
  uses,
  jobRunner,
  destinations,
}: Parts): HandlersOf<'restore'> {
  const pathOf = (token: string): string => {
    const path = destinations.find(token);
    if (path === undefined) throw failed('unexpected', { detail: 'a destination that no dialog gave' });
    return path;
  };

  return {
    'restore.start': async ({ server, archive, destination: token, key, passphrase, overwrite, accepts }) => {
      const destination = pathOf(token);
      const { pinned, siteName } = servers.site(server);
      const { fingerprint } = await surveys.latest(server);
      const listed = await surveys.archive(server, archive);
      // A site without a keypair has nothing to compare; every other must have been compared by a person.
      if (pinned === null && fingerprint !== null) throw failed('fingerprint-unconfirmed', { site: siteName });
      const job = jobRunner.restore({
        kind: 'fetch',
        ...(await servers.access(server)),
        archive,
        scope: scopeOf(listed, null),
        key: key === null ? null : keys.text(key),
        ...(passphrase === null ? {} : { passphrase: secrets.text(passphrase, 'passphrase') }),
        destination,
        overwrite,
        accepts,
        expectedFingerprint: pinned,
      });
      uses.begun(job, siteName, { passphrase });
      return { job };
    },

    'restore.startFromFile': async ({ file, destination: token, secrets: given, scope, overwrite, accepts }) => {
      const { path: source } = files.find(file);
      const destination = pathOf(token);
      // An archive is never replaced by what comes out of it, whatever the window says of overwriting.
      if (await isSameFile(source, destination)) throw failed('destination-exists', { path: destination });
      const texts = secrets.texts(given, keys);
      const job = jobRunner.restore({ kind: 'open', source, ...texts, scope, destination, overwrite, accepts });
      uses.begun(job, basename(source), given);
      return { job };
    },

    'restore.showInFolder': ({ job }) => {
      shell.showItemInFolder(jobRunner.result(job));
      return null;
    },
  };
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path, { bigint: true }).catch(() => null)));
  return a != null && b != null && a.dev === b.dev && a.ino === b.ino;
}
