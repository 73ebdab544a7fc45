import { useState } from 'react';
import { formatMoment } from '../../shared/format/dates';
import type { ServerView } from '../../shared/ipc/contract';
import { useNavigation } from '../app/route-store';
import { useSay } from '../app/speech';
import type { Archive, Failure } from '../client';
import { ask } from '../client';
import { Action } from '../controls/Action';
import { Data } from '../controls/Data';
import { FailureNotice } from '../controls/FailureNotice';
import { Screen } from '../controls/Screen';
import { useJobRunning, useJobs } from '../running/job-store';
import { ChosenArchive } from './ChosenArchive';
import { KeySection } from './KeySection';
import { useKeys } from './key-store';
import { isOtherKey, missing } from './missing';
import { PlaceSection } from './PlaceSection';
import type { Kept } from './plan';
import { Readiness } from './Readiness';
import { ReviewSection } from './ReviewSection';
import { useChosenArchive } from './use-chosen-archive';
import './prepare.css';

interface PrepareProps {
  id: string;
  archive: string;
  /** What a former try already settled. */
  kept: Kept;
}

/** Where to, with which key, and a last look, for the chosen archive. */
export function PrepareScreen({ id, archive: archiveId, kept }: PrepareProps) {
  const chosen = useChosenArchive(id, archiveId, kept);
  return chosen === null ? null : <Preparation {...chosen} kept={kept} />;
}

function Preparation({ server, archive, kept }: { server: ServerView; archive: Archive; kept: Kept }) {
  const say = useSay();
  const { go } = useNavigation();
  const start = useJobs((jobs) => jobs.start);
  const starting = useJobs((jobs) => jobs.starting);
  const running = useJobRunning();
  const held = useKeys((keys) => keys.held);
  const forget = useKeys((keys) => keys.forget);
  const [destination, setDestination] = useState(kept.destination ?? null);
  const [overwrite, setOverwrite] = useState(false);
  const [key, setKey] = useState(
    () => kept.key ?? held.find(({ fingerprint }) => fingerprint === archive.backup.e2ee_fingerprint) ?? null,
  );
  const [failure, setFailure] = useState<Failure | null>(null);

  const { backup } = archive;
  const lacks = missing({ archive, destination, overwrite, key });
  const begin = async () => {
    if (destination === null || lacks.length > 0) return;
    setFailure(null);
    const refusal = await start({ kind: 'restore', server, archive, destination, overwrite, key: backup.client_encrypted ? key : null });
    if (refusal !== null) {
      setFailure(refusal);
      // The main process forgets a key that was not used for long; then it must be given again.
      if (refusal.code === 'key-needed' && key !== null) {
        void forget(key);
        setKey(null);
      }
      return;
    }
    // Someone who has gone elsewhere meanwhile is not pulled back: the sidebar shows the restore.
    const { route } = useNavigation.getState();
    if (route.at === 'prepare' && route.archive === backup.id) go({ at: 'job' });
  };

  return (
    <Screen
      place={<Data>{server.siteName}</Data>}
      title={say('app.prepare.title')}
      windowTitle={say('app.window', { place: say('app.prepare.window', { moment: formatMoment(backup.created_at) }) })}
      lead={<ChosenArchive archive={archive} />}
      status={<Readiness lacks={lacks} />}
      actions={
        <>
          <Action disabled={starting} onPress={() => go({ at: 'server', server: server.id })}>
            {say('app.prepare.other-archive')}
          </Action>
          <Action kind="primary" busy={starting} disabled={running || lacks.length > 0} onPress={() => void begin()}>
            {say('app.prepare.start')}
          </Action>
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <ol className="sections">
        <PlaceSection
          number={1}
          title={say('app.place.title')}
          ask={() => ask('destinations.choose', { server: server.id, archive: backup.id })}
          destination={destination}
          overwrite={overwrite}
          onChoose={(next) => {
            setDestination(next);
            setOverwrite(false);
          }}
          onOverwrite={setOverwrite}
        />
        <KeySection number={2} archive={archive} practice={server.practice} value={key} onChange={setKey} />
        <ReviewSection
          archive={archive}
          destination={destination}
          keyFingerprint={key === null || isOtherKey(archive, key) ? null : key.fingerprint}
          lacking={lacks.length > 0}
        />
      </ol>
    </Screen>
  );
}
