import { useEffect } from 'react';
import type { ServerView } from '../../shared/ipc/contract';
import type { Archive } from '../base/client';
import { useNavigation } from '../base/navigation';
import type { Kept } from '../jobs/plan';
import { useServers } from '../servers/server-store';
import { useSurveyed } from '../servers/survey-store';

/**
 * The server and the archive that a preparation is about; null while it goes back to the server's screen,
 * since one of them is not there any more.
 */
export function useChosenArchive(
  id: string,
  archiveId: string,
  kept: Kept,
): { server: ServerView; archive: Archive } | null {
  const { go } = useNavigation();
  const server = useServers(({ servers }) => servers?.find((one) => one.id === id));
  const { survey } = useSurveyed(id);
  const archive = survey?.archives.find(({ backup }) => backup.id === archiveId) ?? kept.archive;
  const lost = server === undefined || archive === undefined;

  useEffect(() => {
    if (lost) go({ at: 'server', server: id });
  }, [lost, go, id]);

  return lost ? null : { server, archive };
}
