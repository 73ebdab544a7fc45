import { dirname } from 'node:path';
import { shell } from 'electron';
import { failed } from '../../core/errors';
import type { Place } from '../../engine/look-messages';
import type { Dialogs } from '../dialogs';
import type { Handlers } from '../ipc';
import type { Keys } from '../keys';
import type { Looks } from '../looks';
import type { OpenedFiles } from '../opened-files';
import type { Restores } from '../restores';
import type { HeldSecrets } from '../secrets';
import type { SettingsStore } from '../settings';
import { Tokens } from '../tokens';

/** Long enough that no one who sits before the window can meet it. */
const PLACE_LIFETIME_MS = 24 * 60 * 60 * 1000;

type LookCalls = Pick<
  Handlers,
  | 'look.start'
  | 'look.fileOfResult'
  | 'look.entries'
  | 'look.objects'
  | 'look.tables'
  | 'look.rows'
  | 'look.dump'
  | 'look.choosePlace'
  | 'look.extract'
  | 'look.stop'
  | 'look.showInFolder'
  | 'look.end'
>;

interface Rooms {
  looks: Looks;
  files: OpenedFiles;
  secrets: HeldSecrets;
  keys: Keys;
  restores: Restores;
  dialogs: Dialogs;
  settings: SettingsStore;
}

/** Looking inside an archive on this machine, and taking entries out of it. */
export function lookCalls({ looks, files, secrets, keys, restores, dialogs, settings }: Rooms): LookCalls {
  const places = new Tokens<Place>(PLACE_LIFETIME_MS);
  const placeOf = (token: string): Place => {
    const place = places.find(token);
    if (place === undefined) throw failed('unexpected', { detail: 'a place that no dialog gave' });
    return place;
  };

  return {
    'look.start': async ({ file, secrets: given }) => {
      const { path: source } = files.find(file);
      return { look: await looks.start({ source, ...secrets.texts(given, keys) }) };
    },
    'look.fileOfResult': ({ job }) => files.open(restores.result(job)),

    'look.entries': ({ look, from }) => looks.ask<'entries'>(look, { kind: 'entries', from }),
    'look.objects': ({ look, from }) => looks.ask<'objects'>(look, { kind: 'objects', from }),
    'look.tables': ({ look }) => looks.ask<'tables'>(look, { kind: 'tables' }),
    'look.rows': ({ look, table }) => looks.ask<'rows'>(look, { kind: 'rows', table }),
    'look.dump': ({ look }) => looks.ask<'dump'>(look, { kind: 'dump' }),

    'look.choosePlace': async ({ look, entries: chosen }) => {
      const name = await looks.ask<'name'>(look, { kind: 'name', chosen });
      const { lastFolder } = settings.current;
      const path =
        name === null ? await dialogs.folderForEntries(lastFolder) : await dialogs.entryDestination(lastFolder, name);
      if (path === null) return null;
      const place: Place = { kind: name === null ? 'folder' : 'file', path };
      settings.change({ lastFolder: name === null ? path : dirname(path) });
      const standing = await looks.ask<'standing'>(look, { kind: 'standing', chosen, place });
      return { token: places.issue(place), ...place, standing };
    },
    'look.extract': ({ look, entries: chosen, place, overwrite }) =>
      looks.extract(look, { kind: 'extract', chosen, place: placeOf(place), overwrite }),
    'look.stop': ({ look }) => {
      looks.stop(look);
      return null;
    },
    'look.showInFolder': ({ place }) => {
      shell.showItemInFolder(placeOf(place).path);
      return null;
    },
    'look.end': async ({ look }) => {
      await looks.end(look);
      return null;
    },
  };
}
