import { basename, dirname } from 'node:path';
import { failed } from '../../../core/errors';
import type { Leftover } from '../../../core/leftovers/model';
import type { Leftovers } from '../../../core/leftovers/store';
import { requireSize } from '../../../core/restore/fetch';
import { requireUnchanged } from '../../../core/restore/resumption';
import type { Tokens } from '../../files/tokens';
import type { Servers } from '../../sources/servers';
import type { Surveys } from '../../sources/surveys';
import type { HandlersOf } from '../ipc';
import { viewDestination } from './destinations';

interface Parts {
  leftovers: Leftovers;
  servers: Servers;
  surveys: Surveys;
  destinations: Tokens<string>;
}

/** What interrupted restores left: to go on with it, or to remove it. */
export function leftoverCalls({ leftovers, servers, surveys, destinations }: Parts): HandlersOf<'leftovers'> {
  const find = async (id: string): Promise<Leftover> => {
    const found = (await leftovers.list()).find((each) => each.id === id);
    if (found === undefined) throw failed('leftover-not-found', { id });
    return found;
  };

  return {
    'leftovers.list': async () =>
      (await leftovers.list()).map((each) => ({
        ...each,
        name: basename(each.destination),
        folder: dirname(each.destination),
        known: knownServer(servers, each),
      })),

    'leftovers.discard': async ({ leftover }) => {
      await leftovers.discard((await find(leftover)).id);
      return null;
    },

    'leftovers.prepare': async ({ leftover: id }) => {
      const leftover = await find(id);
      const server = knownServer(servers, leftover);
      const { destination: path, archive } = leftover;
      if (server === null || archive.id === null) throw failed('leftover-not-found', { id });
      const survey = await surveys.take(server);
      const found = survey.archives.find((each) => each.id === archive.id);
      if (found === undefined) throw failed('archive-not-found', { id: archive.id });
      requireSize(found);
      requireUnchanged(leftover, found);
      const needed = Math.max(0, found.bytes - leftover.have);
      return { server, archive: found, destination: await viewDestination(destinations, path, needed) };
    },
  };
}

/** The server at the same address with the same site. */
function knownServer(servers: Servers, { server }: Leftover): string | null {
  if (server === null) return null;
  const known = servers.views().find(({ id, url }) => url === server.url && servers.site(id).siteId === server.siteId);
  return known?.id ?? null;
}
