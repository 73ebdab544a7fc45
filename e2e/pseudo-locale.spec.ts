import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { answerQuestion, answerSaveDialog, lastDialog } from './walk/dialogs';
import { readableTexts, unmarked } from './walk/readable';
import { type Stage, setStage } from './walk/stage';
import { chooseArchive, confirmFingerprint, connect, giveKey } from './walk/steps';
import { TOURS } from './walk/tour';

/**
 * In the pseudo-language every letter that comes from the message catalogue has a mark. A plain letter is therefore a
 * word that someone wrote into the program itself.
 */

let stage: Stage;

test.describe.configure({ mode: 'parallel' });

async function begin(practice: boolean): Promise<void> {
  stage = await setStage({ practice, locale: 'en-XA' });
}

test.afterEach(async () => {
  expect(await stage.problems()).toEqual([]);
  await stage.close();
});

for (const { name: part, practice: withPractice, tour } of TOURS) {
  test(`no screen has a sentence that is not in the catalogue: ${part}`, async () => {
    await begin(withPractice);
    const { person, backend, folder } = stage;
    const { practice, proxy } = backend;
    const data = [
      ...practice.sites.map(({ name }) => name),
      new URL(proxy.origin).host,
      new URL(practice.url).host,
      backend.connection.url,
      proxy.origin,
      'http://backup.example.org/api/v1',
      'backup.example.org',
      'CN=Salvor test authority',
      folder.path,
      join(stage.salvor.userData, 'vault.salvor'),
      'Of another server',
      'Recovery code of the registrar',
      'import.zip',
      'fresh.zip',
      'frontend.zip',
      'huge.zip',
      'unfinished.zip',
      'no-credential-key.zip',
      'tenant.dump',
      'tenant.bak',
      'unknown.enc',
      'unknown.zip',
      'sound.enc',
      'cut.enc',
      'whole.zip.enc',
      'hostile.enc',
      'altered.enc',
      'panel.bak',
      'terminal.sql.gz',
      'manifest.json',
      'meeting',
      'pg_restore',
      'tenant_acme',
      'harbour-fellowship.example.org',
      'lantern-house.example.net',
      'Ada Able',
      'Bo Brook',
      'Cy Cole',
      'Dee Dale',
      'Olga Operator',
      'Vera Vendor',
      'Harbour Fellowship',
      'VaultTerm, Northern branch',
      'Panel database',
      'Two trustees ask in writing',
      'status 500',
      'status 502',
      'status 503',
    ];
    let visited = 0;
    await tour(stage, async (name) => {
      visited += 1;
      const texts = await readableTexts(person.page);
      // A cleared or covered screen says little more than that.
      expect(texts.length, name).toBeGreaterThan(4);
      expect.soft(unmarked(texts, data), name).toEqual([]);
    });
    expect(visited).toBeGreaterThan(0);
  });
}

test('nor has the menu, a dialog or the window’s title', async () => {
  await begin(true);
  const { person, backend, folder, salvor } = stage;
  const { labels, title } = await salvor.app.evaluate(({ BrowserWindow, Menu, app }) => {
    const own = (items: Electron.MenuItem[]): Electron.MenuItem[] =>
      items.flatMap((item) => [item, ...own(item.submenu?.items ?? [])]);
    // The menu of the app itself is the system's on macOS, and in its language.
    const menus = (Menu.getApplicationMenu()?.items ?? []).filter(({ label }) => label !== app.name);
    return {
      labels: own(menus)
        .map(({ label }) => label)
        .filter((label) => label !== ''),
      title: BrowserWindow.getAllWindows()[0]?.getTitle() ?? '',
    };
  });
  expect(labels.length).toBeGreaterThan(10);
  expect(unmarked([...labels, title], [])).toEqual([]);

  await connect(person, backend.connection);
  await confirmFingerprint(person, backend.fingerprint);
  await chooseArchive(person, backend.newest);
  await answerSaveDialog(salvor.app, folder.file('import.zip'));
  await person.press('app.place.choose');
  const asked = await lastDialog(salvor.app);
  expect(asked?.texts).toHaveLength(3);
  expect(unmarked(asked?.texts ?? [], [])).toEqual([]);

  await giveKey(person, await backend.practice.privateKey(backend.practice.harbour));
  backend.proxy.setFault({ kind: 'stall', afterBytes: 80_000 });
  await person.press('app.prepare.start');
  await person.arrivesAt('app.running.title');
  await answerQuestion(salvor.app, 0);
  await salvor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  const question = await lastDialog(salvor.app);
  expect(question?.texts).toHaveLength(4);
  expect(unmarked(question?.texts ?? [], [])).toEqual([]);
  await answerQuestion(salvor.app, 1);
});
