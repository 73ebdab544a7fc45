import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import type { MessageKey } from '../../../src/shared/messages/catalogue';
import { answerOpenDialog, answerSaveDialog } from '../dialogs';
import { chooseBrowse, chooseFile, givePassword, lookInside } from '../files';
import type { Person } from '../person';
import type { Stage } from '../stage';
import { giveKey } from '../steps';
import { vector, vectorSecrets } from './vectors';
import type { Visit } from './visit';

/** Archives of each kind, looked into; and what becomes of what is taken out. */
export async function tourBrowse({ person, folder }: Stage, visit: Visit): Promise<void> {
  const { page, say } = person;
  const { keys, proxpanel } = await vectorSecrets();
  const choose = async (source: string, name: string) => {
    await copyFile(vector(source), folder.file(name));
    await chooseFile(person, folder.file(name), name);
    await chooseBrowse(person);
  };
  const tab = (key: MessageKey) => page.getByRole('tab', { name: say(key), exact: true }).click();
  const rows = page.locator('.row-grid-row');
  const out = folder.file('2026');
  await mkdir(out);

  await choose('portal-full.zip.enc', 'whole.zip.enc');
  await giveKey(person, keys.site.private);
  await visit('browse-ready');
  await lookInside(person);
  await expect(rows.first()).toBeVisible();
  await rows.filter({ hasText: 'uploads' }).first().locator('[data-part="fold"]').click();
  await rows.nth(2).locator('[data-part="tick"]').click();
  await visit('browse-files');
  await page.getByText(say('browse.files.view.list'), { exact: true }).click();
  await page.getByRole('button', { name: say('browse.column.size'), exact: true }).click();
  await page.getByRole('searchbox').fill('.j');
  await visit('browse-files-found');
  await page.getByRole('searchbox').fill('nothing like it');
  await visit('browse-files-none-found');
  await tab('browse.tab.database');
  await expect(rows.first()).toBeVisible();
  await visit('browse-database');
  await rows.filter({ hasText: 'meeting' }).first().click();
  await expect(page.locator('.browse-rows')).toBeVisible();
  await visit('browse-rows');
  await tab('browse.tab.about');
  await visit('browse-about');

  await tab('browse.tab.files');
  await page.getByRole('searchbox').fill('manifest.json');
  await rows.first().click();
  await answerSaveDialog(person.app, folder.file('manifest.json'));
  await person.press('browse.take-out');
  await expect(person.button('browse.out.close')).toBeVisible();
  await visit('browse-taken-out');
  await person.press('browse.out.close');
  await page.getByRole('searchbox').fill('');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await answerOpenDialog(person.app, out);
  await writeFile(`${out}/manifest.json`, 'the former one');
  await person.press('browse.take-out');
  await expect(person.button('browse.out.leave-them', { count: 1 })).toBeVisible();
  await visit('browse-something-is-there');
  await person.press('browse.out.leave-them', { count: 1 });
  await expect(person.button('browse.out.close')).toBeVisible();
  await visit('browse-some-not-taken-out');
  await person.press('browse.out.close');

  await choose('hostile-traversal.enc', 'hostile.enc');
  await giveOrUseKey(person, keys.site.private);
  await lookInside(person);
  await expect(rows.first()).toBeVisible();
  await visit('browse-hostile-names');

  await choose('bad-flipped-tag.enc', 'altered.enc');
  await giveOrUseKey(person, keys.site.private);
  await person.press('app.file.start-browse');
  await person.isToldAtTheEnd('altered');
  await visit('browse-failed');

  await choose('proisp_full_20260512_140530.proisp.bak', 'panel.bak');
  await givePassword(person, proxpanel.db_password);
  await lookInside(person);
  await expect(rows.first()).toBeVisible();
  await visit('browse-dump-objects');
  await tab('browse.tab.tables');
  await visit('browse-dump-tables');
  await tab('browse.tab.about');
  await visit('browse-dump-about');

  await choose('vaultterm-2026-11-20.sql.gz', 'terminal.sql.gz');
  await lookInside(person);
  await visit('browse-statements');
  await tab('browse.tab.tables');
  await expect(rows.first()).toBeVisible();
  await visit('browse-sql-tables');
}

/** A key that is at hand already is offered, and need not be pasted again. */
async function giveOrUseKey(person: Person, key: string): Promise<void> {
  const held = person.page
    .getByRole('button')
    .filter({ hasText: person.say('app.file.use-held') })
    .first();
  if (await held.isVisible()) await held.click();
  else await giveKey(person, key);
}
