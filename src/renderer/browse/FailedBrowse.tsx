import { CircleSlash, OctagonX } from 'lucide-react';
import { explain } from '../../shared/messages/catalogue';
import type { Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { FailureFacts } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { type Remedy, remedyFor } from '../failure/remedy';
import { ChosenFile } from '../files/ChosenFile';
import { type Given, needOf } from '../jobs/given';
import type { BrowseSubject } from './BrowseScreen';
import '../failure/failure.css';

/** An archive that could not be opened: what happened, what is safe, and the one action that helps most. */
export function FailedBrowse({
  subject,
  failure,
  onAgain,
}: {
  subject: BrowseSubject;
  failure: Failure;
  onAgain: () => void;
}) {
  const say = useSay();
  const { go } = useNavigation();
  const { file, given, from } = subject;
  const cancelled = failure.code === 'cancelled';
  const Icon = cancelled ? CircleSlash : OctagonX;
  const { title } = explain(say, failure);
  const remedy = remedyFor(failure);
  const need = needOf(failure);

  const prepare = (change: Partial<Given>) =>
    go({
      at: 'file',
      file,
      kept: { purpose: 'browse', given: { ...given, ...change }, within: need === null ? [] : [need] },
    });
  const others = () => go({ at: 'open', failure: null });
  const back = from === 'file' ? () => prepare({}) : () => go({ at: 'job' });
  const help: Record<Remedy, () => void> = {
    again: onAgain,
    key: () => prepare({ key: null }),
    passphrase: () => prepare({ passphrase: null }),
    password: () => prepare({ databasePasswords: [] }),
    place: onAgain,
    server: others,
    archives: others,
  };
  const elsewhere = remedy === 'archives' || remedy === 'server';

  return (
    <Screen
      reading
      place={say('browse.title')}
      title={
        <span className={cancelled ? 'failed failed-cancelled' : 'failed'}>
          <Icon size={28} /> {title}
        </span>
      }
      windowTitle={say('app.window', { place: title })}
      lead={<ChosenFile file={file} />}
      status={<p>{say('browse.failed.nothing')}</p>}
      actions={
        <>
          <Action onPress={back}>{say(from === 'file' ? 'browse.back' : 'browse.back-result')}</Action>
          <Action kind="primary" onPress={help[remedy]}>
            {say(
              elsewhere
                ? 'app.file.other'
                : remedy === 'place'
                  ? 'app.action.try-again'
                  : `app.failure.remedy.${remedy}`,
            )}
          </Action>
        </>
      }
    >
      <div className="failure-whole" role="alert">
        <FailureFacts failure={failure} />
      </div>
    </Screen>
  );
}
