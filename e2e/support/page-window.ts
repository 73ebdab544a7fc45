import { join } from 'node:path';
import type { Page } from '@playwright/test';
import type { LaunchedApp } from './launch';

/** A page that was opened from a file in a window of Chromium's own, with no preload and no network. */
export interface PageWindow {
  readonly page: Page;
  /** Every address that the page asked for, the file's own first. */
  readonly requests: () => Promise<string[]>;
  /** Where what it saves is put, by its name. */
  readonly saved: (name: string) => string;
}

/** The partition is not the app's own: neither its protocol nor its rules for requests reach there. */
const PARTITION = 'page-from-a-file';

/** Opens `path` as a browser would, on a machine that is offline. What it saves goes to `folder`. */
export async function openFromFile({ app }: LaunchedApp, path: string, folder: string): Promise<PageWindow> {
  const opened = app.waitForEvent('window');
  await app.evaluate(
    async ({ BrowserWindow, session }, { path, folder, partition }) => {
      const own = session.fromPartition(partition);
      own.enableNetworkEmulation({ offline: true });
      const requests: string[] = [];
      own.webRequest.onBeforeRequest((details, answer) => {
        requests.push(details.url);
        answer({});
      });
      own.on('will-download', (_event, item) => item.setSavePath(`${folder}/${item.getFilename()}`));
      (globalThis as { pageRequests?: string[] }).pageRequests = requests;
      const window = new BrowserWindow({
        width: 1200,
        height: 1000,
        webPreferences: { session: own, sandbox: true, contextIsolation: true },
      });
      // The app refuses its windows to go anywhere, even to reload; a browser does not.
      for (const event of ['will-navigate', 'will-frame-navigate'] as const)
        window.webContents.removeAllListeners(event);
      await window.loadFile(path);
    },
    { path, folder, partition: PARTITION },
  );
  const page = await opened;
  await page.waitForLoadState('load');
  return {
    page,
    requests: () => app.evaluate(() => (globalThis as { pageRequests?: string[] }).pageRequests ?? []),
    saved: (name) => join(folder, name),
  };
}
