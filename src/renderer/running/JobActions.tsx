import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { Action } from '../base/controls/Action';
import { Confirm } from '../base/controls/Confirm';
import { useSay } from '../base/speech';
import { useJobs } from '../jobs/job-store';

interface JobActionsProps {
  paused: boolean;
  /** What a person is asked before the job is cancelled. */
  question: { title: string; text: string; doIt: string; leaveIt: string };
  /** The words for cancelling a fetch and keeping what arrived; undefined where nothing is worth keeping. */
  keep?: string | undefined;
}

/** Pauses the present job, or cancels it after a question. */
export function JobActions({ paused, question: { title, text, doIt, leaveIt }, keep }: JobActionsProps) {
  const say = useSay();
  const { cancelling, cancel, setPaused } = useJobs();
  const [asked, setAsked] = useState(false);
  const stop = (keeping: boolean) => {
    setAsked(false);
    void cancel(keeping);
  };
  return (
    <>
      <Action onPress={() => setAsked(true)} busy={cancelling}>
        {say(cancelling ? 'app.running.cancelling' : 'app.running.cancel')}
      </Action>
      <Action icon={paused ? Play : Pause} disabled={cancelling} onPress={() => void setPaused(!paused)}>
        {say(paused ? 'app.running.resume' : 'app.running.pause')}
      </Action>
      <Confirm
        open={asked && !cancelling}
        title={title}
        doIt={doIt}
        milder={keep === undefined ? undefined : { words: keep, onDo: () => stop(true) }}
        leaveIt={leaveIt}
        onDo={() => stop(false)}
        onLeave={() => setAsked(false)}
      >
        <p>{text}</p>
      </Confirm>
    </>
  );
}
