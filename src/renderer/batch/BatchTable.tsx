import { CircleDot, CircleSlash, Clock, OctagonX, TriangleAlert } from 'lucide-react';
import { formatMoment, formatShortDay, formatTime } from '../../shared/format/dates';
import { formatElapsed } from '../../shared/format/duration';
import { explain, explainWarning } from '../../shared/messages/catalogue';
import { ageWords } from '../../shared/report/age-words';
import type { DrillReport } from '../base/client';
import { Action } from '../base/controls/Action';
import { Data } from '../base/controls/Data';
import { useNavigation } from '../base/navigation';
import { useSay } from '../base/speech';
import { useDrills } from '../jobs/drill-store';
import { isProof, VERDICT_ICONS, VERDICT_TONES } from '../jobs/verdict';
import type { Row, RowState } from './rows';
import { SiteName } from './SiteName';

/**
 * Every site of a batch: what was proven, how old the state is, how long a restore would take, and the report of it.
 */
export function BatchTable({ rows, caption }: { rows: readonly Row[]; caption: string }) {
  const say = useSay();
  return (
    <table className="batch">
      <caption className="unseen">{caption}</caption>
      <thead>
        <tr>
          <th scope="col">{say('batch.site')}</th>
          <th scope="col">{say('batch.archive')}</th>
          <th scope="col">{say('batch.verdict')}</th>
          <th scope="col">{say('batch.age')}</th>
          <th scope="col">{say('batch.time')}</th>
          <th scope="col">
            <span className="unseen">{say('batch.report')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.server.id} aria-current={row.state.at === 'present' ? 'step' : undefined}>
            <th scope="row">
              <SiteName server={row.server} />
            </th>
            <td className="batch-archive">
              <ArchiveCell row={row} />
            </td>
            <td>
              <Verdict state={row.state} />
            </td>
            <Figures state={row.state} />
            <td>{row.state.at === 'reported' && <ReportLink drill={row.state.drill} site={row.server.siteName} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The archive that was proven, or else the one that was meant. */
function ArchiveCell({ row: { archive, state } }: { row: Row }) {
  const say = useSay();
  const proven = state.at === 'reported' ? state.report.archive : null;
  const name = proven?.name ?? archive?.name ?? null;
  const createdAt = proven?.createdAt ?? archive?.createdAt ?? null;
  if (name === null) return <>{say('batch.unknown')}</>;
  return (
    <>
      {createdAt !== null && (
        <Data title={formatMoment(createdAt)}>
          {formatShortDay(createdAt)}, {formatTime(createdAt)}
        </Data>
      )}
      <span className="batch-more batch-name">
        <Data title={name}>{name}</Data>
      </span>
    </>
  );
}

function Verdict({ state }: { state: RowState }) {
  const say = useSay();
  switch (state.at) {
    case 'reported':
      return <ReportVerdict outcome={state.report.outcome} />;
    case 'broken':
      return (
        <VerdictLine
          tone="stop"
          icon={OctagonX}
          words={say('batch.not-proven')}
          more={explain(say, state.failure).title}
        />
      );
    case 'left-out':
      return (
        <VerdictLine
          tone="warning"
          icon={TriangleAlert}
          words={say('batch.not-proven')}
          more={say(`batch.left-out.${state.lack}`)}
        />
      );
    case 'given-up':
      return (
        <VerdictLine tone="warning" icon={CircleSlash} words={say('batch.not-proven')} more={say('batch.given-up')} />
      );
    case 'present':
      return <VerdictLine tone="present" icon={CircleDot} words={say('batch.present')} />;
    case 'waiting':
      return <VerdictLine tone="quiet" icon={Clock} words={say('batch.waiting')} />;
  }
}

function ReportVerdict({ outcome }: { outcome: DrillReport['outcome'] }) {
  const say = useSay();
  const { verdict } = outcome;
  const tone = VERDICT_TONES[verdict];
  const icon = VERDICT_ICONS[verdict];
  if (verdict === 'failed')
    return (
      <VerdictLine tone={tone} icon={icon} words={say('batch.not-proven')} more={explain(say, outcome.error).title} />
    );
  const { warnings } = outcome.proof;
  return (
    <VerdictLine
      tone={tone}
      icon={icon}
      words={say(isProof(verdict) ? 'app.drills.proven' : 'batch.not-proven')}
      {...(warnings.length === 0
        ? {}
        : { more: warnings.map((warning) => explainWarning(say, warning).title).join(' · ') })}
    />
  );
}

interface VerdictLineProps {
  tone: 'good' | 'caution' | 'stop' | 'warning' | 'present' | 'quiet';
  icon: typeof Clock;
  words: string;
  more?: string;
}

function VerdictLine({ tone, icon: Icon, words, more }: VerdictLineProps) {
  return (
    <div className={`batch-verdict batch-${tone}`}>
      <Icon size={16} />
      <div>
        <span>{words}</span>
        {more !== undefined && <span className="batch-more">{more}</span>}
      </div>
    </div>
  );
}

/** Age and time belong to what was proven; a failed drill has none that could be planned with. */
function Figures({ state }: { state: RowState }) {
  const say = useSay();
  const report = state.at === 'reported' && isProof(state.report.outcome.verdict) ? state.report : null;
  const point = report?.recoveryPoint ?? null;
  return (
    <>
      <td className="batch-figure">
        {point === null ? '' : <Data title={formatMoment(point.at)}>{ageWords(say, point)}</Data>}
      </td>
      <td className="batch-figure">
        {report === null ? '' : <Data>{formatElapsed(report.recoveryMilliseconds)}</Data>}
      </td>
    </>
  );
}

/** Leads to the report once the history knows it. */
function ReportLink({ drill, site }: { drill: string; site: string }) {
  const say = useSay();
  const { go } = useNavigation();
  const known = useDrills(({ drills }) => drills?.some(({ job }) => job === drill) ?? false);
  return (
    <Action kind="quiet" disabled={!known} onPress={() => go({ at: 'drill', job: drill })}>
      {say('batch.report')}
      <span className="unseen">{say('batch.report-of', { site })}</span>
    </Action>
  );
}
