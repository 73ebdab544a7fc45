import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { checkLog, readExport } from '../src/core/custody/logbook/check';
import { BridgeUser, NO_SECRETS, thePassphrase, vector } from './support/bridge';
import { type LaunchedApp, launchApp } from './support/launch';
import { answerSaveDialog } from './walk/dialogs';
import { openEscrow, openLogbook } from './walk/escrow';
import { Person } from './walk/person';

/** The logbook in the real window: what main writes into it, and what a person sees of it. */

let folder: string;
let salvor: LaunchedApp;
let person: Person;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-logbook-'));
  salvor = await launchApp({ userData: join(folder, 'profile'), args: ['--no-practice'] });
  person = new Person(salvor);
});

test.afterEach(async () => {
  expect(await salvor.problems()).toEqual([]);
  await salvor.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const lines = () => person.page.locator('.log tbody tr');

/** Proves one archive, and tries to open one with the wrong passphrase. */
async function work(): Promise<void> {
  const user = new BridgeUser(salvor);
  await user.listen();
  const file = (await user.chooseFile(vector('portal-full.tspenc01.enc'))).token;
  const secrets = async (text: string) => ({ ...NO_SECRETS, passphrase: await user.hold('passphrase', text) });
  await user.ask('drill.start', {
    target: { kind: 'file', file, secrets: await secrets(thePassphrase), scope: 'full' },
    operator: 'Ada Admin',
  });
  await user.drilled(1);
  await answerSaveDialog(salvor.app, join(folder, 'import.zip'));
  const place = await user.ask('destinations.chooseForFile', { file });
  if (place === null) throw new Error('a place was chosen');
  await user.ask('restore.startFromFile', {
    file,
    destination: place.token,
    secrets: await secrets('not the passphrase'),
    scope: 'full',
    overwrite: false,
  });
  await expect(async () => {
    await openEscrow(person);
    await openLogbook(person);
    await expect(lines()).toHaveCount(2, { timeout: 1000 });
  }).toPass();
}

test('teaches what it is for while nothing was done', async () => {
  await openLogbook(person);
  await expect(person.words('logbook.none.title')).toBeVisible();
  await expect(person.primary).toHaveCount(0);
});

test('has a line of a drill and of a restore that failed, finds them, and exports what can be checked elsewhere', async () => {
  await work();
  await expect(person.words('logbook.whole.title', { lines: 2 })).toBeVisible();
  await expect(lines().nth(0)).toContainText(person.say('error.wrong-passphrase.title'));
  await expect(lines().nth(1)).toContainText('portal-full.tspenc01.enc');
  await expect(lines().nth(1)).toContainText('Ada Admin');
  await person.page.getByRole('combobox').selectOption('failed');
  await expect(lines()).toHaveCount(1);
  await person.page.getByRole('combobox').selectOption('custody');
  await expect(person.words('logbook.filter.none')).toBeVisible();
  await person.page.getByRole('combobox').selectOption('all');
  await person.page.getByRole('searchbox').fill('ada admin');
  await expect(lines()).toHaveCount(1);

  const path = join(folder, 'log.jsonl');
  await answerSaveDialog(salvor.app, path);
  await person.press('logbook.export');
  await expect(person.status).toContainText(path);
  const text = await readFile(path, 'utf8');
  const parts = readExport(text);
  expect(checkLog(parts.lines, parts.head).check).toMatchObject({ lines: 3, findings: [] });
  expect(text).not.toContain(thePassphrase);
  expect(text).not.toContain('not the passphrase');
});

test('shows which lines are not as written', async () => {
  await work();
  const file = join(folder, 'profile', 'logbook.jsonl');
  await writeFile(file, (await readFile(file, 'utf8')).replace('Ada Admin', 'Eve Admin'));
  await openEscrow(person);
  await openLogbook(person);
  await expect(
    person.page.getByText(person.say('logbook.finding.altered', { line: 1, from: 1, to: 1, count: 1 })),
  ).toBeVisible();
  await expect(person.page.locator('.log-suspect')).toContainText('Eve Admin');
  await expect(person.page.locator('.log-suspect')).toHaveCount(1);
});
