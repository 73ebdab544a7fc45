import type { Failure } from '../base/client';
import { Action } from '../base/controls/Action';
import { useSay } from '../base/speech';
import { useJobs } from '../jobs/job-store';
import { isDrill, type Plan } from '../jobs/plan';

/** The same once more, with less than proof: only where a file is written, and only for what this failure named. */
export function AcceptAction({ plan, failure: { code } }: { plan: Plan; failure: Failure }) {
  const say = useSay();
  const start = useJobs((jobs) => jobs.start);
  const starting = useJobs((jobs) => jobs.starting);
  if (isDrill(plan) || (code !== 'authentic-only' && code !== 'not-sealed')) return null;
  const { authenticOnly = false, unsealed = false } = plan.accepts ?? {};
  const accepts = code === 'authentic-only' ? { authenticOnly: true, unsealed } : { authenticOnly, unsealed: true };
  return (
    <Action disabled={starting} onPress={() => void start({ ...plan, accepts })}>
      {say(`app.failure.accept.${code}`)}
    </Action>
  );
}
