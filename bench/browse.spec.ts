import { expect, type Page, test } from '@playwright/test';
import { launchApp } from '../e2e/support/launch';
import { chooseBrowse, chooseFile } from '../e2e/walk/files';
import { testFolder } from '../e2e/walk/folder';
import { Person } from '../e2e/walk/person';
import { giveKey } from '../e2e/walk/steps';
import { electronRuntime } from '../scripts/electron-runtime.mjs';
import { generateKeyPair, parsePublicKey } from '../src/core/formats/site-key';
import { makeArchive } from './archives';
import { most, tell as tellFigure } from './figures';
import { watchFrames } from './watch-frames';

const GIB = 1024 ** 3;
const ENTRIES = 20_000;
const ROUNDS = 3;
/** From the end of the decryption to the list. */
const LONGEST_WAIT_MS = 2_000;
const LONGEST_PAUSE_MS = 100;

/** When the way in was pressed, when the last byte was authenticated, and when the first rows were drawn. */
interface Opening {
  pressed: number;
  authenticated: number;
  listed: number;
}

/** Watches the next opening from within the page, where no message of the test's own comes between. */
async function watchOpening(page: Page): Promise<() => Promise<Opening>> {
  await page.evaluate(() => {
    const seen: Opening = { pressed: 0, authenticated: 0, listed: 0 };
    Object.assign(window, { opening: seen });
    window.addEventListener('click', () => (seen.pressed ||= performance.now()), { capture: true, once: true });
    window.salvor.on('browse.progress', ({ progress }) => {
      if (progress.phase === 'authenticate' || progress.phase === 'prove') seen.authenticated ||= performance.now();
    });
    const next = () => {
      if (document.querySelector('.row-grid-row') === null) requestAnimationFrame(next);
      // The frame after is the first in which they can be seen.
      else requestAnimationFrame(() => (seen.listed = performance.now()));
    };
    requestAnimationFrame(next);
  });
  return async () => {
    await expect
      .poll(() => page.evaluate(() => (window as unknown as { opening: Opening }).opening.listed), { timeout: 120_000 })
      .toBeGreaterThan(0);
    return page.evaluate(() => (window as unknown as { opening: Opening }).opening);
  };
}

test('the contents of 1 GiB with 20,000 files are there soon, and are searched and scrolled without a pause', async () => {
  test.setTimeout(600_000);
  const folder = await testFolder();
  const keys = generateKeyPair();
  const archive = folder.file('many.zip.enc');
  await makeArchive(archive, GIB, parsePublicKey(keys.publicText).raw, Math.ceil(GIB / ENTRIES));
  const salvor = await launchApp({ args: ['--no-practice'] });
  const person = new Person(salvor);
  const { page, say } = person;
  const { version } = await electronRuntime({ quiet: true });
  const named = { part: 'browse', where: `Electron ${version}`, unit: 'ms' } as const;
  const tell = (what: string, { longest }: { longest: number }) =>
    tellFigure(
      {
        ...named,
        what: `${what}: longest pause between frames`,
        target: what === 'idle' ? null : most(LONGEST_PAUSE_MS),
      },
      [longest],
    );
  try {
    const lists: number[] = [];
    const readings: number[] = [];
    for (let round = 0; round < ROUNDS; round += 1) {
      await chooseFile(person, archive, 'many.zip.enc');
      await chooseBrowse(person);
      const held = page
        .getByRole('button')
        .filter({ hasText: say('app.file.use-held') })
        .first();
      if (await held.isVisible()) await held.click();
      else await giveKey(person, keys.privateText);
      const opened = await watchOpening(page);
      await person.press('app.file.start-browse');
      const { pressed, authenticated, listed } = await opened();
      lists.push(listed - authenticated);
      readings.push(authenticated - pressed);
    }
    tellFigure(
      {
        ...named,
        what: `${ENTRIES.toLocaleString('en')} files in 1 GiB: from the last byte authenticated to the list`,
        target: most(LONGEST_WAIT_MS),
      },
      lists,
    );
    tellFigure({ ...named, what: 'before: from the press to the last byte authenticated', target: null }, readings);

    const idle = await watchFrames(page);
    await page.waitForTimeout(3_000);
    tell('idle', await idle());

    await page.getByText(say('browse.files.view.list'), { exact: true }).click();
    const searching = await watchFrames(page);
    const box = page.getByRole('searchbox');
    await box.pressSequentially('uploads 1234', { delay: 80 });
    await expect(page.getByRole('grid')).not.toHaveAttribute('aria-rowcount', String(ENTRIES));
    for (let key = 0; key < 12; key += 1) await box.press('Backspace', { delay: 40 });
    tell('typing a search', await searching());

    const scrolling = await watchFrames(page);
    await page.getByRole('grid').hover();
    for (let turn = 0; turn < 120; turn += 1) await page.mouse.wheel(0, 700);
    tell('scrolling', await scrolling());

    const sorting = await watchFrames(page);
    for (const column of ['browse.column.size', 'browse.column.modified', 'browse.column.name'] as const) {
      await page.getByRole('button', { name: say(column), exact: true }).click();
    }
    tell('sorting', await sorting());

    const choosing = await watchFrames(page);
    await page.getByRole('grid').focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.press('Escape');
    tell('choosing everything', await choosing());
  } finally {
    await salvor.close();
    await folder.remove();
  }
});
