import { Pause, Play } from 'lucide-react';
import { useState } from 'react';
import type { Progress } from '../base/client';
import { Action } from '../base/controls/Action';
import { Confirm } from '../base/controls/Confirm';
import { Screen } from '../base/controls/Screen';
import { useSay } from '../base/speech';
import { useJobs } from '../jobs/job-store';
import { isDrill, isFromServer, type Plan } from '../jobs/plan';
import { Interruptions } from './Interruptions';
import { Measures } from './Measures';
import { Phases } from './Phases';
import { percentOf } from './percent';
import { Place, Subject } from './Subject';
import { WholeProgress } from './WholeProgress';
import './running.css';

const WORDS = {
  restore: { running: 'app.running.title', paused: 'app.running.title-paused', whole: 'app.running.progress' },
  open: {
    running: 'app.running.title-open',
    paused: 'app.running.title-open-paused',
    whole: 'app.running.progress-open',
  },
  drill: {
    running: 'app.running.title-drill',
    paused: 'app.running.title-drill-paused',
    whole: 'app.running.progress-drill',
  },
} as const;

/** A job under way: where it is, how fast, how long still; it can be held and stopped. */
export function RunningScreen({ plan, progress }: { plan: Plan; progress: Progress | null }) {
  const say = useSay();
  const cancelling = useJobs((jobs) => jobs.cancelling);
  const cancel = useJobs((jobs) => jobs.cancel);
  const setPaused = useJobs((jobs) => jobs.setPaused);
  const [asked, setAsked] = useState(false);
  const paused = progress?.paused ?? false;
  const percent = percentOf(progress?.fraction ?? 0);
  // What comes from a server takes long; what comes from a file is made anew in no time.
  const keepable = plan.kind === 'restore';
  const stop = (keep: boolean) => {
    setAsked(false);
    void cancel(keep);
  };
  const words = WORDS[isDrill(plan) ? 'drill' : plan.kind];

  return (
    <Screen
      reading
      place={<Place plan={plan} />}
      title={say(paused ? words.paused : words.running)}
      windowTitle={say('app.window', { place: say('app.running.window', { percent }) })}
      lead={<Subject plan={plan} />}
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
      <WholeProgress label={say(words.whole)} percent={percent} paused={paused} />
      <Measures progress={progress} />
      <Interruptions progress={progress} />
      <div className="running-below">
        <Phases plan={plan} phase={progress?.phase ?? null} paused={paused} />
        <section className="meanwhile" aria-labelledby="meanwhile-title">
          <h2 id="meanwhile-title" className="section-title">
            {say('app.running.safe.title')}
          </h2>
          <ul className="plain-list">
            {isDrill(plan) ? (
              <li>{say('app.running.safe.drill')}</li>
            ) : (
              <>
                <li>{say('app.running.safe.name', { name: plan.destination.name })}</li>
                {plan.overwrite && <li>{say('app.running.safe.former')}</li>}
              </>
            )}
            <li>{say(isFromServer(plan) ? 'app.running.safe.server' : 'app.running.safe.file')}</li>
            {isFromServer(plan) && plan.key !== null && <li>{say('app.running.safe.key')}</li>}
            {!isFromServer(plan) && plan.file.needs !== 'nothing' && <li>{say('app.running.safe.secrets')}</li>}
          </ul>
        </section>
      </div>
      <Confirm
        open={asked && !cancelling}
        title={say(isDrill(plan) ? 'app.running.cancel-drill-title' : 'app.running.cancel-title')}
        doIt={say(
          isDrill(plan) ? 'app.running.cancel-drill-do' : keepable ? 'running.stop.discard' : 'app.running.cancel-do',
        )}
        milder={keepable ? { words: say('running.stop.keep'), onDo: () => stop(true) } : undefined}
        leaveIt={say(isDrill(plan) ? 'app.running.cancel-drill-leave' : 'app.running.cancel-leave')}
        onDo={() => stop(false)}
        onLeave={() => setAsked(false)}
      >
        <p>
          {isDrill(plan)
            ? say('app.running.cancel-drill-text')
            : say(plan.kind === 'open' ? 'app.running.cancel-open-text' : 'running.stop.text', {
                name: plan.destination.name,
              })}
        </p>
      </Confirm>
    </Screen>
  );
}
