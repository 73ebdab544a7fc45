import { useSay } from '../app/speech';
import { useJobRunning } from '../running/job-store';
import type { Lack } from './missing';

/** What still stands between a person and the start: another job, what is lacking, or nothing. */
export function Readiness({ lacks }: { lacks: readonly Lack[] }) {
  const say = useSay();
  const running = useJobRunning();
  const [first, second] = lacks;
  return (
    <output>
      {running
        ? say('app.prepare.one-at-a-time')
        : first === undefined
          ? say('app.prepare.ready')
          : say('app.prepare.missing', { first, count: lacks.length, second: second ?? '' })}
    </output>
  );
}
