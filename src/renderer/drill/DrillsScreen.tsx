import { ChevronRight, CircleCheck, Clock, ShieldCheck } from 'lucide-react';
import { useEffect, useId, useState } from 'react';
import { Button } from 'react-aria-components';
import { formatAge } from '../../shared/format/age';
import { formatMoment, formatShortDay } from '../../shared/format/dates';
import { formatElapsed } from '../../shared/format/duration';
import { explain } from '../../shared/messages/catalogue';
import { verdictWords } from '../../shared/report/verdict-words';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { EmptyState } from '../base/controls/EmptyState';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { type PastDrill, useDrills } from '../jobs/drill-store';
import { VERDICT_ICONS, VERDICT_TONES } from '../jobs/verdict';
import { useServers } from '../servers/server-store';
import { type DrillGroup, groupDrills, isDue } from './history';
import './drill.css';

declare module '../base/navigation' {
  interface Routes {
    drills: object;
  }
}

/** Every drill of this installation, by what was proven, with how long ago that was. */
export function DrillsScreen() {
  const say = useSay();
  const { go } = useNavigation();
  const { drills, failure, load } = useDrills();
  const server = useServers(({ servers }) => servers?.find(({ practice }) => !practice) ?? servers?.[0]);
  const [now] = useState(() => Date.now());

  useEffect(() => {
    void load();
  }, [load]);

  const none = drills !== null && drills.length === 0;
  return (
    <Screen
      title={say('app.drills.title')}
      windowTitle={say('app.window', { place: say('app.drills.title') })}
      lead={<p>{say('app.drills.lead')}</p>}
      reading={!none && drills !== null}
      status={<p>{say('app.drills.how')}</p>}
      actions={
        <>
          <Action onPress={() => go({ at: 'open', failure: null })}>{say('app.drills.from-file')}</Action>
          {server !== undefined && (
            <>
              <Action onPress={() => go({ at: 'server', server: server.id })}>{say('app.drills.from-server')}</Action>
              <Action kind="primary" onPress={() => go({ at: 'batch' })}>
                {say('batch.every-site')}
              </Action>
            </>
          )}
        </>
      }
    >
      {failure !== null && (
        <FailureNotice
          failure={failure}
          actions={<Action onPress={() => void load()}>{say('app.action.try-again')}</Action>}
        />
      )}
      {drills === null
        ? failure === null && (
            <output className="asking">
              <span className="spinner" />
              <span>{say('app.drills.asking')}</span>
            </output>
          )
        : groupDrills(drills).map((group) => <Group key={group.key} group={group} now={now} />)}
      {none && (
        <EmptyState
          icon={ShieldCheck}
          title={say('app.drills.none.title')}
          text={say('app.drills.none.text')}
          points={[say('app.drills.none.monthly'), say('app.drills.none.nothing-kept'), say('app.drills.none.report')]}
        />
      )}
    </Screen>
  );
}

function Group({ group, now }: { group: DrillGroup; now: number }) {
  const say = useSay();
  const id = useId();
  const { lastGood } = group;
  const due = isDue(lastGood, now);
  const Icon = due ? Clock : CircleCheck;
  return (
    <section aria-labelledby={id}>
      <h2 id={id} className="section-title drills-name">
        <Data>{group.name}</Data>
      </h2>
      <p className="drills-where">
        <Data title={group.where}>{group.where}</Data>
      </p>
      <p className={due ? 'drills-last drills-due' : 'drills-last'}>
        <Icon size={16} />
        {lastGood === null ? (
          <span>{say('app.drills.never')}</span>
        ) : (
          <>
            <span>{say(due ? 'app.drills.last-due' : 'app.drills.last')}</span>
            <Data title={formatMoment(lastGood)}>
              {formatShortDay(lastGood)}, {formatAge(lastGood, now)}
            </Data>
          </>
        )}
      </p>
      <ul className="drills">
        {group.drills.map((drill) => (
          <li key={drill.job}>
            <DrillRow drill={drill} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function DrillRow({ drill: { job, record } }: { drill: PastDrill }) {
  const say = useSay();
  const { go } = useNavigation();
  const { report } = record;
  const { outcome } = report;
  const Icon = VERDICT_ICONS[outcome.verdict];
  return (
    <Button className="drill-row" onPress={() => go({ at: 'drill', job })}>
      <span className={`verdict-sign tone-${VERDICT_TONES[outcome.verdict]}`}>
        <Icon size={16} />
      </span>
      <span className="drill-when">
        <Data>{formatMoment(report.begun)}</Data>
      </span>
      <span className="drill-what">
        <span>{outcome.verdict === 'failed' ? explain(say, outcome.error).title : verdictWords(say, report)}</span>
        {report.archive !== null && (
          <span className="drill-archive">
            <Data title={report.archive.name}>{report.archive.name}</Data>
          </span>
        )}
      </span>
      <span className="drill-time">
        <Data>{formatElapsed(report.recoveryMilliseconds)}</Data>
      </span>
      <ChevronRight size={16} className="drill-more" />
    </Button>
  );
}
