import { useMemo, useState } from 'react';
import type { OpenedFile } from '../../shared/ipc/contract';
import { useNavigation } from '../app/route-store';
import { useSay } from '../app/speech';
import { Action } from '../controls/Action';
import { Notice } from '../controls/Notice';
import { Screen } from '../controls/Screen';
import { type Given, tokensOf } from '../files/given';
import { ContentsScreen } from './ContentsScreen';
import { FailedLook } from './FailedLook';
import { OpeningLook } from './OpeningLook';
import { useLook } from './use-look';
import './look.css';

/** What is looked into, and where a person came from: the preparation of that file, or the result of a restore. */
export interface LookedAt {
  file: OpenedFile;
  given: Given;
  from: 'file' | 'job';
}

/** Looking inside an archive, as often as it takes. */
export function LookScreen({ subject }: { subject: LookedAt }) {
  const [turn, setTurn] = useState(0);
  return <Looking key={turn} subject={subject} onAgain={() => setTurn(turn + 1)} />;
}

/** One look: while the archive is opened, while it stands open, and why it does not open. */
function Looking({ subject, onAgain }: { subject: LookedAt; onAgain: () => void }) {
  const say = useSay();
  const { go } = useNavigation();
  const secrets = useMemo(() => tokensOf(subject.given), [subject.given]);
  const { state, cancel } = useLook(subject.file.token, secrets);
  switch (state.at) {
    case 'opening':
      return <OpeningLook file={subject.file} progress={state.progress} onCancel={cancel} />;
    case 'failed':
      return <FailedLook subject={subject} failure={state.failure} onAgain={onAgain} />;
    case 'open':
      return <ContentsScreen key={state.look} subject={subject} look={state.look} summary={state.summary} />;
    case 'ended':
      return (
        <Screen
          place={say('look.title')}
          title={<span translate="no">{subject.file.name}</span>}
          windowTitle={say('app.window', { place: subject.file.name })}
          actions={
            <>
              <Action onPress={() => go({ at: 'open', failure: null })}>{say('app.file.other')}</Action>
              <Action kind="primary" onPress={onAgain}>
                {say('look.again')}
              </Action>
            </>
          }
        >
          <Notice tone="note" title={say('look.ended.title')}>
            <p>{say('look.ended.text')}</p>
          </Notice>
        </Screen>
      );
  }
}
