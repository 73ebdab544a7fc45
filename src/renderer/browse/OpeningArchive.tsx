import { formatSize } from '../../shared/format/size';
import type { OpenedFile } from '../../shared/ipc/file-calls';
import type { Progress } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { ChosenFile } from '../files/ChosenFile';
import { percentOf } from '../running/percent';
import { WholeProgress } from '../running/WholeProgress';

/** An archive on its way to stand open. */
export function OpeningArchive({
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
      place={say('browse.title')}
      title={<Data>{file.name}</Data>}
      windowTitle={say('app.window', { place: file.name })}
      lead={<ChosenFile file={file} named={false} />}
      status={<p>{say('app.open.safe')}</p>}
      actions={<Action onPress={onCancel}>{say('browse.cancel')}</Action>}
    >
      <WholeProgress
        label={say(progress?.phase === 'prove' ? 'browse.opening.list' : 'browse.opening.read')}
        percent={percent}
        paused={false}
      />
      {progress !== null && progress.total !== null && (
        <p className="browse-muted">
          {say('app.running.bytes-of', { done: formatSize(progress.done), total: formatSize(progress.total) })}
        </p>
      )}
      <p className="browse-muted">{say('browse.opening.why')}</p>
    </Screen>
  );
}
