import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, type Locator, test } from '@playwright/test';
import type { MessageKey } from '../src/shared/messages/catalogue';
import { proxpanel, siteKey, thePassphrase, vector } from './support/bridge';
import { type LaunchedApp, launchApp } from './support/launch';
import { answerOpenDialog, answerQuestion, answerSaveDialog, lastDialog } from './walk/dialogs';
import { chooseBrowse, chooseFile, givePassphrase, givePassword, lookInside } from './walk/files';
import { type TestFolder, testFolder } from './walk/folder';
import { readImportZip } from './walk/import-zip';
import { Person } from './walk/person';
import { giveKey } from './walk/steps';

/** Archives that stand on this machine, looked into without writing any of it but what is asked for. */

let folder: TestFolder;
let salvor: LaunchedApp;
let person: Person;

test.beforeEach(async () => {
  folder = await testFolder();
  await mkdir(folder.file('temporary'));
  await launch();
});

test.afterEach(async () => {
  expect(await salvor.problems()).toEqual([]);
  await salvor.close();
  // Nothing that a look had to decrypt to the disk outlives it.
  expect(scratchFolders()).toEqual([]);
  await folder.remove();
});

async function launch(): Promise<void> {
  const temporary = folder.file('temporary');
  salvor = await launchApp({
    userData: folder.file('profile'),
    args: ['--no-practice'],
    env: { TMPDIR: temporary, TEMP: temporary, TMP: temporary },
  });
  person = new Person(salvor);
}

async function chooseVector(name: string): Promise<string> {
  const path = folder.file(name);
  await copyFile(vector(name), path);
  await chooseFile(person, path, name);
  return path;
}

/** The portal's archive of the whole site, sealed for the site's key, while it is open. */
async function openPortalDatabase(): Promise<string> {
  const path = await chooseVector('portal-full.zip.enc');
  await chooseBrowse(person);
  await giveKey(person, siteKey);
  await lookInside(person);
  return path;
}

const rows = () => person.page.locator('.row-grid-row');
const row = (text: string): Locator => rows().filter({ hasText: text });
const search = () => person.page.getByRole('searchbox');
const tab = (key: MessageKey) => person.page.getByRole('tab', { name: person.say(key) });
const dialog = () => person.page.getByRole('dialog');
/** What looks have on the disk at this moment, of this app alone. */
const scratchFolders = () => readdirSync(folder.file('temporary')).filter((name) => name.startsWith('.salvor-proof-'));

async function showAsList(): Promise<void> {
  await person.words('browse.files.view.list').click();
}

test('a portal archive shows its files by folder and as a list, and says what was checked', async () => {
  await openPortalDatabase();
  await expect(person.words('browse.checked.sealed')).toBeVisible();
  const { names } = await readImportZip(vector('portal-full.zip'));
  await expect(person.status).toContainText(`${names.length} files`);

  const uploads = row('uploads').first();
  await expect(uploads).toHaveAttribute('aria-expanded', 'false');
  await expect(row('tsp.db')).toHaveCount(1);
  const folded = await rows().count();
  await uploads.locator('[data-part="fold"]').click();
  await expect(uploads).toHaveAttribute('aria-expanded', 'true');
  expect(await rows().count()).toBeGreaterThan(folded);

  await showAsList();
  const grid = person.page.getByRole('grid');
  await expect(grid).toHaveAttribute('aria-rowcount', String(names.length + 1));
  await person.page.getByRole('button', { name: person.say('browse.column.size') }).click();
  await expect(person.page.getByRole('columnheader', { name: person.say('browse.column.size') })).toHaveAttribute(
    'aria-sort',
    'descending',
  );
  await expect(rows().first()).toContainText('audio.mp3');
  await person.page.getByRole('button', { name: person.say('browse.column.size') }).click();
  await expect(rows().first()).toContainText('zoom.key');
});

test('files are found by name while one types, and one is taken out under a name of its own', async () => {
  await openPortalDatabase();
  await search().pressSequentially('manif');
  await expect(rows()).toHaveCount(1);
  await expect(rows()).toContainText('manifest.json');
  await search().fill('nothing like it');
  await expect(person.words('browse.files.nothing-found')).toBeVisible();
  await search().fill('MANIFEST');
  await expect(person.primary).toBeDisabled();
  await rows().click();
  await expect(person.status).toContainText('1 file chosen');

  const target = folder.file('taken.json');
  await answerSaveDialog(person.app, target);
  await person.press('browse.take-out');
  await expect.poll(async () => (await lastDialog(person.app))?.defaultPath).toMatch(/manifest\.json$/);
  await expect(person.button('browse.out.close')).toBeVisible();
  await expect(dialog()).toContainText(target);
  const { manifest } = await readImportZip(vector('portal-full.zip'));
  expect(JSON.parse(await readFile(target, 'utf8'))).toEqual(manifest);

  await person.app.evaluate(({ shell }) => {
    shell.showItemInFolder = (shown) => Object.assign(globalThis, { shown });
  });
  await person.press('app.result.show');
  // Taking plaintext out of an archive leaves a line in the logbook.
  const lines = (await readFile(folder.file('profile/logbook.jsonl'), 'utf8')).trim().split('\n');
  expect(lines.filter((line) => line.includes('"what":"extract"'))).toHaveLength(1);
  expect(lines.at(-1)).toContain('"archive":"portal-full.zip.enc"');
  expect(await person.app.evaluate(() => (globalThis as unknown as { shown: string }).shown)).toBe(target);
  await person.press('browse.out.close');
  await expect(dialog()).toBeHidden();
});

test('a selection goes into a folder, and what is there is replaced only when that is asked for', async () => {
  await openPortalDatabase();
  const out = folder.file('out');
  await mkdir(join(out, 'uploads'), { recursive: true });
  await writeFile(join(out, 'manifest.json'), 'precious');
  await row('uploads').first().locator('[data-part="tick"]').click();
  await row('manifest.json').locator('[data-part="tick"]').click();
  await answerOpenDialog(person.app, out);
  const ask = async (answer: MessageKey, count = 1) => {
    await person.press('browse.take-out');
    const question = person.page.getByRole('alertdialog');
    await expect(question).toContainText(out);
    await question.getByRole('button', { name: person.say(answer, { count }) }).click();
  };

  await ask('browse.out.cancel');
  expect(await readFile(join(out, 'manifest.json'), 'utf8')).toBe('precious');
  expect(readdirSync(join(out, 'uploads'))).toEqual([]);

  await ask('browse.out.leave-them');
  await expect(person.button('browse.out.close')).toBeVisible();
  await expect(dialog()).toContainText('manifest.json');
  await expect(dialog()).toContainText(person.say('browse.out.failed', { count: 1 }));
  expect(await readFile(join(out, 'manifest.json'), 'utf8')).toBe('precious');
  expect(readdirSync(join(out, 'uploads')).length).toBeGreaterThan(0);
  await person.press('browse.out.close');

  await ask('browse.out.replace-them', 6);
  await expect(person.button('browse.out.close')).toBeVisible();
  await expect(dialog()).not.toContainText(person.say('browse.out.failed', { count: 1 }));
  const { manifest } = await readImportZip(vector('portal-full.zip'));
  expect(JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'))).toEqual(manifest);
  expect(existsSync(join(out, 'tsp.db'))).toBe(false);
});

test('everything is done by keyboard', async () => {
  await openPortalDatabase();
  const { keyboard } = person.page;
  await person.page.getByRole('treegrid').focus();
  await expect(person.page.getByRole('treegrid')).toHaveAttribute('aria-activedescendant', /-0$/);
  await keyboard.press('ArrowRight');
  await expect(rows().first()).toHaveAttribute('aria-expanded', 'true');
  await keyboard.press('ArrowLeft');
  await expect(rows().first()).toHaveAttribute('aria-expanded', 'false');
  await keyboard.press('End');
  await keyboard.press('Space');
  await expect(person.status).toContainText('1 file chosen');
  await keyboard.press('Shift+Home');
  const { names } = await readImportZip(vector('portal-full.zip'));
  await expect(person.status).toContainText(`${names.length} files chosen`);
  await keyboard.press('Escape');
  await expect(person.status).toContainText(person.say('browse.files.choose'));
  await keyboard.press('Control+a');
  await expect(person.status).toContainText(`${names.length} files chosen`);
  await keyboard.press('Control+f');
  await expect(search()).toBeFocused();
});

test('the tables of the database are counted, and one shows its first rows', async () => {
  await openPortalDatabase();
  const before = scratchFolders();
  expect(before).toHaveLength(1);
  const left = join(folder.file('temporary'), before[0] ?? '');
  // Beside the mark that says that the folder is ours.
  const kept = () => readdirSync(left).filter((name) => name !== '.salvor-folder');
  expect(kept()).toEqual([]);
  await tab('browse.tab.database').click();
  await expect(row('meeting').first()).toBeVisible();
  expect(kept()).toHaveLength(1);
  if (process.platform !== 'win32') expect((await stat(left)).mode & 0o777).toBe(0o700);

  await search().fill('meeting');
  await rows()
    .filter({ hasText: /^meeting240$/ })
    .click();
  await expect(person.words('browse.rows.shown', { shown: 100, total: 240 })).toBeVisible();
  await expect(person.page.locator('.browse-rows tbody tr')).toHaveCount(100);

  // A person who comes back to the files finds them as they were.
  await tab('browse.tab.files').click();
  await expect(row('tsp.db')).toBeVisible();
  await person.page
    .getByRole('complementary')
    .getByRole('button', { name: person.say('app.sidebar.open'), exact: true })
    .click();
  await expect.poll(scratchFolders).toEqual([]);
});

test('hostile names are shown, and taken out under harmless ones inside the folder', async () => {
  await chooseVector('hostile-traversal.enc');
  await chooseBrowse(person);
  await giveKey(person, siteKey);
  await lookInside(person);
  await showAsList();
  await expect(person.page.locator('.browse-warning')).toContainText(person.say('browse.files.hostile', { count: 1 }));
  const hostile = rows().filter({ has: person.page.locator('.browse-hostile') });
  await expect(hostile).toContainText('..');
  await hostile.click();
  const out = folder.file('deep/within');
  await mkdir(out, { recursive: true });
  await answerOpenDialog(person.app, out);
  await person.page.getByRole('checkbox', { name: person.say('browse.files.choose-all') }).click({ force: true });
  await person.press('browse.take-out');
  await expect(dialog()).toContainText(person.say('browse.out.renamed', { count: 1 }));
  expect(readdirSync(folder.file('deep'))).toEqual(['within']);
  expect(readdirSync(out).length).toBeGreaterThan(0);
  await person.press('browse.out.close');
});

test('a wrong key, a cut and an altered archive are told apart, and nothing is shown of them', async () => {
  const fail = async (name: string, title: MessageKey) => {
    await chooseVector(name);
    await chooseBrowse(person);
    const held = person.page.getByRole('button').filter({ hasText: person.say('app.file.use-held') });
    if (await held.isVisible()) await held.click();
    else await giveKey(person, siteKey);
    await person.press('app.file.start-browse');
    await expect(person.heading).toHaveText(person.say(title));
    await expect(person.page.getByRole('tablist')).toBeHidden();
    await expect.poll(scratchFolders).toEqual([]);
  };
  await fail('bad-truncated-tail.enc', 'error.cut-short.title');
  await fail('bad-flipped-tag.enc', 'error.altered.title');
  await fail('bad-flipped-ephemeral.enc', 'error.wrong-key.title');
  await person.press('app.failure.remedy.key');
  await expect(
    person.page.getByRole('radio', { name: new RegExp(`^${person.say('app.file.purpose.browse')}`) }),
  ).toBeChecked();
});

test('a PostgreSQL dump of ProxPanel shows its table of contents, its tables and what its header says', async () => {
  await chooseVector('proisp_full_20260512_140530.proisp.bak');
  await chooseBrowse(person);
  await givePassword(person, proxpanel.db_password);
  await lookInside(person);
  await expect(tab('browse.tab.objects')).toHaveAttribute('aria-selected', 'true');
  await expect(row('TABLE').first()).toBeVisible();
  await search().fill('fk constraint');
  await expect(row('FK CONSTRAINT').first()).toBeVisible();
  await expect(row('TABLE DATA')).toHaveCount(0);
  await tab('browse.tab.tables').click();
  await expect(rows().first()).toBeVisible();
  await expect(person.words('browse.tables.not-counted')).toBeVisible();
  await tab('browse.tab.about').click();
  await expect(person.words('app.said.remark')).toBeVisible();
  await expect(person.page.getByRole('tabpanel')).toContainText(proxpanel.license_key);
  await expect(person.page.getByRole('tabpanel')).toContainText(person.say('proof.fact.server-version'));
});

test('plain SQL in a compressed dump shows its first statements, and its tables with their rows', async () => {
  await chooseVector('vaultterm-2026-11-20.sql.gz');
  await chooseBrowse(person);
  await lookInside(person);
  await expect(person.words('browse.checked.plain')).toBeVisible();
  await expect(person.page.locator('.browse-statement').first()).toBeVisible();
  await tab('browse.tab.tables').click();
  await expect(rows().first()).toContainText(/\d$/);
});

test('an archive is never replaced by what comes out of it', async () => {
  const path = folder.file('portal-full.zip');
  await copyFile(vector('portal-full.zip'), path);
  await chooseFile(person, path, 'portal-full.zip');
  await chooseBrowse(person);
  await lookInside(person);
  await row('manifest.json').click();
  await answerSaveDialog(person.app, path);
  await person.press('browse.take-out');
  await person.page
    .getByRole('alertdialog')
    .getByRole('button', { name: person.say('browse.out.replace-them', { count: 1 }) })
    .click();
  await expect(person.page.getByRole('alertdialog')).toContainText('destination-is-source');
  expect(readFileSync(path)).toEqual(readFileSync(vector('portal-full.zip')));
  await person.press('browse.out.close');
});

test('a scratch copy goes when the process that made it is killed, when the page is loaded again, and at the next start', async () => {
  await chooseVector('portal-full.tspb2.enc');
  await chooseBrowse(person);
  await givePassphrase(person, thePassphrase);
  await lookInside(person);
  await tab('browse.tab.database').click();
  await expect(row('meeting').first()).toBeVisible();
  expect(scratchFolders()).toHaveLength(1);
  const kill = () =>
    person.app.evaluate(({ app }) => {
      const browsed = app.getAppMetrics().find(({ name }) => name === 'Salvor look');
      if (browsed === undefined) throw new Error('no process looks');
      process.kill(browsed.pid, 'SIGKILL');
    });
  await kill();
  await expect(person.words('browse.ended.title')).toBeVisible();
  await expect.poll(scratchFolders).toEqual([]);

  await person.press('browse.again');
  await tab('browse.tab.database').click();
  await expect(row('meeting').first()).toBeVisible();
  await person.page.reload();
  await expect.poll(scratchFolders).toEqual([]);

  // The process in its name has a number that no process can have.
  const name = '.salvor-proof-4194305-x1-abcdef';
  const left = join(folder.file('temporary'), name);
  await salvor.close();
  // As a process leaves it that is killed: this user's alone, with its own name in it.
  await mkdir(left, { mode: 0o700 });
  await writeFile(join(left, '.salvor-folder'), name);
  await writeFile(join(left, '1-tsp.db'), 'left behind');
  await launch();
  await expect.poll(scratchFolders).toEqual([]);
});

test('closing the window ends the look in good order', async () => {
  await openPortalDatabase();
  await tab('browse.tab.database').click();
  await expect(row('meeting').first()).toBeVisible();
  await answerQuestion(person.app, 0);
  await salvor.close();
  expect(scratchFolders()).toEqual([]);
  await launch();
});

test('what was restored is looked into from its result', async () => {
  await chooseVector('portal-full.tspenc01.enc');
  await answerSaveDialog(person.app, folder.file('import.zip'));
  await person.press('app.place.choose');
  await givePassphrase(person, thePassphrase);
  await person.press('app.file.start-open');
  await person.arrivesAtProof();
  await person.press('browse.title');
  await expect(person.heading).toHaveText('import.zip');
  await expect(row('manifest.json')).toBeVisible();
  await person.press('browse.back-result');
  await person.arrivesAtProof();
});
