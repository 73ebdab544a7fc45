import type { Routes } from '../base/navigation';
import { useSay } from '../base/speech';
import type { BroughtBack } from '../escrow/recovery-store';
import { useDrills } from '../jobs/drill-store';
import type { Kept } from '../jobs/plan';
import { ArchivePreparation } from '../prepare/ArchivePreparation';
import { OperatorStep } from '../prepare/OperatorStep';
import { Step } from '../prepare/Step';
import { useChosenArchive } from '../prepare/use-chosen-archive';

declare module '../base/navigation' {
  interface Routes {
    'prepare-drill': { server: string; archive: string; kept: Kept; brought?: BroughtBack };
  }
}

/** With which key, and who runs it: all that a drill of an archive on a server takes. */
export function PrepareDrillScreen(route: Routes['prepare-drill']) {
  const say = useSay();
  const { operator, setOperator } = useDrills();
  const chosen = useChosenArchive(route);
  if (chosen === null) return null;
  return (
    <ArchivePreparation
      {...chosen}
      route={{ ...route, at: 'prepare-drill' }}
      words={{ title: 'app.drill.title', window: 'app.drill.window', start: 'app.drill.start' }}
      lacks={(secret) => (operator.trim() === '' ? [...secret, 'operator'] : secret)}
      plan={(secrets) => ({ kind: 'server-drill', ...chosen, ...secrets, operator: operator.trim() })}
      renderAfter={(_secrets, lacks) => (
        <>
          <OperatorStep number={2} value={operator} onChange={setOperator} />
          <Step number={3} title={say('app.review.title')} done={lacks.length === 0}>
            <ul className="plain-list">
              <li>{say('app.drill.review.as-restore')}</li>
              <li>{say('app.drill.review.nothing-kept')}</li>
              <li>{say('app.drill.review.report')}</li>
            </ul>
          </Step>
        </>
      )}
    />
  );
}
