import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { expect, test } from '@playwright/test';
import { formatSize } from '../src/shared/format/size';
import { launchApp } from './support/launch';
import { answerSaveDialog, lastDialog } from './walk/dialogs';
import { testFolder } from './walk/folder';
import { readImportZip } from './walk/import-zip';
import { Person } from './walk/person';
import { beginPractice, confirmByPracticeConsole, restoreToTheEnd } from './walk/steps';

/**
 * What a newcomer does within the first minute: the practice server, from its fingerprint to a proven import zip. It is
 * also what `npm start` does by itself where there is no display; it then names the folder, and shows what is in it.
 */
const shown = process.env['SALVOR_GUIDED_FOLDER'];

test('a newcomer restores the newest practice archive', async () => {
  const own = await testFolder();
  const folder = shown ?? own.path;
  const zip = join(folder, 'import.zip');
  const salvor = await launchApp();
  const person = new Person(salvor);
  const { page, say } = person;
  try {
    await test.step('looks at what Salvor does', async () => {
      await person.arrivesAt('app.welcome.title');
      await beginPractice(person);
    });

    await test.step('compares the fingerprint with the console', async () => {
      await expect(person.primary).toBeDisabled();
      await confirmByPracticeConsole(person);
    });

    await test.step('chooses the newest archive of the whole site', async () => {
      await page
        .getByRole('row')
        .filter({ hasText: say('app.scope.full') })
        .first()
        .click();
      await person.press('app.archives.restore');
      await person.arrivesAt('app.prepare.title');
    });

    await test.step('says where the file goes', async () => {
      await answerSaveDialog(person.app, zip);
      await person.press('app.place.choose');
      await expect(page.getByText(zip, { exact: true })).toBeVisible();
      const proposed = basename((await lastDialog(person.app))?.defaultPath ?? '');
      expect(proposed).toMatch(/^tsp-export-\d{8}-\d{6}\.zip$/);
      await expect(person.primary).toBeDisabled();
    });

    await test.step('gives the private key', async () => {
      await person.press('app.practice.use-key');
      await expect(person.status).toHaveText(say('app.prepare.ready'));
    });

    await test.step('gets a proven file', async () => {
      await restoreToTheEnd(person);
      const main = page.getByRole('main');
      const found = await readImportZip(zip);
      await expect(main.locator('.result-path')).toHaveText(zip);
      await expect(main.locator('.screen-lead')).toContainText(formatSize(found.bytes));
      const uploads = found.names.filter((name) => name.startsWith('uploads/')).length;
      for (const fact of [
        say('proof.value.files', { count: found.names.length, size: formatSize(found.unpacked) }),
        String(found.manifest['source_host']),
        String(found.manifest['app']),
      ]) {
        await expect(main.getByText(fact, { exact: true })).toBeVisible();
      }
      expect(found.names).toEqual(expect.arrayContaining(['tsp.db', 'manifest.json', 'zoom.key']));
      await expect(main.locator('dd').filter({ hasText: new RegExp(`^${uploads} files, `) })).toBeVisible();
      expect(await readdir(folder)).toEqual(['import.zip']);
      if (shown !== undefined) await page.screenshot({ path: join(shown, 'result.png') });
    });
    expect(await salvor.problems()).toEqual([]);
  } finally {
    await salvor.close();
    await own.remove();
  }
});
