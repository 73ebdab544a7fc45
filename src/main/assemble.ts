import { once } from 'node:events';
import { join } from 'node:path';
import electron, { app, type BrowserWindow, nativeTheme, powerMonitor } from 'electron';
import { Records } from '../core/custody/register/records';
import { ScratchFolder } from '../core/disk/scratch-folder';
import { Leftovers } from '../core/leftovers/store';
import { userName } from '../core/user-name';
import { loadSpeaker } from '../shared/messages/catalogue';
import type { Locale } from '../shared/messages/languages';
import { HeldCards } from './custody/cards';
import { Ceremonies } from './custody/ceremonies';
import { Clearings } from './custody/clearings';
import { KeyUses } from './custody/key-uses';
import { Keys } from './custody/keys';
import { systemKeystore } from './custody/keystore';
import { locker } from './custody/locking';
import { type ElectronClipboard, markedClipboard } from './custody/marked-clipboard';
import { Recoveries } from './custody/recoveries';
import { SecretClipboard } from './custody/secret-clipboard';
import { HeldSecrets } from './custody/secrets';
import { VaultSession } from './custody/vault-session';
import type { Camera } from './electron/camera';
import { Dialogs } from './electron/dialogs';
import type { HandedFile } from './electron/handed-file';
import { setMenu } from './electron/menu';
import { onPageGone } from './electron/navigation';
import type { PrintedPages } from './electron/printed-pages';
import { rememberBounds } from './electron/window';
import { OpenedFiles } from './files/opened-files';
import { Tokens } from './files/tokens';
import { browseNotifier } from './ipc/browse-notifier';
import { appCalls } from './ipc/calls/app';
import { browseCalls } from './ipc/calls/browse';
import { cardCalls } from './ipc/calls/cards';
import { ceremonyCalls } from './ipc/calls/ceremony';
import { destinationCalls } from './ipc/calls/destinations';
import { drillCalls } from './ipc/calls/drill';
import { fileCalls } from './ipc/calls/files';
import { jobCalls } from './ipc/calls/jobs';
import { keyCalls } from './ipc/calls/keys';
import { leftoverCalls } from './ipc/calls/leftovers';
import { practiceCalls } from './ipc/calls/practice';
import { privacyCalls } from './ipc/calls/privacy';
import { recoveryCalls } from './ipc/calls/recovery';
import { registerCalls } from './ipc/calls/register';
import { restoreCalls } from './ipc/calls/restore';
import { scannerCalls } from './ipc/calls/scanner';
import { serverCalls } from './ipc/calls/servers';
import { vaultCalls } from './ipc/calls/vault';
import { answerCalls, answerDrops, notify } from './ipc/ipc';
import { jobNotifier } from './ipc/job-notifier';
import { coverWithPage, lockWhenAway } from './ipc/vault-locks';
import { openBrowse } from './jobs/browse-host';
import { withBrowseLog } from './jobs/browse-log';
import { BrowseSessions } from './jobs/browse-sessions';
import { DrillHistory } from './jobs/drill-history';
import { askEngine, runInEngine } from './jobs/engine-host';
import { withJobLog } from './jobs/job-log';
import { JobRunner } from './jobs/job-runner';
import { PresentJob } from './jobs/present-job';
import { guardLeaving } from './leave-guard';
import { openSettings } from './settings/settings-file';
import { Authorities } from './sources/authorities';
import { type Practice, startPracticeServer } from './sources/practice-host';
import { Servers } from './sources/servers';
import { Surveys } from './sources/surveys';

/** Longer than any real session. */
const DESTINATION_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A few kilobytes are looked at, also on a slow share; nothing else is waited for. */
const INSPECT_MS = 30_000;

/** What is there before the window is: what guards it, and what it was started with. */
interface Begun {
  readonly window: BrowserWindow;
  readonly development: boolean;
  readonly locale: Locale;
  readonly camera: Camera;
  readonly printedPages: PrintedPages;
  readonly handed: HandedFile;
}

/** Makes everything that answers the window, and wires it. Read while the window's own process starts. */
export async function assemble({ window, development, locale, camera, printedPages, handed }: Begun): Promise<void> {
  const say = await loadSpeaker(locale);
  const { settings, setAside } = openSettings(join(app.getPath('userData'), 'settings.json'), new Date());
  nativeTheme.themeSource = settings.current.appearance;
  const keystore = await systemKeystore();
  const authorities = new Authorities();
  const servers = new Servers(settings, keystore, authorities);
  const surveys = new Surveys(servers);
  const keys = new Keys();

  rememberBounds(window, settings);
  window.setTitle(say('main.title'));
  const practice = app.commandLine.hasSwitch('no-practice') ? Promise.resolve(null) : practiceSites(servers, window);
  const dialogs = new Dialogs(window, say);
  const history = new DrillHistory(app.getPath('userData'));
  const records = new Records(app.getPath('userData'), { version: app.getVersion(), who: userName });
  const { logbook } = records;
  const vaultSession = new VaultSession({
    folder: app.getPath('userData'),
    keystore,
    logbook,
    changed: () => notify(window, 'vault.changed', {}),
  });
  const uses = new KeyUses(vaultSession);
  const present = new PresentJob(uses.listening(jobNotifier(window)));
  const jobRunner = new JobRunner(withJobLog(runInEngine, logbook, userName), present.listener, (job, report) =>
    history.add(job, report),
  );
  const leftovers = new Leftovers(app.getPath('userData'));
  void leftovers.sweep([app.getPath('temp')]);
  powerMonitor.on('resume', () => jobRunner.wake());
  const files = new OpenedFiles((path) => askEngine({ kind: 'inspect', path }, INSPECT_MS));
  const secrets = new HeldSecrets();
  const cards = new HeldCards();
  const recoveries = new Recoveries(records);
  const ceremonies = new Ceremonies(vaultSession, records, say);
  const destinations = new Tokens<string>(DESTINATION_LIFETIME_MS);
  const browseSessions = new BrowseSessions(
    withBrowseLog(openBrowse, logbook, userName),
    () => new ScratchFolder(app.getPath('temp')),
    browseNotifier(window),
  );
  onPageGone(window, () => void browseSessions.endAll());
  onPageGone(window, () => camera.close());
  coverWithPage(window, recoveries, cards);
  guardLeaving(window, { jobRunner, browseSessions, ceremonies, recoveries }, dialogs);
  const clipboard = new SecretClipboard(markedClipboard(electron as ElectronClipboard, process.platform));
  const clearings = new Clearings();
  const reload = () => {
    if (!window.isDestroyed()) window.webContents.reload();
  };
  const lock = locker({
    reload,
    vaultSession,
    keys,
    secrets,
    cards,
    ceremonies,
    recoveries,
    browseSessions,
    clipboard,
    present,
    clearings,
    settings,
  });
  lockWhenAway(lock, { window, vaultSession, ceremonies, recoveries, browseSessions, clipboard, clearings, settings });
  setMenu(say, development, () => void lock('person'));

  const parts = {
    settings,
    keystore,
    locale,
    say,
    clipboard,
    servers,
    surveys,
    authorities,
    practice,
    dialogs,
    files,
    handed,
    destinations,
    keys,
    secrets,
    uses,
    jobRunner,
    present,
    history,
    printedPages,
    leftovers,
    browseSessions,
    vaultSession,
    lock,
    cards,
    camera,
    recoveries,
    clearings,
    ceremonies,
    records,
  };
  answerCalls(
    {
      ...appCalls(parts),
      ...serverCalls(parts),
      ...practiceCalls(parts),
      ...destinationCalls(parts),
      ...keyCalls(parts),
      ...fileCalls(parts),
      ...restoreCalls(parts),
      ...drillCalls(parts),
      ...jobCalls(parts),
      ...leftoverCalls(parts),
      ...vaultCalls(parts),
      ...cardCalls(parts),
      ...scannerCalls(parts),
      ...recoveryCalls(parts),
      ...privacyCalls(parts),
      ...ceremonyCalls(parts),
      ...registerCalls(parts),
      ...browseCalls(parts),
    },
    window,
  );
  answerDrops((path) => files.open(path), window);
  handed.listen(() => notify(window, 'files.waiting', {}));
  if (setAside !== null) window.once('show', () => void dialogs.tellSettingsSetAside(setAside));
}

/**
 * Starts the practice server and lists its first site; null where it did not come up. It begins when the window is
 * there, and never delays it: the first start makes all its archives.
 */
async function practiceSites(servers: Servers, window: BrowserWindow): Promise<Practice | null> {
  try {
    await once(window, 'show');
    const practice = await startPracticeServer();
    const entries = practice.sites.slice(0, 1).map((site, index) => ({
      id: `practice-${index + 1}`,
      siteName: site.name,
      address: { url: practice.url, allowHttp: false, authorities: [] },
      apiKey: site.apiKey,
    }));
    servers.setPractice(entries);
    notify(window, 'servers.changed', {});
    return practice;
  } catch {
    return null;
  }
}
