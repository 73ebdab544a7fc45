import { useState } from 'react';
import type { ServerView } from '../../shared/ipc/contract';
import { momentWords } from '../archives/scope';
import type { Archive } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { type Route, useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { recoveryOfKey } from '../escrow/recovery-store';
import { useDrills } from '../jobs/drill-store';
import type { HeldSecret } from '../jobs/given';
import { isOtherKey, type Lack, lacksSecret } from '../jobs/missing';
import type { Kept } from '../jobs/plan';
import { useStart } from '../jobs/use-start';
import { ChosenArchive } from '../prepare/ChosenArchive';
import { KeySection } from '../prepare/KeySection';
import { OperatorSection } from '../prepare/OperatorSection';
import { Readiness } from '../prepare/Readiness';
import { Section } from '../prepare/Section';
import { useArchiveKey } from '../prepare/use-archive-key';
import { useChosenArchive } from '../prepare/use-chosen-archive';
import '../prepare/prepare.css';

/** With which key, and who runs it: all that a drill of an archive on a server takes. */
export function PrepareDrillScreen({ id, archive: archiveId, kept }: { id: string; archive: string; kept: Kept }) {
  const chosen = useChosenArchive(id, archiveId, kept);
  return chosen === null ? null : <Preparation {...chosen} kept={kept} />;
}

function Preparation({ server, archive, kept }: { server: ServerView; archive: Archive; kept: Kept }) {
  const say = useSay();
  const { go } = useNavigation();
  const { operator, setOperator } = useDrills();
  const { key, setKey, dropForgotten } = useArchiveKey(archive, kept);
  const [passphrase, setPassphrase] = useState<HeldSecret | null>(null);
  const { backup } = archive;
  const { failure, starting, running, begin } = useStart({
    isHere: (route) => route.at === 'prepare-drill' && route.archive === backup.id,
    onRefusal: (refusal) => {
      dropForgotten(refusal);
      if (refusal.code === 'passphrase-needed') setPassphrase(null);
    },
  });

  const lacks: Lack[] = [];
  if (lacksSecret(archive, key, passphrase)) lacks.push('key');
  else if (isOtherKey(archive, key)) lacks.push('otherKey');
  if (operator.trim() === '') lacks.push('operator');

  const fromCards = () => {
    const back = (key: Kept['key']): Route => ({
      at: 'prepare-drill',
      server: server.id,
      archive: backup.id,
      kept: { ...kept, archive, ...(key == null ? {} : { key }) },
    });
    go({ at: 'recovery', use: recoveryOfKey(backup.e2ee_fingerprint, back) });
  };
  const drill = () => {
    if (lacks.length > 0) return;
    begin({
      kind: 'server-drill',
      server,
      archive,
      key: backup.client_encrypted === false ? null : key,
      passphrase,
      operator: operator.trim(),
    });
  };

  return (
    <Screen
      place={<Data>{server.siteName}</Data>}
      title={say('app.drill.title')}
      windowTitle={say('app.window', { place: say('app.drill.window', { moment: momentWords(say, backup) }) })}
      lead={<ChosenArchive archive={archive} />}
      status={<Readiness lacks={lacks} />}
      actions={
        <>
          <Action disabled={starting} onPress={() => go({ at: 'server', server: server.id })}>
            {say('app.prepare.other-archive')}
          </Action>
          <Action kind="primary" busy={starting} disabled={running || lacks.length > 0} onPress={drill}>
            {say('app.drill.start')}
          </Action>
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <ol className="sections">
        <KeySection
          number={1}
          archive={archive}
          practice={server.practice}
          value={key}
          onChange={setKey}
          passphrase={passphrase}
          onPassphrase={setPassphrase}
          onCards={fromCards}
        />
        <OperatorSection number={2} value={operator} onChange={setOperator} />
        <Section number={3} title={say('app.review.title')} done={lacks.length === 0}>
          <ul className="plain-list">
            <li>{say('app.drill.review.as-restore')}</li>
            <li>{say('app.drill.review.nothing-kept')}</li>
            <li>{say('app.drill.review.report')}</li>
          </ul>
        </Section>
      </ol>
    </Screen>
  );
}
