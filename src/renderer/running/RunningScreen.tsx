import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import { Label, ProgressBar } from 'react-aria-components';
import { formatRemaining } from '../../shared/format/duration';
import { formatRate } from '../../shared/format/rate';
import { formatSize } from '../../shared/format/size';
import { useSay } from '../app/speech';
import type { Progress } from '../client';
import { Action } from '../controls/Action';
import { Confirm } from '../controls/Confirm';
import { Data } from '../controls/Data';
import { Screen } from '../controls/Screen';
import { ChosenArchive } from '../prepare/ChosenArchive';
import type { Plan } from '../prepare/plan';
import { useJobs } from './job-store';
import { Phases } from './Phases';
import { percentOf } from './percent';
import './running.css';

/** A restore under way: where it is, how fast, how long still; it can be held and stopped. */
export function RunningScreen({ plan, progress }: { plan: Plan; progress: Progress | null }) {
  const say = useSay();
  const cancelling = useJobs((jobs) => jobs.cancelling);
  const cancel = useJobs((jobs) => jobs.cancel);
  const setPaused = useJobs((jobs) => jobs.setPaused);
  const [asked, setAsked] = useState(false);
  const paused = progress?.paused ?? false;
  const percent = percentOf(progress?.fraction ?? 0);

  return (
    <Screen
      reading
      place={<Data>{plan.server.siteName}</Data>}
      title={say(paused ? 'app.running.title-paused' : 'app.running.title')}
      windowTitle={say('app.window', { place: say('app.running.window', { percent }) })}
      lead={<ChosenArchive archive={plan.archive} />}
      status={<p>{say('app.running.elsewhere')}</p>}
      actions={
        <>
          <Action onPress={() => setAsked(true)} busy={cancelling}>
            {say(cancelling ? 'app.running.cancelling' : 'app.running.cancel')}
          </Action>
          <Action icon={paused ? Play : Pause} disabled={cancelling} onPress={() => void setPaused(!paused)}>
            {say(paused ? 'app.running.resume' : 'app.running.pause')}
          </Action>
        </>
      }
    >
      <ProgressBar className="progress" value={percent} valueLabel={say('app.running.percent', { percent })}>
        <div className="progress-words">
          <Label>{say('app.running.progress')}</Label>
          <span className="progress-percent">
            <Data>{percent} %</Data>
          </span>
        </div>
        <Track percent={percent} paused={paused} />
      </ProgressBar>
      <Measures progress={progress} />
      <div className="running-below">
        <Phases phase={progress?.phase ?? 'connect'} paused={paused} />
        <section className="meanwhile" aria-labelledby="meanwhile-title">
          <h2 id="meanwhile-title" className="section-title">
            {say('app.running.safe.title')}
          </h2>
          <ul className="plain-list">
            <li>{say('app.running.safe.name', { name: plan.destination.name })}</li>
            {plan.overwrite && <li>{say('app.running.safe.former')}</li>}
            <li>{say('app.running.safe.server')}</li>
            {plan.key !== null && <li>{say('app.running.safe.key')}</li>}
          </ul>
        </section>
      </div>
      <Confirm
        open={asked && !cancelling}
        title={say('app.running.cancel-title')}
        doIt={say('app.running.cancel-do')}
        leaveIt={say('app.running.cancel-leave')}
        onDo={() => {
          setAsked(false);
          void cancel();
        }}
        onLeave={() => setAsked(false)}
      >
        <p>{say('app.running.cancel-text', { name: plan.destination.name })}</p>
      </Confirm>
    </Screen>
  );
}

/** The bar itself, as a drawing: a moving bar is cheapest when it is only scaled. */
function Track({ percent, paused }: { percent: number; paused: boolean }) {
  return (
    <svg className={paused ? 'track track-paused' : 'track'} viewBox="0 0 100 1" preserveAspectRatio="none" aria-hidden>
      <rect className="track-whole" width="100" height="1" />
      <rect className="track-done" width={percent} height="1" />
    </svg>
  );
}

/** Bytes of the present phase, speed and time left. */
function Measures({ progress }: { progress: Progress | null }) {
  const say = useSay();
  const { done = 0, total = null, bytesPerSecond = null, secondsLeft = null, paused = false } = progress ?? {};
  return (
    <dl className="measures">
      <div>
        <dt>{say('app.running.bytes')}</dt>
        <dd>
          {total === null
            ? say('app.running.bytes-done', { done: formatSize(done) })
            : say('app.running.bytes-of', { done: formatSize(done), total: formatSize(total) })}
        </dd>
      </div>
      <div>
        <dt>{say('app.running.speed')}</dt>
        <dd>
          {paused
            ? say('app.running.paused')
            : bytesPerSecond === null
              ? say('app.running.estimating')
              : say('app.running.rate', { rate: formatRate(bytesPerSecond) })}
        </dd>
      </div>
      <div>
        <dt>{say('app.running.left')}</dt>
        <dd>
          {paused
            ? say('app.running.paused')
            : secondsLeft === null
              ? say('app.running.estimating')
              : say('app.running.remaining', { time: formatRemaining(secondsLeft) })}
        </dd>
      </div>
    </dl>
  );
}
