import { useMemo, useState } from 'react';
import type { OpenedFile } from '../../shared/ipc/file-calls';
import { Action } from '../base/controls/Action';
import { Notice } from '../base/controls/Notice';
import { Screen } from '../base/controls/Screen';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { type Given, tokensOf } from '../jobs/given';
import { ContentsScreen } from './ContentsScreen';
import { FailedBrowse } from './FailedBrowse';
import { OpeningArchive } from './OpeningArchive';
import { useBrowse } from './use-browse';
import './browse.css';

declare module '../base/navigation' {
  interface Routes {
    browse: BrowseSubject;
  }
}

/** The archive to browse, and where a person came from: the preparation of that file, or the result of a restore. */
export interface BrowseSubject {
  file: OpenedFile;
  given: Given;
  from: 'file' | 'job';
}

/** Browses an archive, again as often as it takes. */
export function BrowseScreen(subject: BrowseSubject) {
  const [turn, setTurn] = useState(0);
  return <Browsing key={turn} subject={subject} onAgain={() => setTurn(turn + 1)} />;
}

/** The archive while it is being opened, while it is open, and why it does not open. */
function Browsing({ subject, onAgain }: { subject: BrowseSubject; onAgain: () => void }) {
  const say = useSay();
  const { go } = useNavigation();
  const secrets = useMemo(() => tokensOf(subject.given), [subject.given]);
  const { state, cancel } = useBrowse(subject.file.token, secrets);
  switch (state.at) {
    case 'opening':
      return <OpeningArchive file={subject.file} progress={state.progress} onCancel={cancel} />;
    case 'failed':
      return <FailedBrowse subject={subject} failure={state.failure} onAgain={onAgain} />;
    case 'open':
      return <ContentsScreen key={state.browsed} subject={subject} browsed={state.browsed} summary={state.summary} />;
    case 'ended':
      return (
        <Screen
          place={say('browse.title')}
          title={<span translate="no">{subject.file.name}</span>}
          windowTitle={say('app.window', { place: subject.file.name })}
          actions={
            <>
              <Action onPress={() => go({ at: 'open', failure: null })}>{say('app.file.other')}</Action>
              <Action kind="primary" onPress={onAgain}>
                {say('browse.again')}
              </Action>
            </>
          }
        >
          <Notice tone="note" title={say('browse.ended.title')}>
            <p>{say('browse.ended.text')}</p>
          </Notice>
        </Screen>
      );
  }
}
