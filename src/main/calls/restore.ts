import { basename, dirname } from 'node:path';
import { shell } from 'electron';
import { failed } from '../../core/errors';
import { scopeOf } from '../../core/restore/fetch';
import { lookAtDestination } from '../../core/restore/preflight';
import { proposedName } from '../archive-name';
import type { Dialogs } from '../dialogs';
import type { Handlers } from '../ipc';
import type { Keys } from '../keys';
import type { Restores } from '../restores';
import type { HeldSecrets } from '../secrets';
import type { Servers } from '../servers';
import type { SettingsStore } from '../settings';
import type { Surveys } from '../surveys';
import type { Tokens } from '../tokens';

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
  restores: Restores,
  dialogs: Dialogs,
  settings: SettingsStore,
  destinations: Tokens<string>,
): RestoreCalls {
  return {
    'destinations.choose': async ({ server, archive }) => {
      const backup = await surveys.backup(server, archive);
      const path = await dialogs.destination(settings.current.lastFolder, proposedName(backup.name));
      if (path === null) return null;
      const folder = dirname(path);
      settings.change({ lastFolder: folder });
      const needed = backup.size ?? 0;
      const look = await lookAtDestination(path, needed);
      return { token: destinations.issue(path), path, folder, name: basename(path), needed, ...look };
    },

    'restore.start': async ({ server, archive, destination: token, key, passphrase, overwrite, accepts }) => {
      const destination = destinations.find(token);
      if (destination === undefined) throw failed('unexpected', { detail: 'a destination that no dialog gave' });
      const { pinned, siteName } = servers.site(server);
      const { fingerprint } = await surveys.latest(server);
      const backup = await surveys.backup(server, archive);
      // A site without a keypair has nothing to compare; every other must have been compared by a person.
      if (pinned === null && fingerprint !== null) throw failed('fingerprint-unconfirmed', { site: siteName });
      const job = restores.start({
        kind: 'fetch',
        ...(await servers.access(server)),
        archive,
        scope: scopeOf(backup, null),
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
      restores.pause(job);
      return null;
    },
    'restore.resume': ({ job }) => {
      restores.resume(job);
      return null;
    },
    'restore.cancel': ({ job, keep }) => {
      restores.cancel(job, keep);
      return null;
    },
    'restore.showInFolder': ({ job }) => {
      shell.showItemInFolder(restores.result(job));
      return null;
    },
  };
}
