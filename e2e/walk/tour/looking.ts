import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import type { MessageKey } from '../../../src/shared/messages/catalogue';
import { answerOpenDialog, answerSaveDialog } from '../dialogs';
import { chooseFile, chooseLook, givePassword, lookInside } from '../files';
import type { Person } from '../person';
import type { Stage } from '../stage';
import { giveKey } from '../steps';
import { vector, vectorSecrets } from './vectors';
import type { Visit } from './visit';

/** Archives of each kind, looked into; and what becomes of what is taken out. */
export async function tourLook({ person, folder }: Stage, visit: Visit): Promise<void> {
  const { page, say } = person;
  const { keys, proxpanel } = await vectorSecrets();
  const choose = async (source: string, name: string) => {
    await copyFile(vector(source), folder.file(name));
    await chooseFile(person, folder.file(name), name);
    await chooseLook(person);
  };
  const tab = (key: MessageKey) => page.getByRole('tab', { name: say(key), exact: true }).click();
  const rows = page.locator('.row-grid-row');
  const out = folder.file('2026');
  await mkdir(out);

  await choose('portal-full.zip.enc', 'whole.zip.enc');
  await giveKey(person, keys.site.private);
  await visit('look-ready');
  await lookInside(person);
  await expect(rows.first()).toBeVisible();
  await rows.filter({ hasText: 'uploads' }).first().locator('[data-part="fold"]').click();
  await rows.nth(2).locator('[data-part="tick"]').click();
  await visit('look-files');
  await page.getByText(say('look.files.view.list'), { exact: true }).click();
  await page.getByRole('button', { name: say('look.column.size'), exact: true }).click();
  await page.getByRole('searchbox').fill('.j');
  await visit('look-files-found');
  await page.getByRole('searchbox').fill('nothing like it');
  await visit('look-files-none-found');
  await tab('look.tab.database');
  await expect(rows.first()).toBeVisible();
  await visit('look-database');
  await rows.filter({ hasText: 'meeting' }).first().click();
  await expect(page.locator('.look-rows')).toBeVisible();
  await visit('look-rows');
  await tab('look.tab.about');
  await visit('look-about');

  await tab('look.tab.files');
  await page.getByRole('searchbox').fill('manifest.json');
  await rows.first().click();
  await answerSaveDialog(person.app, folder.file('manifest.json'));
  await person.press('look.take-out');
  await expect(person.button('look.out.close')).toBeVisible();
  await visit('look-taken-out');
  await person.press('look.out.close');
  await page.getByRole('searchbox').fill('');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await answerOpenDialog(person.app, out);
  await writeFile(`${out}/manifest.json`, 'the former one');
  await person.press('look.take-out');
  await expect(person.button('look.out.leave-them', { count: 1 })).toBeVisible();
  await visit('look-something-stands-there');
  await person.press('look.out.leave-them', { count: 1 });
  await expect(person.button('look.out.close')).toBeVisible();
  await visit('look-some-not-taken-out');
  await person.press('look.out.close');

  await choose('hostile-traversal.enc', 'hostile.enc');
  await giveOrUseKey(person, keys.site.private);
  await lookInside(person);
  await expect(rows.first()).toBeVisible();
  await visit('look-hostile-names');

  await choose('bad-flipped-tag.enc', 'altered.enc');
  await giveOrUseKey(person, keys.site.private);
  await person.press('app.file.start-look');
  await person.isToldAtTheEnd('altered');
  await visit('look-failed');

  await choose('proisp_full_20260512_140530.proisp.bak', 'panel.bak');
  await givePassword(person, proxpanel.db_password);
  await lookInside(person);
  await expect(rows.first()).toBeVisible();
  await visit('look-dump-objects');
  await tab('look.tab.tables');
  await visit('look-dump-tables');
  await tab('look.tab.about');
  await visit('look-dump-about');

  await choose('vaultterm-2026-11-20.sql.gz', 'terminal.sql.gz');
  await lookInside(person);
  await visit('look-statements');
  await tab('look.tab.tables');
  await expect(rows.first()).toBeVisible();
  await visit('look-sql-tables');
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
