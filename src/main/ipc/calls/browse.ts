import { dirname } from 'node:path';
import { shell } from 'electron';
import { failed } from '../../../core/errors';
import type { Place } from '../../../engine/browse-messages';
import type { Keys } from '../../custody/keys';
import type { HeldSecrets } from '../../custody/secrets';
import type { Dialogs } from '../../electron/dialogs';
import type { OpenedFiles } from '../../files/opened-files';
import { Tokens } from '../../files/tokens';
import type { BrowseSessions } from '../../jobs/browse-sessions';
import type { JobRunner } from '../../jobs/job-runner';
import type { SettingsStore } from '../../settings/settings';
import type { HandlersOf } from '../ipc';

/** Longer than any real session. */
const PLACE_LIFETIME_MS = 24 * 60 * 60 * 1000;

interface Parts {
  browseSessions: BrowseSessions;
  files: OpenedFiles;
  secrets: HeldSecrets;
  keys: Keys;
  jobRunner: JobRunner;
  dialogs: Dialogs;
  settings: SettingsStore;
}

/** Browsing an archive on this machine, and taking entries out of it. */
export function browseCalls({
  browseSessions,
  files,
  secrets,
  keys,
  jobRunner,
  dialogs,
  settings,
}: Parts): HandlersOf<'browse'> {
  const places = new Tokens<Place>(PLACE_LIFETIME_MS);
  const placeOf = (token: string): Place => {
    const place = places.find(token);
    if (place === undefined) throw failed('unexpected', { detail: 'a place that no dialog gave' });
    return place;
  };

  return {
    'browse.start': async ({ file, secrets: given }) => {
      const { path: source } = files.find(file);
      return { browsed: await browseSessions.start({ source, ...secrets.texts(given, keys) }) };
    },
    'browse.fileOfResult': ({ job }) => files.open(jobRunner.result(job)),

    'browse.entries': ({ browsed, from }) => browseSessions.ask<'entries'>(browsed, { kind: 'entries', from }),
    'browse.objects': ({ browsed, from }) => browseSessions.ask<'objects'>(browsed, { kind: 'objects', from }),
    'browse.tables': ({ browsed }) => browseSessions.ask<'tables'>(browsed, { kind: 'tables' }),
    'browse.rows': ({ browsed, table }) => browseSessions.ask<'rows'>(browsed, { kind: 'rows', table }),
    'browse.dump': ({ browsed }) => browseSessions.ask<'dump'>(browsed, { kind: 'dump' }),

    'browse.choosePlace': async ({ browsed, entries: chosen }) => {
      const name = await browseSessions.ask<'name'>(browsed, { kind: 'name', chosen });
      const { lastFolder } = settings.current;
      const path =
        name === null ? await dialogs.folderForEntries(lastFolder) : await dialogs.entryDestination(lastFolder, name);
      if (path === null) return null;
      const place: Place = { kind: name === null ? 'folder' : 'file', path };
      settings.change({ lastFolder: name === null ? path : dirname(path) });
      const standing = await browseSessions.ask<'standing'>(browsed, { kind: 'standing', chosen, place });
      return { token: places.issue(place), ...place, standing };
    },
    'browse.extract': ({ browsed, entries: chosen, place, overwrite }) =>
      browseSessions.extract(browsed, { kind: 'extract', chosen, place: placeOf(place), overwrite }),
    'browse.stop': ({ browsed }) => {
      browseSessions.stop(browsed);
      return null;
    },
    'browse.showInFolder': ({ place }) => {
      shell.showItemInFolder(placeOf(place).path);
      return null;
    },
    'browse.end': async ({ browsed }) => {
      await browseSessions.end(browsed);
      return null;
    },
  };
}
