import { userInfo } from 'node:os';
import { dirname } from 'node:path';
import { app } from 'electron';
import { failed } from '../../core/errors';
import type { JobRequest } from '../../engine/messages';
import type { CallInput } from '../../shared/ipc/contract';
import { reportFileName } from '../../shared/report/file-name';
import type { Dialogs } from '../dialogs';
import type { DrillHistory } from '../drill-history';
import type { Handlers } from '../ipc';
import type { Keys } from '../keys';
import type { OpenedFiles } from '../opened-files';
import type { ReportPages } from '../report-pages';
import { printPage } from '../report-printer';
import type { Restores } from '../restores';
import type { HeldSecrets } from '../secrets';
import type { Servers } from '../servers';
import type { SettingsStore } from '../settings';
import type { Surveys } from '../surveys';
import { writeWhole } from '../../core/whole-file';

/** Reports are made to be passed on; this user's umask decides who may read them. */
const REPORT_MODE = 0o666;

type DrillCalls = Pick<Handlers, 'drill.start' | 'drill.save' | 'drill.history'>;
type Target = CallInput<'drill.start'>['target'];
type EngineTarget = Extract<JobRequest, { kind: 'drill' }>['target'];

interface Rooms {
  servers: Servers;
  surveys: Surveys;
  files: OpenedFiles;
  secrets: HeldSecrets;
  keys: Keys;
  restores: Restores;
  history: DrillHistory;
  reportPages: ReportPages;
  dialogs: Dialogs;
  settings: SettingsStore;
}

/** Drills, and the reports that they leave. */
export function drillCalls(rooms: Rooms): DrillCalls {
  const { restores, history, reportPages, dialogs, settings } = rooms;

  return {
    'drill.start': async ({ target, operator }) => {
      const maker = { operator: operator.trim() === '' ? userName() : operator.trim(), version: app.getVersion() };
      return { job: restores.drill({ kind: 'drill', target: await engineTarget(target, rooms), maker }) };
    },

    'drill.save': async ({ job, as }) => {
      const checked = await history.find(job);
      const path = await dialogs.report(settings.current.lastFolder, `${reportFileName(checked.report)}.${as}`, as);
      if (path === null) return null;
      settings.change({ lastFolder: dirname(path) });
      const content = as === 'json' ? checked.text : await reportPages.during(checked, printPage);
      await writeWhole(path, content, REPORT_MODE);
      return { path };
    },

    'drill.history': () => history.list(),
  };
}

async function engineTarget(target: Target, { servers, surveys, files, secrets, keys }: Rooms): Promise<EngineTarget> {
  if (target.kind === 'file') {
    return { kind: 'file', source: files.find(target.file).path, ...secrets.texts(target.secrets, keys), scope: target.scope };
  }
  const { server, archive, key } = target;
  const { pinned, siteName } = servers.site(server);
  const { fingerprint } = await surveys.latest(server);
  const { scope } = await surveys.backup(server, archive);
  // A site without a keypair has nothing to compare; every other must have been compared by a person.
  if (pinned === null && fingerprint !== null) throw failed('fingerprint-unconfirmed', { site: siteName });
  return {
    kind: 'server',
    ...(await servers.access(server)),
    archive,
    scope,
    key: key === null ? null : keys.text(key),
    expectedFingerprint: pinned,
  };
}

/** The name of whoever is signed in to this machine; a system that does not know its users has none to tell. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
