import { once } from 'node:events';
import { join } from 'node:path';
import electron, { app, type BrowserWindow, nativeTheme, powerMonitor, session } from 'electron';
import { Records } from '../core/custody/records';
import { Leftovers } from '../core/leftovers/store';
import { userName } from '../core/user-name';
import { speaker } from '../shared/messages/catalogue';
import { Authorities } from './authorities';
import { appCalls } from './calls/app';
import { cardCalls } from './calls/cards';
import { ceremonyCalls } from './calls/ceremony';
import { drillCalls } from './calls/drill';
import { fileCalls } from './calls/files';
import { jobCalls } from './calls/jobs';
import { notingUses } from './calls/key-uses';
import { keyCalls } from './calls/keys';
import { leftoverCalls } from './calls/leftovers';
import { lookCalls } from './calls/look';
import { practiceCalls } from './calls/practice';
import { privacyCalls } from './calls/privacy';
import { recoveryCalls } from './calls/recovery';
import { registerCalls } from './calls/register';
import { restoreCalls } from './calls/restore';
import { scanCalls } from './calls/scan';
import { serverCalls } from './calls/servers';
import { vaultCalls } from './calls/vault';
import { Camera } from './camera';
import { HeldCards } from './cards';
import { Ceremonies } from './ceremonies';
import { Clearings } from './clearings';
import { Dialogs } from './dialogs';
import { DrillHistory } from './drill-history';
import { askEngine, runInEngine } from './engine-host';
import type { HandedFile } from './handed-file';
import { answerCalls, answerDrops, notify } from './ipc';
import { withJobLog } from './job-log';
import { KeyUses } from './key-uses';
import { Keys } from './keys';
import { systemKeystore } from './keystore';
import { guardLeaving } from './leave-guard';
import { chooseLocale } from './locale';
import { locker } from './locking';
import { openLook } from './look-host';
import { withLookLog } from './look-log';
import { LookRooms } from './look-rooms';
import { endLooksWithPage, lookSigns } from './look-signs';
import { Looks } from './looks';
import { type ElectronClipboard, markedClipboard } from './marked-clipboard';
import { setMenu } from './menu';
import { blockRequests } from './network';
import { OpenedFiles } from './opened-files';
import { denyPermissions } from './permissions';
import { type Practice, startPracticeServer } from './practice-host';
import { PresentJob } from './present-job';
import { PrintedPages } from './printed-pages';
import { serveBundle } from './protocol';
import { Recoveries } from './recoveries';
import { restoreSigns } from './restore-signs';
import { Restores } from './restores';
import { SecretClipboard } from './secret-clipboard';
import { HeldSecrets } from './secrets';
import { Servers } from './servers';
import { openSettings } from './settings-file';
import { Surveys } from './surveys';
import { Tokens } from './tokens';
import { VaultRoom } from './vault';
import { coverWithPage, lockWhenAway } from './vault-locks';
import { openWindow } from './window';

/** Long enough that no one who sits before the window can meet it. */
const DESTINATION_LIFETIME_MS = 24 * 60 * 60 * 1000;

/** A few kilobytes are looked at, also on a slow share; nothing else is waited for. */
const INSPECT_MS = 30_000;

/** Builds the house when the app is ready: first what guards the window, then the window. */
export async function start(handed: HandedFile): Promise<void> {
  const development = !app.isPackaged && app.commandLine.hasSwitch('devtools');
  const locale = chooseLocale();
  const say = speaker(locale);

  const camera = new Camera();
  denyPermissions(session.defaultSession, camera);
  blockRequests(session.defaultSession, development);
  const printedPages = new PrintedPages();
  serveBundle(session.defaultSession, join(import.meta.dirname, '../renderer'), printedPages);

  const { settings, setAside } = openSettings();
  nativeTheme.themeSource = settings.current.appearance;
  const keystore = await systemKeystore();
  const authorities = new Authorities();
  const servers = new Servers(settings, keystore, authorities);
  const surveys = new Surveys(servers);
  const keys = new Keys();

  const window: BrowserWindow = openWindow(settings, say('main.title'), development);
  const practice = app.commandLine.hasSwitch('no-practice') ? Promise.resolve(null) : practiceSites(servers, window);
  const dialogs = new Dialogs(window, say);
  const history = new DrillHistory(app.getPath('userData'));
  const records = new Records(app.getPath('userData'), { version: app.getVersion(), who: userName });
  const { logbook } = records;
  const vaultRoom = new VaultRoom({
    folder: app.getPath('userData'),
    keystore,
    logbook,
    changed: () => notify(window, 'vault.changed', {}),
  });
  const uses = new KeyUses(vaultRoom);
  const present = new PresentJob(uses.listening(restoreSigns(window)));
  const restores = new Restores(withJobLog(runInEngine, logbook, userName), present.listener, (job, report) =>
    history.add(job, report),
  );
  const leftovers = new Leftovers(app.getPath('userData'));
  void leftovers.sweep([app.getPath('temp')]);
  powerMonitor.on('resume', () => restores.wake());
  const files = new OpenedFiles((path) => askEngine({ kind: 'inspect', path }, INSPECT_MS));
  const secrets = new HeldSecrets();
  const cards = new HeldCards();
  const recoveries = new Recoveries(records);
  const ceremonies = new Ceremonies(vaultRoom, records, say);
  const destinations = new Tokens<string>(DESTINATION_LIFETIME_MS);
  const rooms = new LookRooms(app.getPath('temp'), join(app.getPath('userData'), 'looks.json'));
  void rooms.sweep();
  const looks = new Looks(withLookLog(openLook, logbook, userName), rooms, lookSigns(window));
  endLooksWithPage(window, looks);
  camera.closeWithPage(window);
  coverWithPage(window, recoveries, cards);
  guardLeaving(window, { restores, looks, ceremonies, recoveries }, dialogs);
  const clipboard = new SecretClipboard(markedClipboard(electron as ElectronClipboard, process.platform));
  const clearings = new Clearings();
  const reload = () => {
    if (!window.isDestroyed()) window.webContents.reload();
  };
  const lock = locker({
    reload,
    vaultRoom,
    keys,
    secrets,
    cards,
    ceremonies,
    recoveries,
    looks,
    clipboard,
    present,
    clearings,
    settings,
  });
  lockWhenAway(lock, { window, vaultRoom, ceremonies, recoveries, looks, clipboard, clearings, settings });
  setMenu(say, development, () => void lock('person'));

  const starts = {
    ...restoreCalls(servers, surveys, keys, secrets, restores, dialogs, settings, destinations),
    ...fileCalls(files, handed, secrets, keys, restores, dialogs, settings, destinations),
    ...drillCalls({ servers, surveys, files, secrets, keys, restores, history, printedPages, say, dialogs, settings }),
  };

  answerCalls(
    {
      ...appCalls(settings, keystore, locale, clipboard),
      ...serverCalls(servers, surveys, authorities, dialogs),
      ...practiceCalls(practice, keys),
      ...keyCalls(keys, dialogs),
      ...starts,
      ...notingUses(starts, uses, servers, files),
      ...jobCalls(present),
      ...leftoverCalls(leftovers, servers, surveys, destinations),
      ...vaultCalls({ vaultRoom, lock, uses, clipboard, servers, surveys, files, keys, secrets, dialogs, settings }),
      ...cardCalls(cards, dialogs),
      ...scanCalls(camera),
      ...recoveryCalls({ recoveries, cards, vaultRoom, keys, secrets, servers, clipboard, dialogs, settings }),
      ...privacyCalls(recoveries, clearings),
      ...ceremonyCalls({ ceremonies, cards, printedPages, dialogs, say }),
      ...registerCalls({ records, vaultRoom, cards, printedPages, dialogs, settings, say }),
      ...lookCalls({ looks, files, secrets, keys, restores, dialogs, settings }),
    },
    window,
  );
  answerDrops((path) => files.open(path), window);
  handed.listen(() => notify(window, 'file.waiting', {}));
  if (setAside !== null) window.once('show', () => void dialogs.tellSettingsSetAside(setAside));
}

/**
 * Starts the practice server and lists its first site; null where it did not come up. It begins when the window is
 * there, which nobody is to wait for because of it: the first start makes all its archives.
 */
async function practiceSites(servers: Servers, window: BrowserWindow): Promise<Practice | null> {
  try {
    await once(window, 'show');
    const practice = await startPracticeServer();
    const entries = practice.sites.slice(0, 1).map((site, index) => ({
      id: `practice-${index + 1}`,
      siteName: site.name,
      server: { url: practice.url, allowHttp: false, authorities: [] },
      apiKey: site.apiKey,
    }));
    servers.setPractice(entries);
    notify(window, 'servers.changed', {});
    return practice;
  } catch {
    return null;
  }
}
