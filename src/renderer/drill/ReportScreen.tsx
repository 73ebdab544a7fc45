import { type ReactNode, useState } from 'react';
import { formatMoment } from '../../shared/format/dates';
import type { DrillRecord } from '../../shared/ipc/drill-calls';
import { verdictWords } from '../../shared/report/verdict-words';
import { ask, type Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { Code, Data } from '../base/controls/Data';
import { FailureFacts, FailureNotice } from '../base/controls/FailureNotice';
import { Screen } from '../base/controls/Screen';
import { Section } from '../base/controls/Section';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useTask } from '../base/use-task';
import { VERDICT_ICONS, VERDICT_TONES } from '../jobs/verdict';
import { Checks } from '../result/Checks';
import { Inside } from '../result/Inside';
import { Warnings } from '../result/Warnings';
import { ProvenArchive } from './ProvenArchive';
import { Recovery } from './Recovery';
import './drill.css';
import '../failure/failure.css';
import '../result/result.css';

interface ReportProps {
  job: string;
  record: DrillRecord;
  /** Shown below what went wrong, where something can be done about it here. */
  remedy?: ReactNode;
  /** Called once the report is left for the list of all drills. */
  onLeave?: () => void;
}

/** What a drill found, as evidence: the verdict first, then the evidence for it. */
export function ReportScreen({ job, record: { report, signer }, remedy, onLeave }: ReportProps) {
  const say = useSay();
  const { go } = useNavigation();
  const [saved, setSaved] = useState<{ as: 'json' | 'pdf'; path: string } | null>(null);
  const [failure, setFailure] = useState<Failure | null>(null);
  const saving = useTask();
  const { outcome } = report;
  const verdict = verdictWords(say, report);
  const Icon = VERDICT_ICONS[outcome.verdict];

  const save = (as: 'json' | 'pdf') =>
    void saving.start(
      () => ask('drill.save', { job, as }),
      (answer) => {
        setFailure(answer.ok ? null : answer.error);
        if (answer.ok && answer.value !== null) setSaved({ as, path: answer.value.path });
      },
    );

  return (
    <Screen
      reading
      place={say('report.title')}
      title={
        <span className={`verdict-title tone-${VERDICT_TONES[outcome.verdict]}`}>
          <Icon size={28} /> {verdict}
        </span>
      }
      windowTitle={say('app.window', { place: verdict })}
      lead={
        <p className="choice">
          {report.origin.kind === 'server' ? (
            <Data>{report.origin.site}</Data>
          ) : (
            <Code breaks>{report.origin.path}</Code>
          )}
          <Data>{formatMoment(report.begun)}</Data>
          <Data>{report.operator}</Data>
        </p>
      }
      status={
        <output>
          {saved === null ? (
            say('app.drill.signed')
          ) : (
            <>
              {say(saved.as === 'json' ? 'app.drill.saved-report' : 'app.drill.saved-page')}{' '}
              <Code breaks>{saved.path}</Code>
            </>
          )}
        </output>
      }
      actions={
        <>
          <Action disabled={saving.busy} onPress={() => save('pdf')}>
            {say('app.drill.save-pdf')}
          </Action>
          <Action kind="primary" busy={saving.busy} onPress={() => save('json')}>
            {say('app.drill.save-report')}
          </Action>
        </>
      }
      tools={
        <Action
          kind="quiet"
          onPress={() => {
            go({ at: 'drills' });
            onLeave?.();
          }}
        >
          {say('app.drill.all')}
        </Action>
      }
    >
      {failure !== null && <FailureNotice failure={failure} />}
      {outcome.verdict === 'failed' && (
        <section className="failure-whole" aria-label={say('report.heading.failure')}>
          <FailureFacts failure={outcome.error} />
          {remedy !== undefined && <div className="report-remedy">{remedy}</div>}
        </section>
      )}
      <Recovery report={report} />
      {outcome.verdict !== 'failed' && <Warnings warnings={outcome.proof.warnings} />}
      <ProvenArchive report={report} />
      {outcome.verdict !== 'failed' && (
        <>
          <Checks checks={outcome.proof.checks} />
          <Inside proof={outcome.proof} />
        </>
      )}
      <Section title={say('app.drill.signer')}>
        <p>
          <Code>{signer}</Code>
        </p>
        <p className="said-remark">{say('app.drill.signer-text')}</p>
      </Section>
    </Screen>
  );
}
