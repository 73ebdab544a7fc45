import { formatMoment } from '../../shared/format/dates';
import { formatElapsed } from '../../shared/format/duration';
import { ageWords } from '../../shared/report/age-words';
import type { DrillReport } from '../base/client';
import { Data } from '../base/controls/Data';
import { Fact, Facts } from '../base/controls/Facts';
import { Section } from '../base/controls/Section';
import { useSay } from '../base/speech';

const PHASES = ['connect', 'transfer', 'authenticate', 'prove', 'place'] as const;

/**
 * The two figures that an emergency plan asks for: how old the state would be, and how long it takes to have it back.
 */
export function Recovery({ report }: { report: DrillReport }) {
  const say = useSay();
  const { recoveryPoint: point, took } = report;
  return (
    <Section title={say('report.heading.times')}>
      <dl className="figures">
        <div>
          <dt>{say('report.recovery.point')}</dt>
          <dd>{point === null ? say('app.drill.unknown') : ageWords(say, point)}</dd>
          <dd className="figure-more">
            {point === null ? (
              say('report.recovery.point-unknown')
            ) : (
              <Data title={point.at}>{formatMoment(point.at)}</Data>
            )}
          </dd>
        </div>
        <div>
          <dt>{say('report.recovery.time')}</dt>
          <dd>
            <Data>{formatElapsed(report.recoveryMilliseconds)}</Data>
          </dd>
          <dd className="figure-more">
            {say(report.outcome.verdict === 'failed' ? 'app.drill.until-it-failed' : 'app.drill.on-this-machine')}
          </dd>
        </div>
      </dl>
      <Facts>
        {PHASES.map((phase) => {
          const time = took[phase];
          return time === undefined ? null : (
            <Fact key={phase} name={say(`report.phase.${phase}`)}>
              <Data>{formatElapsed(time)}</Data>
            </Fact>
          );
        })}
      </Facts>
    </Section>
  );
}
