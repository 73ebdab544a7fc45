import { basename, dirname } from 'node:path';
import { app } from 'electron';
import { writeWhole } from '../../../core/disk/whole-file';
import type { CheckedReport } from '../../../core/drill/signature';
import { failed, toFailure } from '../../../core/errors';
import { scopeOf } from '../../../core/restore/fetch';
import { userName } from '../../../core/user-name';
import type { JobRequest } from '../../../engine/job-messages';
import type { CallInput } from '../../../shared/ipc/contract';
import type { Say } from '../../../shared/messages/catalogue';
import { reportFileName } from '../../../shared/report/file-name';
import { reportPage } from '../../../shared/report/page';
import { pageFoot } from '../../../shared/report/page-foot';
import type { KeyUses } from '../../custody/key-uses';
import type { Keys } from '../../custody/keys';
import type { HeldSecrets } from '../../custody/secrets';
import type { Dialogs } from '../../electron/dialogs';
import type { Printed, PrintedPages } from '../../electron/printed-pages';
import { printPage } from '../../electron/report-printer';
import type { OpenedFiles } from '../../files/opened-files';
import type { DrillHistory } from '../../jobs/drill-history';
import type { JobRunner } from '../../jobs/job-runner';
import type { SettingsStore } from '../../settings/settings';
import type { Servers } from '../../sources/servers';
import type { Surveys } from '../../sources/surveys';
import type { HandlersOf } from '../ipc';

/** Reports are made to be passed on; this user's umask decides who may read them. */
const REPORT_MODE = 0o666;

type Target = Parameters<HandlersOf<'drill'>['drill.start']>[0]['target'];
type BatchTarget = CallInput<'drill.startBatch'>['targets'][number];
type EngineTarget = Extract<JobRequest, { kind: 'drill' }>['target'];

interface Parts {
  servers: Servers;
  surveys: Surveys;
  files: OpenedFiles;
  secrets: HeldSecrets;
  keys: Keys;
  uses: KeyUses;
  jobRunner: JobRunner;
  history: DrillHistory;
  printedPages: PrintedPages;
  say: Say;
  dialogs: Dialogs;
  settings: SettingsStore;
}

/** Drills, and the reports that they leave. */
export function drillCalls(parts: Parts): HandlersOf<'drill'> {
  const { servers, files, uses, jobRunner, history, printedPages, say, dialogs, settings } = parts;

  return {
    'drill.start': async ({ target, operator }) => {
      const job = jobRunner.drill({ kind: 'drill', target: await engineTarget(target, parts), maker: maker(operator) });
      if (target.kind === 'file') uses.begun(job, basename(files.find(target.file).path), target.secrets);
      else uses.begun(job, servers.site(target.server).siteName, { passphrase: target.passphrase });
      return { job };
    },

    'drill.startBatch': async ({ targets, operator }) => {
      const requests = await Promise.all(
        targets.map(
          async (target) =>
            ({ kind: 'drill', target: await batchTarget(target, parts), maker: maker(operator) }) as const,
        ),
      );
      return { job: jobRunner.drillBatch(requests) };
    },

    'drill.save': async ({ job, as }) => {
      const checked = await history.find(job);
      const path = await dialogs.report(settings.current.lastFolder, `${reportFileName(checked.report)}.${as}`, as);
      if (path === null) return null;
      settings.change({ lastFolder: dirname(path) });
      const content = as === 'json' ? checked.text : await printedPages.during(printedReport(say, checked), printPage);
      await writeWhole(path, content, REPORT_MODE);
      return { path };
    },

    'drill.history': () => history.list(),
  };
}

/** One of a batch. What is wrong with a site is the outcome of that drill alone; a key can be given again at once. */
async function batchTarget({ server, archive, key }: BatchTarget, parts: Parts): Promise<EngineTarget> {
  try {
    return await serverTarget(server, archive, { key, passphrase: null }, parts);
  } catch (error) {
    const failure = toFailure(error);
    if (failure.code === 'key-needed') throw error;
    const { siteName, pinned } = parts.servers.site(server);
    return {
      kind: 'unready',
      origin: { kind: 'server', url: parts.servers.address(server).url, site: siteName, fingerprint: pinned },
      error: failure,
    };
  }
}

function printedReport(say: Say, { report, signer }: CheckedReport): Printed {
  return {
    html: (nonce) => reportPage(say, report, signer, nonce),
    foot: pageFoot(say, say('report.title'), report.begun),
  };
}

async function engineTarget(target: Target, parts: Parts): Promise<EngineTarget> {
  if (target.kind === 'server') return serverTarget(target.server, target.archive, target, parts);
  const { files, secrets, keys } = parts;
  return {
    kind: 'file',
    source: files.find(target.file).path,
    ...secrets.texts(target.secrets, keys),
    scope: target.scope,
  };
}

/** @param archive its id; null for the newest of the whole site, whatever it will be when the site is asked */
async function serverTarget(
  server: string,
  archive: string | null,
  { key, passphrase }: { readonly key: string | null; readonly passphrase: string | null },
  { servers, surveys, keys, secrets }: Parts,
): Promise<EngineTarget> {
  const { pinned, siteName } = servers.site(server);
  // A site without a keypair has nothing to compare; every other must have been compared by a person.
  if (pinned === null && (await surveys.latest(server)).fingerprint !== null)
    throw failed('fingerprint-unconfirmed', { site: siteName });
  const scope = archive === null ? 'full' : scopeOf(await surveys.archive(server, archive), null);
  return {
    kind: 'server',
    ...(await servers.access(server)),
    archive: archive ?? 'latest',
    scope,
    key: key === null ? null : keys.text(key),
    ...(passphrase === null ? {} : { passphrase: secrets.text(passphrase, 'passphrase') }),
    expectedFingerprint: pinned,
  };
}

const maker = (operator: string) => ({
  operator: operator.trim() === '' ? userName() : operator.trim(),
  version: app.getVersion(),
});
