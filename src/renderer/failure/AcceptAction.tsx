import { useSay } from '../app/speech';
import type { Failure } from '../client';
import { Action } from '../controls/Action';
import { isDrill, type Plan } from '../prepare/plan';
import { useJobs } from '../running/job-store';

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
