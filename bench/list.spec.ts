import { expect, type Page, test } from '@playwright/test';
import { setStage } from '../e2e/walk/stage';
import { confirmFingerprint, connect } from '../e2e/walk/steps';
import { electronRuntime } from '../scripts/electron-runtime.mjs';
import { isList, isOneBackup } from '../test-support/faults';
import type { WholeBackup } from '../test-support/listing';
import { most, tell } from './figures';

const COUNT = 10_000;
const TARGET = most(50);
/** Typed one by one and taken back again: thirty keystrokes; the first change the list most. */
const WORDS = 'export-9 export';
/** How long nothing may change before a keystroke counts as shown. */
const QUIET_MS = 120;

/**
 * Notes of each keystroke when it came, and when the frame after the last change in the page that followed it was
 * there.
 */
async function watchKeys(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen = { pressed: 0, changed: 0, painted: 0 };
    Object.assign(window, { keys: seen });
    addEventListener(
      'keydown',
      ({ timeStamp }) => {
        seen.pressed = timeStamp;
        seen.changed = 0;
        seen.painted = 0;
      },
      { capture: true },
    );
    new MutationObserver(() => {
      seen.changed = performance.now();
      const { port1, port2 } = new MessageChannel();
      // The first task after a frame's callbacks: by then it has been drawn.
      port1.addEventListener('message', () => (seen.painted = performance.now()));
      port1.start();
      requestAnimationFrame(() => port2.postMessage(null));
    }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
  });
}

async function keystroke(page: Page, key: string): Promise<number> {
  await page.keyboard.press(key);
  const shown = () =>
    page.evaluate((quiet) => {
      const { pressed, changed, painted } = (
        window as unknown as { keys: { pressed: number; changed: number; painted: number } }
      ).keys;
      return changed > 0 && painted > changed && performance.now() - painted > quiet ? painted - pressed : null;
    }, QUIET_MS);
  let took: number | null = null;
  await expect.poll(async () => (took = await shown()), { intervals: [QUIET_MS, 30] }).not.toBeNull();
  return took ?? Number.NaN;
}

test('a list of 10,000 archives follows what is typed', async () => {
  test.setTimeout(300_000);
  const stage = await setStage();
  try {
    const { backend, person } = stage;
    const began = Date.parse(backend.newest.created_at);
    const made = Array.from({ length: COUNT }, (_, back): WholeBackup => {
      const createdAt = new Date(began - back * 43_200_000).toISOString();
      return {
        ...backend.newest,
        id: String(1_000_000 + back),
        name: `tsp-export-${back}.zip.enc`,
        size: 1_000_000 + back,
        created_at: createdAt,
      };
    });
    backend.proxy.setFault({
      kind: 'rewrite',
      on: (request) => isList(request) && !isOneBackup(request),
      rewrite: (list: object) => ({ ...list, count: COUNT, backups: made }),
    });
    await connect(person, backend.connection);
    await confirmFingerprint(person, backend.fingerprint);
    await expect(person.words('app.archives.count', { count: COUNT })).toBeVisible();

    const { page } = person;
    await page.getByRole('searchbox').click();
    await watchKeys(page);
    const typed: number[] = [];
    for (const key of WORDS) typed.push(await keystroke(page, key === ' ' ? 'Space' : key));
    expect(await page.getByRole('searchbox').inputValue()).toBe(WORDS);
    for (let key = 0; key < WORDS.length; key += 1) typed.push(await keystroke(page, 'Backspace'));
    const { version } = await electronRuntime({ quiet: true });
    tell(
      {
        part: 'list',
        what: `keystroke to paint among ${COUNT.toLocaleString('en')} archives`,
        where: `Electron ${version}`,
        unit: 'ms',
        target: TARGET,
      },
      typed,
    );
  } finally {
    await stage.close();
  }
});
