import { useState } from 'react';
import type { ServerView } from '../../shared/ipc/contract';
import { momentWords } from '../archives/scope';
import { type Archive, ask } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { type Route, useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { recoveryOfKey } from '../escrow/recovery-store';
import type { HeldSecret } from '../jobs/given';
import { isOtherKey, missing } from '../jobs/missing';
import type { Kept } from '../jobs/plan';
import { useStart } from '../jobs/use-start';
import { GoesOn } from '../leftovers/LeftoverNotice';
import { ChosenArchive } from './ChosenArchive';
import { KeySection } from './KeySection';
import { PlaceSection } from './PlaceSection';
import { Readiness } from './Readiness';
import { ReviewSection } from './ReviewSection';
import { useArchiveKey } from './use-archive-key';
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
  const [destination, setDestination] = useState(kept.destination ?? null);
  const [overwrite, setOverwrite] = useState(false);
  const { key, setKey, dropForgotten } = useArchiveKey(archive, kept);
  const [passphrase, setPassphrase] = useState<HeldSecret | null>(null);
  const { backup } = archive;
  const { failure, starting, running, begin } = useStart({
    isHere: (route) => route.at === 'prepare' && route.archive === backup.id,
    onRefusal: (refusal) => {
      dropForgotten(refusal);
      if (refusal.code === 'passphrase-needed') setPassphrase(null);
    },
  });
  const lacks = missing({ archive, destination, overwrite, key, passphrase });
  const fromCards = () => {
    const back = (key: Kept['key']): Route => ({
      at: 'prepare',
      server: server.id,
      archive: backup.id,
      kept: { ...kept, archive, ...(destination === null ? {} : { destination }), ...(key == null ? {} : { key }) },
    });
    go({ at: 'recovery', use: recoveryOfKey(backup.e2ee_fingerprint, back) });
  };
  const restore = () => {
    if (destination === null || lacks.length > 0) return;
    begin({
      kind: 'restore',
      server,
      archive,
      destination,
      overwrite,
      key: backup.client_encrypted === false ? null : key,
      passphrase,
    });
  };

  return (
    <Screen
      place={<Data>{server.siteName}</Data>}
      title={say('app.prepare.title')}
      windowTitle={say('app.window', { place: say('app.prepare.window', { moment: momentWords(say, backup) }) })}
      lead={<ChosenArchive archive={archive} />}
      status={<Readiness lacks={lacks} />}
      actions={
        <>
          <Action disabled={starting} onPress={() => go({ at: 'server', server: server.id })}>
            {say('app.prepare.other-archive')}
          </Action>
          <Action kind="primary" busy={starting} disabled={running || lacks.length > 0} onPress={restore}>
            {say('app.prepare.start')}
          </Action>
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <GoesOn destination={destination} sha256={backup.sha256} />
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
        <KeySection
          number={2}
          archive={archive}
          practice={server.practice}
          value={key}
          onChange={setKey}
          passphrase={passphrase}
          onPassphrase={setPassphrase}
          onCards={fromCards}
        />
        <ReviewSection
          archive={archive}
          destination={destination}
          passphrase={passphrase !== null}
          keyFingerprint={key === null || isOtherKey(archive, key) ? null : key.fingerprint}
          lacking={lacks.length > 0}
        />
      </ol>
    </Screen>
  );
}
