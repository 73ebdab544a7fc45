import { useSay } from '../app/speech';
import { Data } from '../controls/Data';
import { ChosenFile } from '../files/ChosenFile';
import { ChosenArchive } from '../prepare/ChosenArchive';
import { isFromServer, type Plan } from '../prepare/plan';

/** What a job is about, in one line. */
export function Subject({ plan }: { plan: Plan }) {
  return isFromServer(plan) ? <ChosenArchive archive={plan.archive} /> : <ChosenFile file={plan.file} />;
}

/** Where in the app a job belongs: to its site, or to the files of this machine. */
export function Place({ plan }: { plan: Plan }) {
  const say = useSay();
  return isFromServer(plan) ? <Data>{plan.server.siteName}</Data> : <>{say('app.open.title')}</>;
}
