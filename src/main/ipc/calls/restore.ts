import { basename, dirname } from 'node:path';
import { shell } from 'electron';
import { checkDestination } from '../../../core/disk/destination';
import { failed } from '../../../core/errors';
import { scopeOf } from '../../../core/restore/fetch';
import type { Keys } from '../../custody/keys';
import type { HeldSecrets } from '../../custody/secrets';
import type { Dialogs } from '../../electron/dialogs';
import { proposedName } from '../../files/archive-name';
import type { Tokens } from '../../files/tokens';
import type { JobRunner } from '../../jobs/job-runner';
import type { SettingsStore } from '../../settings/settings';
import type { Servers } from '../../sources/servers';
import type { Surveys } from '../../sources/surveys';
import type { Handlers } from '../ipc';

type RestoreCalls = Pick<
  Handlers,
  | 'destinations.choose'
  | 'restore.start'
  | 'restore.pause'
  | 'restore.resume'
  | 'restore.cancel'
  | 'restore.showInFolder'
>;

export function restoreCalls(
  servers: Servers,
  surveys: Surveys,
  keys: Keys,
  secrets: HeldSecrets,
  jobRunner: JobRunner,
  dialogs: Dialogs,
  settings: SettingsStore,
  destinations: Tokens<string>,
): RestoreCalls {
  return {
    'destinations.choose': async ({ server, archive }) => {
      const { name, bytes } = await surveys.archive(server, archive);
      const path = await dialogs.destination(settings.current.lastFolder, proposedName(name));
      if (path === null) return null;
      const folder = dirname(path);
      settings.change({ lastFolder: folder });
      const needed = bytes ?? 0;
      const browsed = await checkDestination(path, needed);
      return { token: destinations.issue(path), path, folder, name: basename(path), needed, ...browsed };
    },

    'restore.start': async ({ server, archive, destination: token, key, passphrase, overwrite, accepts }) => {
      const destination = destinations.find(token);
      if (destination === undefined) throw failed('unexpected', { detail: 'a destination that no dialog gave' });
      const { pinned, siteName } = servers.site(server);
      const { fingerprint } = await surveys.latest(server);
      const listed = await surveys.archive(server, archive);
      // A site without a keypair has nothing to compare; every other must have been compared by a person.
      if (pinned === null && fingerprint !== null) throw failed('fingerprint-unconfirmed', { site: siteName });
      const job = jobRunner.start({
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
      return { job };
    },

    'restore.pause': ({ job }) => {
      jobRunner.pause(job);
      return null;
    },
    'restore.resume': ({ job }) => {
      jobRunner.resume(job);
      return null;
    },
    'restore.cancel': ({ job, keep }) => {
      jobRunner.cancel(job, keep);
      return null;
    },
    'restore.showInFolder': ({ job }) => {
      shell.showItemInFolder(jobRunner.result(job));
      return null;
    },
  };
}
