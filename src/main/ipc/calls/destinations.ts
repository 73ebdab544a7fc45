import { basename, dirname } from 'node:path';
import { checkDestination } from '../../../core/disk/destination';
import type { Destination } from '../../../shared/ipc/destination-calls';
import type { Dialogs } from '../../electron/dialogs';
import { proposedName, proposedPayloadName } from '../../files/archive-name';
import type { OpenedFiles } from '../../files/opened-files';
import type { Tokens } from '../../files/tokens';
import type { SettingsStore } from '../../settings/settings';
import type { Surveys } from '../../sources/surveys';
import type { HandlersOf } from '../ipc';

interface Parts {
  surveys: Surveys;
  files: OpenedFiles;
  dialogs: Dialogs;
  settings: SettingsStore;
  destinations: Tokens<string>;
}

/** Where the file of a restore goes. */
export function destinationCalls({
  surveys,
  files,
  dialogs,
  settings,
  destinations,
}: Parts): HandlersOf<'destinations'> {
  const chosen = async (path: string | null, needed: number): Promise<Destination | null> => {
    if (path === null) return null;
    settings.change({ lastFolder: dirname(path) });
    return viewDestination(destinations, path, needed);
  };

  return {
    'destinations.choose': async ({ server, archive }) => {
      const { name, bytes } = await surveys.archive(server, archive);
      const path = await dialogs.destination(settings.current.lastFolder, proposedName(name));
      return chosen(path, bytes ?? 0);
    },

    'destinations.chooseForFile': async ({ file }) => {
      const { path: source, bytes, ending } = files.find(file);
      const name = proposedPayloadName(basename(source), ending);
      return chosen(await dialogs.payloadDestination(settings.current.lastFolder, name), bytes);
    },
  };
}

/** What the window knows of a path: a token for it, and what the disk there can take. */
export async function viewDestination(
  destinations: Tokens<string>,
  path: string,
  needed: number,
): Promise<Destination> {
  return {
    token: destinations.issue(path),
    path,
    folder: dirname(path),
    name: basename(path),
    needed,
    ...(await checkDestination(path, needed)),
  };
}
