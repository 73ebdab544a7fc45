import { Play } from 'lucide-react';
import { useId, useState } from 'react';
import { formatMoment } from '../../shared/format/dates';
import { formatSize } from '../../shared/format/size';
import type { LeftoverView } from '../../shared/ipc/leftovers-calls';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Confirm } from '../base/controls/Confirm';
import { Code, Data } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { FailureNotice } from '../base/controls/FailureNotice';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { useLeftovers } from './leftover-store';

/** One unfinished file: what it is of, how much is there, and what can be done with it. */
export function LeftoverEntry({ leftover, foremost }: { leftover: LeftoverView; foremost: boolean }) {
  const say = useSay();
  const { go } = useNavigation();
  const discard = useLeftovers((store) => store.discard);
  const [failure, setFailure] = useState<Failure | null>(null);
  const [asked, setAsked] = useState(false);
  const preparing = useTask();
  const title = useId();
  const { id, archive, server, have, touched, name, folder, resumable, known } = leftover;

  const goOn = () =>
    void preparing.start(
      () => ask('leftovers.prepare', { leftover: id }),
      (answer) => {
        if (!answer.ok) return setFailure(answer.error);
        const { server: at, archive: listed, destination } = answer.value;
        go({ at: 'prepare', server: at, archive: listed.id, kept: { archive: listed, destination } });
      },
    );
  const remove = async () => {
    setAsked(false);
    setFailure(await discard(id));
  };

  return (
    <li className="leftover">
      <h2 className="section-title leftover-name" id={title}>
        <Data>{name}</Data>
      </h2>
      <Share have={have} whole={archive.bytes} />
      <Facts>
        <Fact name={say('leftovers.fact.have')}>
          {say('leftovers.have', { have: formatSize(have), whole: formatSize(archive.bytes) })}
        </Fact>
        <Fact name={say('leftovers.fact.archive')}>
          <Data>{archive.name}</Data>
        </Fact>
        {server !== null && (
          <Fact name={say('leftovers.fact.from')}>
            <Data title={server.url}>{`${server.siteName}, ${hostOf(server.url)}`}</Data>
          </Fact>
        )}
        <Fact name={say('leftovers.fact.touched')}>
          <Data>{formatMoment(touched)}</Data>
        </Fact>
        <Fact name={say('leftovers.fact.folder')}>
          <Code breaks>{folder}</Code>
        </Fact>
      </Facts>
      {!resumable && (
        <p className="leftover-remark">{say(leftover.job === 'open' ? 'leftovers.anew-file' : 'leftovers.anew')}</p>
      )}
      {resumable && known === null && (
        <p className="leftover-remark">{say('leftovers.unknown-server', { host: hostOf(server?.url ?? '') })}</p>
      )}
      {failure !== null && <FailureNotice failure={failure} />}
      <div className="leftover-actions">
        {resumable && known !== null && (
          <Action kind={foremost ? 'primary' : 'plain'} icon={Play} busy={preparing.busy} onPress={goOn}>
            {say('leftovers.go-on')}
          </Action>
        )}
        {resumable && known === null && (
          <Action onPress={() => go({ at: 'connect' })}>{say('leftovers.connect')}</Action>
        )}
        <Action kind="quiet" onPress={() => setAsked(true)}>
          {say('leftovers.discard')}
        </Action>
      </div>
      <Confirm
        open={asked}
        title={say('leftovers.discard-title')}
        doIt={say('leftovers.discard-do')}
        leaveIt={say('leftovers.discard-leave')}
        onDo={() => void remove()}
        onLeave={() => setAsked(false)}
      >
        <p>{say('leftovers.discard-text', { have: formatSize(have), name })}</p>
      </Confirm>
    </li>
  );
}

/** How much is there, as a drawing beside the words. */
function Share({ have, whole }: { have: number; whole: number }) {
  const percent = whole === 0 ? 0 : Math.min(100, (have / whole) * 100);
  return (
    <svg className="track leftover-share" viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden>
      <rect className="track-whole" width="100" height="1" />
      <rect className="track-done" width={percent} height="1" />
    </svg>
  );
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}
