import { Data } from '../base/controls/Data';
import { useSay } from '../base/speech';
import { ChosenFile } from '../files/ChosenFile';
import { isFromServer, type Plan } from '../jobs/plan';
import { ChosenArchive } from '../prepare/ChosenArchive';

/** What a job is about, in one line. */
export function Subject({ plan }: { plan: Plan }) {
  return isFromServer(plan) ? <ChosenArchive archive={plan.archive} /> : <ChosenFile file={plan.file} />;
}

/** Where in the app a job belongs: to its site, or to the files of this machine. */
export function Place({ plan }: { plan: Plan }) {
  const say = useSay();
  return isFromServer(plan) ? <Data>{plan.server.siteName}</Data> : <>{say('app.open.title')}</>;
}
