import { useSay } from '../base/speech';
import { useJobRunning } from '../jobs/job-store';
import type { Lack } from '../jobs/missing';

/**
 * What keeps a person from the start: another job, something missing, or nothing.
 *
 * @param besides whether it can be done while another job runs
 */
export function Readiness({ lacks, besides = false }: { lacks: readonly Lack[]; besides?: boolean }) {
  const say = useSay();
  const running = useJobRunning();
  const [first, second] = lacks;
  return (
    <output>
      {running && !besides
        ? say('app.prepare.one-at-a-time')
        : first === undefined
          ? say('app.prepare.ready')
          : say('app.prepare.missing', { first, count: lacks.length, second: second ?? '' })}
    </output>
  );
}
