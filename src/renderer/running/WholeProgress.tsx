import { Label, ProgressBar } from 'react-aria-components';
import { Data } from '../base/controls/Data';
import { useSay } from '../base/speech';
import './running.css';

/** How much of the whole job is done. */
export function WholeProgress({ label, percent, paused }: { label: string; percent: number; paused: boolean }) {
  const say = useSay();
  return (
    <ProgressBar className="progress" value={percent} valueLabel={say('app.running.percent', { percent })}>
      <div className="progress-words">
        <Label>{label}</Label>
        <span className="progress-percent">
          <Data>{percent} %</Data>
        </span>
      </div>
      <Track percent={percent} paused={paused} />
    </ProgressBar>
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
