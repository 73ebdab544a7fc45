import { FolderOpen, PackageSearch } from 'lucide-react';
import { useState } from 'react';
import { formatMoment } from '../../shared/format/dates';
import { formatElapsed } from '../../shared/format/duration';
import { formatSize } from '../../shared/format/size';
import { ask, type Failure, type RestoreResult } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code, Data } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { Section } from '../base/controls/Section';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { FormatsWithin } from '../files/FormatWords';
import { HeaderFacts } from '../files/HeaderFacts';
import { NOTHING_GIVEN } from '../jobs/given';
import { useJobs } from '../jobs/job-store';
import type { WritingPlan } from '../jobs/plan';
import { isProof, VERDICT_ICONS, VERDICT_TONES } from '../jobs/verdict';
import { Place } from '../running/Subject';
import { KeepSecret } from '../vault/KeepSecret';
import { Checks } from './Checks';
import { ImportEffects } from './ImportEffects';
import { Inside } from './Inside';
import { NextSteps } from './NextSteps';
import { OpenedBy } from './OpenedBy';
import { Warnings } from './Warnings';
import './result.css';

interface ResultProps {
  job: string;
  plan: WritingPlan;
  result: RestoreResult;
}

/** What was written: where it is, what was checked, what is inside, what an import does, and what to do now. */
export function ResultScreen({ job, plan, result }: ResultProps) {
  const say = useSay();
  const { go } = useNavigation();
  const putAway = useJobs((jobs) => jobs.putAway);
  const { proof } = result;
  const Icon = VERDICT_ICONS[result.verdict];
  const title = say(`app.result.title.${result.verdict}`, { warnings: proof.warnings.length });
  const took = Object.values(result.took).reduce((sum, phase) => sum + phase, 0);
  const name = plan.destination.name;
  const opening = useTask();
  const [refusal, setRefusal] = useState<Failure | null>(null);
  const browse = () =>
    void opening.start(
      () => ask('browse.fileOfResult', { job }),
      (answer) => {
        if (answer.ok) go({ at: 'browse', file: answer.value, given: NOTHING_GIVEN, from: 'job' });
        else setRefusal(answer.error);
      },
    );

  return (
    <Screen
      reading
      place={<Place plan={plan} />}
      title={
        <span className={`verdict-title tone-${VERDICT_TONES[result.verdict]}`}>
          <Icon size={28} /> {title}
        </span>
      }
      windowTitle={say('app.window', { place: title })}
      lead={
        <>
          <p className="result-path">
            <Code breaks>{result.path}</Code>
          </p>
          <p>
            {say(isProof(result.verdict) ? 'app.result.lead' : 'app.result.lead-authentic-only', {
              size: formatSize(result.bytes),
              time: formatElapsed(took),
            })}
          </p>
        </>
      }
      status={<p>{say('app.result.status')}</p>}
      actions={
        <>
          <Action
            onPress={() => {
              go(plan.kind === 'restore' ? { at: 'server', server: plan.server.id } : { at: 'open', failure: null });
              putAway();
            }}
          >
            {say(plan.kind === 'restore' ? 'app.result.another' : 'app.file.open-another')}
          </Action>
          <Action icon={PackageSearch} busy={opening.busy} onPress={browse}>
            {say('browse.title')}
          </Action>
          <Action kind="primary" icon={FolderOpen} onPress={() => void ask('restore.showInFolder', { job })}>
            {say('app.result.show')}
          </Action>
        </>
      }
    >
      {refusal !== null && <FailureNotice failure={refusal} />}
      <Warnings warnings={proof.warnings} />
      <NextSteps result={result} name={name} />
      <KeepSecret plan={plan} fingerprint={result.keyFingerprint} />
      <ImportEffects result={result} />
      <Inside proof={proof} />
      <Checks checks={proof.checks} />
      <Origin result={result} />
      <HeaderFacts said={result.said} />
    </Screen>
  );
}

/** What identifies the archive that this came from, for a logbook or to compare. */
function Origin({ result: { archive, layers, payload, keyFingerprint, derivation } }: { result: RestoreResult }) {
  const say = useSay();
  return (
    <Section title={say('app.result.origin')}>
      <Facts>
        <Fact name={say('app.result.origin-archive')}>
          <Code breaks>{archive.name}</Code>
        </Fact>
        {archive.createdAt !== null && (
          <Fact name={say('app.result.origin-made')}>
            <Data title={archive.createdAt}>{formatMoment(archive.createdAt)}</Data>
          </Fact>
        )}
        <Fact name={say('app.result.origin-format')}>
          <FormatsWithin formats={[...layers, payload]} />
        </Fact>
        <OpenedBy keyFingerprint={keyFingerprint} derivation={derivation} />
        {archive.sha256 !== null && (
          <Fact name={say('app.result.origin-sum')}>
            <Code breaks>{archive.sha256}</Code>
          </Fact>
        )}
      </Facts>
    </Section>
  );
}
