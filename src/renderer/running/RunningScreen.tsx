import type { Say } from '../../shared/messages/catalogue';
import type { Progress } from '../base/client';
import { Screen } from '../base/controls/Screen';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';
import { isDrill, isFromServer, type Plan } from '../jobs/plan';
import { Interruptions } from './Interruptions';
import { JobActions } from './JobActions';
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

/** A job under way: where it is, how fast, and how long it still takes. */
export function RunningScreen({ plan, progress }: { plan: Plan; progress: Progress | null }) {
  const say = useSay();
  const paused = progress?.paused ?? false;
  const percent = percentOf(progress?.fraction ?? 0);
  const words = WORDS[isDrill(plan) ? 'drill' : plan.kind];

  return (
    <Screen
      reading
      place={<Place plan={plan} />}
      title={say(paused ? words.paused : words.running)}
      windowTitle={say('app.window', { place: say('app.running.window', { percent }) })}
      lead={<Subject plan={plan} />}
      status={<p>{say('app.running.elsewhere')}</p>}
      actions={<JobActions paused={paused} {...cancelWords(say, plan)} />}
    >
      <WholeProgress label={say(words.whole)} percent={percent} paused={paused} />
      <Measures progress={progress} />
      <Interruptions progress={progress} />
      <div className="running-below">
        <Phases plan={plan} phase={progress?.phase ?? null} paused={paused} />
        <Section title={say('app.running.safe.title')} className="meanwhile">
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
        </Section>
      </div>
    </Screen>
  );
}

/** What is asked before a job is cancelled. What comes from a server takes long, so it can be kept. */
function cancelWords(say: Say, plan: Plan) {
  if (isDrill(plan))
    return {
      question: {
        title: say('app.running.cancel-drill-title'),
        text: say('app.running.cancel-drill-text'),
        doIt: say('app.running.cancel-drill-do'),
        leaveIt: say('app.running.cancel-drill-leave'),
      },
    };
  const { name } = plan.destination;
  const keepable = plan.kind === 'restore';
  return {
    question: {
      title: say('app.running.cancel-title'),
      text: say(keepable ? 'running.stop.text' : 'app.running.cancel-open-text', { name }),
      doIt: say(keepable ? 'running.stop.discard' : 'app.running.cancel-do'),
      leaveIt: say('app.running.cancel-leave'),
    },
    keep: keepable ? say('running.stop.keep') : undefined,
  };
}
