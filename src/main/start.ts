import { join } from 'node:path';
import { app, type BrowserWindow, nativeTheme, session } from 'electron';
import { speaker } from '../shared/messages/catalogue';
import { Authorities } from './authorities';
import { appCalls } from './calls/app';
import { keyCalls } from './calls/keys';
import { practiceCalls } from './calls/practice';
import { restoreCalls } from './calls/restore';
import { serverCalls } from './calls/servers';
import { Dialogs } from './dialogs';
import { runInEngine } from './engine-host';
import { answerCalls } from './ipc';
import { Keys } from './keys';
import { systemKeystore } from './keystore';
import { guardLeaving } from './leave-guard';
import { chooseLocale } from './locale';
import { setMenu } from './menu';
import { blockRequests } from './network';
import { denyPermissions } from './permissions';
import { type Practice, startPracticeServer } from './practice-host';
import { serveBundle } from './protocol';
import { Restores } from './restores';
import { restoreSigns } from './restore-signs';
import { Servers } from './servers';
import { openSettings } from './settings-file';
import { Surveys } from './surveys';
import { openWindow } from './window';

/** Builds the house when the app is ready: first what guards the window, then the window. */
export async function start(): Promise<void> {
  const development = !app.isPackaged && app.commandLine.hasSwitch('devtools');
  const locale = chooseLocale();
  const say = speaker(locale);

  denyPermissions(session.defaultSession);
  blockRequests(session.defaultSession, development);
  serveBundle(session.defaultSession, join(import.meta.dirname, '../renderer'));
  setMenu(say, development);

  const { settings, setAside } = openSettings();
  nativeTheme.themeSource = settings.current.appearance;
  const keystore = await systemKeystore();
  const authorities = new Authorities();
  const servers = new Servers(settings, keystore, authorities);
  const surveys = new Surveys(servers);
  const keys = new Keys();
  const practice = app.commandLine.hasSwitch('no-practice') ? Promise.resolve(null) : practiceSites(servers);

  const window: BrowserWindow = openWindow(settings, say('main.title'), development);
  const dialogs = new Dialogs(window, say);
  const restores = new Restores(runInEngine, restoreSigns(window));
  guardLeaving(window, restores, dialogs);

  answerCalls(
    {
      ...appCalls(settings, keystore, locale),
      ...serverCalls(servers, surveys, authorities, dialogs, practice),
      ...practiceCalls(practice, keys),
      ...keyCalls(keys, dialogs),
      ...restoreCalls(servers, surveys, keys, restores, dialogs, settings),
    },
    window,
  );
  if (setAside !== null) window.once('show', () => void dialogs.tellSettingsSetAside(setAside));
}

/** Starts the practice server and lists its first site; null where it did not come up. */
async function practiceSites(servers: Servers): Promise<Practice | null> {
  try {
    const practice = await startPracticeServer();
    const entries = practice.sites.slice(0, 1).map((site, index) => ({
      id: `practice-${index + 1}`,
      siteName: site.name,
      server: { url: practice.url, allowHttp: false, authorities: [] },
      apiKey: site.apiKey,
    }));
    servers.setPractice(entries);
    return practice;
  } catch {
    return null;
  }
}
