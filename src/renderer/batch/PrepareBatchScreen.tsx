import { useEffect, useState } from 'react';
import { Checkbox } from 'react-aria-components';
import { Action } from '../base/controls/Action';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { TickMark } from '../base/controls/TickMark';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import type { BroughtBack } from '../escrow/recovery-store';
import { useDrills } from '../jobs/drill-store';
import { useKeys } from '../jobs/key-store';
import type { Lack } from '../jobs/missing';
import { useStart } from '../jobs/use-start';
import { OperatorStep } from '../prepare/OperatorStep';
import { Readiness } from '../prepare/Readiness';
import { Step } from '../prepare/Step';
import { useSurveys } from '../servers/survey-store';
import { KeysStep } from './KeysStep';
import { SitesToProve } from './SitesToProve';
import { canRun, keysNeeded, planFor } from './sites';
import { askAgain, useSites } from './use-sites';
import '../prepare/prepare.css';
import './batch.css';

declare module '../base/navigation' {
  interface Routes {
    /** A key that was brought back from cards is among those that are held. */
    batch: { brought?: BroughtBack };
  }
}

/** The newest archive of every connected site: what each needs, and whether it is there, before all are proven. */
export function PrepareBatchScreen() {
  const say = useSay();
  const { go } = useNavigation();
  const { held, forget } = useKeys();
  const { operator, setOperator } = useDrills();
  const survey = useSurveys((surveys) => surveys.ask);
  const sites = useSites();
  const [consent, setConsent] = useState('');
  const { failure, starting, running, begin } = useStart({
    isHere: (route) => route.at === 'batch',
    // The refusal does not name the key that was not used for too long, so all are given again.
    onRefusal: ({ code }) => {
      if (code === 'key-needed') for (const key of held) void forget(key);
    },
  });

  useEffect(() => {
    void askAgain(survey);
  }, [survey]);

  const asking = sites.some(({ state }) => state === 'asking');
  const leftOut = sites.filter((site) => site.state !== 'asking' && !canRun(site));
  // Consent is given to these sites, and not to others that turn out to lack something later.
  const theseSites = leftOut.map(({ server }) => server.id).join(' ');
  const agreed = leftOut.length === 0 || consent === theseSites;
  const keys = keysNeeded(sites);

  const lacks: Lack[] = [];
  if (asking) lacks.push('answers');
  else if (!sites.some(canRun)) lacks.push('sites');
  else if (!agreed) lacks.push('consent');
  if (operator.trim() === '') lacks.push('operator');

  return (
    <Screen
      place={say('app.drills.title')}
      title={say('batch.title')}
      windowTitle={say('app.window', { place: say('batch.title') })}
      lead={<p>{say('batch.lead')}</p>}
      status={<Readiness lacks={lacks} />}
      actions={
        <>
          <Action disabled={starting} onPress={() => go({ at: 'drills' })}>
            {say('app.drill.all')}
          </Action>
          <Action
            kind="primary"
            busy={starting}
            disabled={running || lacks.length > 0}
            onPress={() => begin(planFor(sites, operator))}
          >
            {say('batch.start', { count: sites.filter(canRun).length })}
          </Action>
        </>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      <ol className="sections">
        <Step
          number={1}
          title={say('batch.sites')}
          done={!asking && sites.some(canRun) && agreed}
          tool={
            <Action kind="quiet" disabled={asking} onPress={() => void askAgain(survey)}>
              {say('batch.ask-again')}
            </Action>
          }
        >
          <SitesToProve sites={sites} />
          {leftOut.length > 0 && !asking && (
            <Checkbox className="tick" isSelected={agreed} onChange={(agrees) => setConsent(agrees ? theseSites : '')}>
              <TickMark />
              <span>{say('batch.leave-out', { count: leftOut.length })}</span>
            </Checkbox>
          )}
        </Step>
        <KeysStep number={2} keys={keys} asking={asking} />
        <OperatorStep number={3} value={operator} onChange={setOperator} />
      </ol>
    </Screen>
  );
}
