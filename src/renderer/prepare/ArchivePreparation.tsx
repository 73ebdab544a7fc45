import { type ReactNode, useState } from 'react';
import type { HeldKey } from '../../shared/ipc/key-calls';
import type { ServerView } from '../../shared/ipc/server-calls';
import type { MessageKey } from '../../shared/messages/catalogue';
import { momentWords } from '../archives/scope';
import type { Archive } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { type Route, useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import type { HeldSecret } from '../jobs/given';
import { type Lack, missingSecret } from '../jobs/missing';
import type { JobPlan } from '../jobs/plan';
import { useStart } from '../jobs/use-start';
import { ChosenArchive } from './ChosenArchive';
import { KeyStep } from './KeyStep';
import { Readiness } from './Readiness';
import { useArchiveKey } from './use-archive-key';
import './prepare.css';

/** What opens the archive. */
interface Secrets {
  key: HeldKey | null;
  passphrase: HeldSecret | null;
}

interface PreparationProps {
  /** The screen again, with all that is settled, for the way back from cards. */
  route: Extract<Route, { at: 'prepare' | 'prepare-drill' }>;
  server: ServerView;
  archive: Archive;
  words: { title: MessageKey; window: MessageKey; start: MessageKey };
  notice?: ReactNode;
  /** The step before the key. */
  before?: ReactNode;
  /** The steps after the key. */
  renderAfter: (secrets: Secrets, lacks: readonly Lack[]) => ReactNode;
  /** All that is missing, in the order of the steps. */
  lacks: (secret: readonly Lack[]) => readonly Lack[];
  /** Null while something is missing. */
  plan: (secrets: Secrets) => JobPlan | null;
}

/** What a restore and a drill of an archive on a server have in common: the key, and the start. */
export function ArchivePreparation({
  route,
  server,
  archive,
  words,
  notice,
  before,
  renderAfter,
  lacks: lacksWith,
  plan: planWith,
}: PreparationProps) {
  const say = useSay();
  const { go } = useNavigation();
  const { brought, kept } = route;
  const { key, setKey, dropForgotten } = useArchiveKey(
    archive,
    brought?.kind === 'site-key' ? brought.key : (kept.key ?? null),
  );
  const [passphrase, setPassphrase] = useState<HeldSecret | null>(null);
  const { failure, starting, running, begin } = useStart({
    isHere: (present) => present.at === route.at && present.archive === archive.id,
    onRefusal: (refusal) => {
      dropForgotten(refusal);
      if (refusal.code === 'passphrase-needed') setPassphrase(null);
    },
  });
  const lacks = lacksWith(missingSecret(archive, key, passphrase));
  const start = () => {
    const plan = planWith({ key: archive.encrypted === false ? null : key, passphrase });
    if (plan !== null && lacks.length === 0) begin(plan);
  };
  const fromCards = () =>
    go({
      at: 'recovery',
      use: {
        kind: 'site-key',
        fingerprint: archive.keyFingerprint,
        back: { ...route, kept: { ...kept, archive } },
      },
    });

  return (
    <Screen
      place={<Data>{server.siteName}</Data>}
      title={say(words.title)}
      windowTitle={say('app.window', { place: say(words.window, { moment: momentWords(say, archive) }) })}
      lead={<ChosenArchive archive={archive} />}
      status={<Readiness lacks={lacks} />}
      actions={
        <>
          <Action disabled={starting} onPress={() => go({ at: 'server', server: server.id })}>
            {say('app.prepare.other-archive')}
          </Action>
          <Action kind="primary" busy={starting} disabled={running || lacks.length > 0} onPress={start}>
            {say(words.start)}
          </Action>
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      {notice}
      <ol className="sections">
        {before}
        <KeyStep
          number={before === undefined ? 1 : 2}
          archive={archive}
          practice={server.practice}
          value={key}
          onChange={setKey}
          passphrase={passphrase}
          onPassphrase={setPassphrase}
          onCards={fromCards}
        />
        {renderAfter({ key, passphrase }, lacks)}
      </ol>
    </Screen>
  );
}
