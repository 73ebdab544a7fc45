import { useEffect, useState } from 'react';
import { formatRemaining } from '../../shared/format/duration';
import { formatSize } from '../../shared/format/size';
import type { Progress } from '../base/client';
import { Notice } from '../base/controls/Notice';
import { useSay } from '../base/speech';

/** What keeps a job from going straight on: a network that it waits for, or a part of it that was there before. */
export function Interruptions({ progress }: { progress: Progress | null }) {
  const say = useSay();
  if (progress === null) return null;
  const { waiting, startedOver, kept } = progress;
  if (waiting !== null) return <Waiting waiting={waiting} />;
  if (startedOver) {
    return (
      <Notice tone="warning" title={say('running.started-over.title')}>
        <p>{say('running.started-over.text')}</p>
      </Notice>
    );
  }
  return kept > 0 ? <p className="running-kept">{say('running.kept', { kept: formatSize(kept) })}</p> : null;
}

function Waiting({ waiting }: { waiting: NonNullable<Progress['waiting']> }) {
  const say = useSay();
  const seconds = useSecondsUntil(waiting.until);
  return (
    <Notice tone="warning" title={say('running.waiting.title', { reason: say(`error.${waiting.reason}.title`) })}>
      <p>
        {say('running.waiting.text', {
          seconds,
          long: seconds > 90 ? formatRemaining(seconds) : null,
          attempt: waiting.attempt,
        })}
      </p>
    </Notice>
  );
}

function useSecondsUntil(until: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  return Math.max(0, Math.ceil((until - now) / 1000));
}
