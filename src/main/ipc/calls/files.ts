import type { HeldSecrets } from '../../custody/secrets';
import type { Dialogs } from '../../electron/dialogs';
import type { HandedFile } from '../../electron/handed-file';
import type { OpenedFiles } from '../../files/opened-files';
import type { HandlersOf } from '../ipc';

interface Parts {
  files: OpenedFiles;
  handed: HandedFile;
  secrets: HeldSecrets;
  dialogs: Dialogs;
}

/** Archives on this machine, and what opens them. */
export function fileCalls({ files, handed, secrets, dialogs }: Parts): HandlersOf<'files' | 'secrets'> {
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
  };
}
