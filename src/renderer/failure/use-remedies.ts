import type { Failure } from '../base/client';
import { useNavigation } from '../base/navigation';
import type { KeptForFile } from '../files/FileScreen';
import { NOTHING_GIVEN, needOf } from '../jobs/given';
import { useJobs } from '../jobs/job-store';
import { isFromServer, type Kept, type Plan } from '../jobs/plan';
import type { Remedy } from './remedy';

/** What each remedy does for a job that failed: it leads to where it can be tried, with all that still counts. */
export function useRemedies(plan: Plan, failure: Failure): Record<Remedy, () => void> {
  const { go } = useNavigation();
  const putAway = useJobs((jobs) => jobs.putAway);
  const leaving = (way: () => void) => () => {
    way();
    putAway();
  };

  if (isFromServer(plan)) {
    const { server, archive, key } = plan;
    const destination = plan.kind === 'restore' ? { destination: plan.destination } : {};
    const prepare = (kept: Kept) =>
      leaving(() =>
        go({
          at: plan.kind === 'restore' ? 'prepare' : 'prepare-drill',
          server: server.id,
          archive: archive.id,
          kept: { archive, ...kept },
        }),
      );
    const toServer = leaving(() => go({ at: 'server', server: server.id }));
    const fromTheKeyOn = prepare({ ...destination, key: null });
    return {
      again: prepare({ ...destination, key }),
      key: fromTheKeyOn,
      passphrase: fromTheKeyOn,
      password: fromTheKeyOn,
      place: prepare({ key }),
      server: toServer,
      archives: toServer,
    };
  }

  const { file, given, scope } = plan;
  const place = plan.kind === 'open' ? { destination: plan.destination } : {};
  const need = needOf(failure);
  const prepare = (kept: KeptForFile) =>
    leaving(() =>
      go({
        at: 'file',
        file,
        kept: { purpose: plan.kind === 'open' ? 'open' : 'drill', scope, within: need === null ? [] : [need], ...kept },
      }),
    );
  const toFiles = leaving(() => go({ at: 'open', failure: null }));
  return {
    again: prepare({ ...place, given }),
    key: prepare({ ...place, given: { ...given, key: null } }),
    passphrase: prepare({ ...place, given: { ...given, passphrase: null } }),
    password: prepare({ ...place, given: { ...given, databasePasswords: NOTHING_GIVEN.databasePasswords } }),
    place: prepare({ given }),
    server: toFiles,
    archives: toFiles,
  };
}
