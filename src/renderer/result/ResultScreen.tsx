import { FolderOpen, ShieldCheck } from 'lucide-react';
import { formatMoment } from '../../shared/format/dates';
import { formatElapsed } from '../../shared/format/duration';
import { formatSize } from '../../shared/format/size';
import { useNavigation } from '../app/route-store';
import { useSay } from '../app/speech';
import type { RestoreResult } from '../client';
import { ask } from '../client';
import { Action } from '../controls/Action';
import { Code, Data } from '../controls/Data';
import { Fact, Facts } from '../controls/Facts';
import { Notice } from '../controls/Notice';
import { Screen } from '../controls/Screen';
import type { Plan } from '../prepare/plan';
import { useJobs } from '../running/job-store';
import { Checks } from './Checks';
import { ImportEffects } from './ImportEffects';
import { Inside } from './Inside';
import { NextSteps } from './NextSteps';
import './result.css';

interface ResultProps {
  job: string;
  plan: Plan;
  result: RestoreResult;
}

/** A proven file: where it is, what was checked, what is inside, what an import does, and what to do now. */
export function ResultScreen({ job, plan, result }: ResultProps) {
  const say = useSay();
  const { go } = useNavigation();
  const putAway = useJobs((jobs) => jobs.putAway);
  const { proof } = result;
  const took = Object.values(result.took).reduce((sum, phase) => sum + phase, 0);
  const name = plan.destination.name;

  return (
    <Screen
      reading
      place={<Data>{plan.server.siteName}</Data>}
      title={
        <span className="proven">
          <ShieldCheck size={28} /> {say('app.result.title')}
        </span>
      }
      windowTitle={say('app.window', { place: say('app.result.title') })}
      lead={
        <>
          <p className="result-path">
            <Code breaks>{result.path}</Code>
          </p>
          <p>{say('app.result.lead', { size: formatSize(result.bytes), time: formatElapsed(took) })}</p>
        </>
      }
      status={<p>{say('app.result.status')}</p>}
      actions={
        <>
          <Action
            onPress={() => {
              go({ at: 'server', server: plan.server.id });
              putAway();
            }}
          >
            {say('app.result.another')}
          </Action>
          <Action kind="primary" icon={FolderOpen} onPress={() => void ask('restore.showInFolder', { job })}>
            {say('app.result.show')}
          </Action>
        </>
      }
    >
      {proof.warnings.length > 0 && (
        <section className="warnings" aria-labelledby="warnings-title">
          <h2 id="warnings-title" className="section-title">
            {say('proof.heading.warnings')}
          </h2>
          {proof.warnings.map((warning) => (
            <Notice key={warning} tone="warning" title={say(`proof.warning.${warning}.title`)}>
              <p>{say(`proof.warning.${warning}.text`)}</p>
            </Notice>
          ))}
        </section>
      )}
      <NextSteps result={result} name={name} />
      <ImportEffects result={result} />
      <Inside result={result} />
      <Checks checks={proof.checks} />
      <Origin result={result} />
    </Screen>
  );
}

/** What identifies the archive that this came from, for a logbook or a second look. */
function Origin({ result: { archive, keyFingerprint } }: { result: RestoreResult }) {
  const say = useSay();
  return (
    <section aria-labelledby="origin-title">
      <h2 id="origin-title" className="section-title">
        {say('app.result.origin')}
      </h2>
      <Facts>
        <Fact name={say('app.result.origin-archive')}>
          <Code breaks>{archive.name}</Code>
        </Fact>
        {archive.createdAt !== null && (
          <Fact name={say('app.result.origin-made')}>
            <Data title={archive.createdAt}>{formatMoment(archive.createdAt)}</Data>
          </Fact>
        )}
        {keyFingerprint !== null && (
          <Fact name={say('app.result.origin-key')}>
            <Code>{keyFingerprint}</Code>
          </Fact>
        )}
        {archive.sha256 !== null && (
          <Fact name={say('app.result.origin-sum')}>
            <Code breaks>{archive.sha256}</Code>
          </Fact>
        )}
      </Facts>
    </section>
  );
}
