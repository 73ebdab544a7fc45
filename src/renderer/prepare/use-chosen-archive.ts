import { useEffect } from 'react';
import type { ServerView } from '../../shared/ipc/server-calls';
import type { Archive } from '../base/client';
import { type Routes, useNavigation } from '../base/navigation';
import { useServers } from '../servers/server-store';
import { useSurveyed } from '../servers/survey-store';

/** What a preparation is about. */
export interface Chosen {
  server: ServerView;
  archive: Archive;
}

/** The server and the archive of a preparation; null while it goes back to the server's screen, as one is gone. */
export function useChosenArchive({ server: id, archive: archiveId, kept }: Routes['prepare']): Chosen | null {
  const { go } = useNavigation();
  const server = useServers(({ servers }) => servers?.find((one) => one.id === id));
  const { survey } = useSurveyed(id);
  const archive = survey?.archives.find((archive) => archive.id === archiveId) ?? kept.archive;
  const lost = server === undefined || archive === undefined;

  useEffect(() => {
    if (lost) go({ at: 'server', server: id });
  }, [lost, go, id]);

  return lost ? null : { server, archive };
}
