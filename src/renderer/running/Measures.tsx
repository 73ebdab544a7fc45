import { formatRemaining } from '../../shared/format/duration';
import { formatRate } from '../../shared/format/rate';
import { formatSize } from '../../shared/format/size';
import type { Progress } from '../base/client';
import { useSay } from '../base/speech';
import './running.css';

/** Bytes of the present phase, speed and time left. */
export function Measures({ progress }: { progress: Progress | null }) {
  const say = useSay();
  const {
    done = 0,
    total = null,
    bytesPerSecond = null,
    secondsLeft = null,
    paused = false,
    waiting = null,
  } = progress ?? {};
  const held = paused ? say('app.running.paused') : waiting !== null ? say('running.waiting.now') : null;
  return (
    <dl className="measures">
      <div>
        <dt>{say('app.running.bytes')}</dt>
        <dd>
          {total === null
            ? say('app.running.bytes-done', { done: formatSize(done) })
            : say('app.running.bytes-of', { done: formatSize(done), total: formatSize(total) })}
        </dd>
      </div>
      <div>
        <dt>{say('app.running.speed')}</dt>
        <dd>
          {held ??
            (bytesPerSecond === null
              ? say('app.running.estimating')
              : say('app.running.rate', { rate: formatRate(bytesPerSecond) }))}
        </dd>
      </div>
      <div>
        <dt>{say('app.running.left')}</dt>
        <dd>
          {held ??
            (secondsLeft === null
              ? say('app.running.estimating')
              : say('app.running.remaining', { time: formatRemaining(secondsLeft) }))}
        </dd>
      </div>
    </dl>
  );
}
