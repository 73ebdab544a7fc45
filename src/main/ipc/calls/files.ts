import { stat } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { checkDestination } from '../../../core/disk/destination';
import { failed } from '../../../core/errors';
import type { Keys } from '../../custody/keys';
import type { HeldSecrets } from '../../custody/secrets';
import type { Dialogs } from '../../electron/dialogs';
import type { HandedFile } from '../../electron/handed-file';
import { proposedPayloadName } from '../../files/archive-name';
import type { OpenedFiles } from '../../files/opened-files';
import type { Tokens } from '../../files/tokens';
import type { JobRunner } from '../../jobs/job-runner';
import type { SettingsStore } from '../../settings/settings';
import type { Handlers } from '../ipc';

type FileCalls = Pick<
  Handlers,
  | 'files.choose'
  | 'files.handed'
  | 'secrets.hold'
  | 'secrets.choose'
  | 'secrets.forget'
  | 'destinations.chooseForFile'
  | 'open.start'
>;

/** Archives that stand on this machine, what opens them, and where their contents go. */
export function fileCalls(
  files: OpenedFiles,
  handed: HandedFile,
  secrets: HeldSecrets,
  keys: Keys,
  jobRunner: JobRunner,
  dialogs: Dialogs,
  settings: SettingsStore,
  destinations: Tokens<string>,
): FileCalls {
  return {
    'files.choose': async () => {
      const path = await dialogs.archiveFile();
      return path === null ? null : files.open(path);
    },

    'files.handed': async () => {
      const path = handed.take();
      return path === null ? null : files.open(path);
    },

    'secrets.hold': ({ kind, text }) => ({ token: secrets.hold(kind, text) }),
    'secrets.choose': async ({ kind }) => {
      const path = await dialogs.secretFile(kind);
      return path === null ? null : secrets.holdFile(kind, path);
    },

    'secrets.forget': ({ secret }) => {
      secrets.forget(secret);
      return null;
    },

    'destinations.chooseForFile': async ({ file }) => {
      const { path: source, bytes, format } = files.find(file);
      const path = await dialogs.payloadDestination(
        settings.current.lastFolder,
        proposedPayloadName(basename(source), format),
      );
      if (path === null) return null;
      const folder = dirname(path);
      settings.change({ lastFolder: folder });
      return {
        token: destinations.issue(path),
        path,
        folder,
        name: basename(path),
        needed: bytes,
        ...(await checkDestination(path, bytes)),
      };
    },

    'open.start': async ({ file, destination: token, secrets: given, scope, overwrite, accepts }) => {
      const { path: source } = files.find(file);
      const destination = destinations.find(token);
      if (destination === undefined) throw failed('unexpected', { detail: 'a destination that no dialog gave' });
      // An archive is never replaced by what comes out of it, whatever the window says of overwriting.
      if (await isSameFile(source, destination)) throw failed('destination-exists', { path: destination });
      return {
        job: jobRunner.start({
          kind: 'open',
          source,
          ...secrets.texts(given, keys),
          scope,
          destination,
          overwrite,
          accepts,
        }),
      };
    },
  };
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path, { bigint: true }).catch(() => null)));
  return a != null && b != null && a.dev === b.dev && a.ino === b.ino;
}
