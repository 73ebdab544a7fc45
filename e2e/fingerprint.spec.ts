import { expect, test } from '@playwright/test';
import { generateKeyPair } from '../src/core/formats/site-key';
import { isDownload, isPing } from '../test-support/faults';
import type { Backend } from './walk/backend';
import type { Person } from './walk/person';
import { type Stage, setStage } from './walk/stage';
import {
  chooseArchive,
  choosePlace,
  confirmFingerprint,
  connect,
  giveKey,
  openArchives,
  restoreToTheEnd,
} from './walk/steps';

let stage: Stage;
let backend: Backend;
let person: Person;

test.describe.configure({ mode: 'serial' });

test.beforeAll(async () => {
  stage = await setStage();
  ({ backend, person } = stage);
});

test.afterAll(async () => {
  await stage.close();
});

test.afterEach(async () => {
  backend.proxy.setFault(null);
  expect(await stage.problems()).toEqual([]);
});

/** The server sends another key from now on, or none. */
function sendKey(publicText: string | null): void {
  backend.proxy.setFault({
    kind: 'rewrite',
    on: isPing,
    rewrite: (ping: object) => ({ ...ping, e2ee_public_key: publicText }),
  });
}

const groups = (label: 'app.check.sent' | 'app.check.typed' | 'app.changed.confirmed' | 'app.changed.now') =>
  person.page.getByRole('list', { name: person.say(label), exact: true }).getByRole('listitem');

test('nothing of a site is shown before its fingerprint was compared', async () => {
  await connect(person, backend.connection);
  await expect(groups('app.check.sent')).toHaveText(backend.fingerprint.split(':'));
  await expect(person.words('app.check.verdict.empty')).toBeVisible();
  await expect(person.primary).toBeDisabled();
  await expect(person.page.getByRole('row')).toHaveCount(0);
});

test('a wrongly typed fingerprint is compared group by group, and leads nowhere', async () => {
  const [first = '', second = '', third = '', fourth = ''] = backend.fingerprint.split(':');
  const wrong = second.startsWith('0') ? `1${second.slice(1)}` : `0${second.slice(1)}`;
  const field = person.field('app.check.field');
  const marks = person.page
    .getByRole('list', { name: person.say('app.check.group.label'), exact: true })
    .getByRole('listitem');
  const [same, different, unfinished, missing] = (['same', 'different', 'unfinished', 'missing'] as const).map(
    (verdict) => person.say(`app.check.group.${verdict}`),
  );

  await field.fill(`${first}:${wrong}:${third.slice(0, 2)}`);
  await expect(marks).toHaveText([same ?? '', different ?? '', unfinished ?? '', missing ?? '']);
  await expect(person.primary).toBeDisabled();

  await field.fill([first, wrong, third, fourth].join(':'));
  await expect(person.words('app.check.verdict.different', { count: 1, groups: '2' })).toBeVisible();
  await expect(person.words('app.check.differs.title')).toBeVisible();
  await expect(person.primary).toBeDisabled();
  await field.press('Enter');
  await person.arrivesAt('app.check.title');
});

test('the right one, however it is written, is pinned', async () => {
  await expect(person.server(backend.practice.harbour.name)).toContainText(person.say('app.sidebar.unchecked'));
  await confirmFingerprint(person, ` ${backend.fingerprint.toUpperCase().replaceAll(':', ' ')} `);
  await expect(person.server(backend.practice.harbour.name)).toContainText(person.say('app.sidebar.checked'));
  await expect(person.page.getByRole('row').first()).toBeVisible();
});

test('a key that changes between the choice and the start stops the restore before anything is fetched', async () => {
  await openArchives(person, backend.practice.harbour.name);
  await chooseArchive(person, backend.newest);
  await choosePlace(person, stage.folder.file('import.zip'));
  await giveKey(person, await backend.practice.privateKey(backend.practice.harbour));
  sendKey(generateKeyPair().publicText);
  await person.press('app.prepare.start');
  await person.isToldAtTheEnd('fingerprint-differs');
  expect(backend.proxy.requests.filter(isDownload)).toEqual([]);
  expect(await stage.folder.names()).toEqual([]);

  await person.press('app.failure.remedy.server');
  await person.arrivesAt('app.changed.title');
});

test('a changed key stops everything, side by side with the confirmed one', async () => {
  const { publicText, fingerprint } = generateKeyPair();
  sendKey(publicText);
  await person.press('app.changed.ask-again');
  await expect(groups('app.changed.now')).toHaveText(fingerprint.split(':'));
  await expect(groups('app.changed.confirmed')).toHaveText(backend.fingerprint.split(':'));
  await expect(person.page.getByRole('row')).toHaveCount(0);
  await expect(person.button('app.archives.restore')).toHaveCount(0);

  // Not even after the confirmed one was typed in once more.
  await person.field('app.check.field').fill(backend.fingerprint);
  await expect(person.button('app.changed.replace.do')).toBeDisabled();
});

test('a key that is gone stops everything, too', async () => {
  sendKey(null);
  await person.press('app.changed.ask-again');
  await expect(person.words('app.changed.gone')).toBeVisible();
  await expect(person.words('app.changed.no-key')).toBeVisible();
  await expect(person.page.getByRole('row')).toHaveCount(0);
});

test('when the confirmed key is back, so are the archives', async () => {
  await person.press('app.changed.ask-again');
  await expect(person.button('app.archives.restore')).toBeVisible();
});

test('a new key is trusted only after it was compared and confirmed twice', async () => {
  const { publicText, fingerprint } = generateKeyPair();
  sendKey(publicText);
  await person.press('app.archives.refresh');
  await person.arrivesAt('app.changed.title');
  await person.field('app.check.field').fill(fingerprint);
  await person.press('app.changed.replace.do');
  const dialog = person.page.getByRole('alertdialog');
  await expect(dialog).toContainText(fingerprint);
  await dialog.getByRole('button', { name: person.say('app.changed.replace.leave') }).click();
  await person.arrivesAt('app.changed.title');

  await person.press('app.changed.replace.do');
  await dialog.getByRole('button', { name: person.say('app.changed.replace.do') }).click();
  await expect(person.button('app.archives.restore')).toBeVisible();

  // Archives from before are still opened by the key that they were made for.
  await chooseArchive(person, backend.newest);
  await choosePlace(person, stage.folder.file('import.zip'));
  await restoreToTheEnd(person);
});

test('a site without a key is reported as that before its archives are shown', async () => {
  const { lantern } = backend.practice;
  sendKey(null);
  await person.page
    .getByRole('complementary')
    .getByRole('button', { name: person.say('app.sidebar.add') })
    .click();
  await person.field('app.connect.address').fill(backend.connection.url);
  await person.field('app.connect.api-key').fill(lantern.apiKey);
  await person.press('app.connect.test');
  await expect(person.words('app.connect.tested.no-key')).toBeVisible();
  await person.press('app.connect.add');
  await person.arrivesAt('app.no-key.title');
  await expect(person.page.getByRole('row')).toHaveCount(0);
  await person.press('app.no-key.go-on');
  await expect(person.page.getByRole('row').first()).toBeVisible();
});
