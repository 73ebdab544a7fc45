import { formatSize } from '../../shared/format/size';
import type { OpenedFile } from '../../shared/ipc/contract';
import { useSay } from '../app/speech';
import type { Progress } from '../client';
import { Action } from '../controls/Action';
import { Data } from '../controls/Data';
import { Screen } from '../controls/Screen';
import { ChosenFile } from '../files/ChosenFile';
import { percentOf } from '../running/percent';
import { WholeProgress } from '../running/WholeProgress';

/** An archive on its way to stand open. */
export function OpeningLook({
  file,
  progress,
  onCancel,
}: {
  file: OpenedFile;
  progress: Progress | null;
  onCancel: () => void;
}) {
  const say = useSay();
  const percent = percentOf(progress?.fraction ?? 0);
  return (
    <Screen
      reading
      place={say('look.title')}
      title={<Data>{file.name}</Data>}
      windowTitle={say('app.window', { place: file.name })}
      lead={<ChosenFile file={file} named={false} />}
      status={<p>{say('app.open.safe')}</p>}
      actions={<Action onPress={onCancel}>{say('look.cancel')}</Action>}
    >
      <WholeProgress
        label={say(progress?.phase === 'prove' ? 'look.opening.list' : 'look.opening.read')}
        percent={percent}
        paused={false}
      />
      {progress !== null && progress.total !== null && (
        <p className="look-muted">
          {say('app.running.bytes-of', { done: formatSize(progress.done), total: formatSize(progress.total) })}
        </p>
      )}
      <p className="look-muted">{say('look.opening.why')}</p>
    </Screen>
  );
}
