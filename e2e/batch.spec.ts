import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { checkReport } from '../src/core/drill/signature';
import { isDownload, isList } from '../test-support/faults';
import type { Backend } from './walk/backend';
import { batchEnds, prepareBatch, siteLine, startBatch } from './walk/batch';
import { openDrills } from './walk/files';
import type { Person } from './walk/person';
import { type Stage, setStage } from './walk/stage';
import { confirmFingerprint, connect, giveKey, openWelcome } from './walk/steps';

/** A batch of drills over two sites of one server, as a person goes through it. */

let stage: Stage;
let backend: Backend;
let person: Person;

test.beforeEach(async () => {
  stage = await setStage();
  ({ backend, person } = stage);
  await connect(person, backend.connection);
  await confirmFingerprint(person, backend.fingerprint);
  await connect(person, { ...backend.connection, apiKey: backend.practice.lantern.apiKey });
  await confirmFingerprint(person, backend.practice.lantern.fingerprint);
});

test.afterEach(async () => {
  expect(await stage.problems()).toEqual([]);
  await stage.close();
});

const harbour = () => siteLine(person, backend.practice.harbour.name);
const lantern = () => siteLine(person, backend.practice.lantern.name);

async function giveBothKeys(): Promise<void> {
  await giveKey(person, await backend.practice.privateKey(backend.practice.harbour));
  await expect(harbour()).toContainText(person.say('batch.state.ready'));
  await giveKey(person, await backend.practice.privateKey(backend.practice.lantern));
  await expect(lantern()).toContainText(person.say('batch.state.ready'));
}

/** The signed reports that this installation has kept, in no order. */
async function reports() {
  const folder = join(stage.salvor.userData, 'reports');
  const names = await readdir(folder).catch(() => []);
  return Promise.all(names.map(async (name) => checkReport(await readFile(join(folder, name), 'utf8')).report));
}

test('every site is proven, one after another, and each leaves its own signed report', async () => {
  await prepareBatch(person, 'Ada');
  await expect(harbour()).toContainText(person.say('batch.state.key'));
  await expect(harbour()).toContainText(backend.fingerprint);
  await giveBothKeys();
  await startBatch(person, 2);
  await batchEnds(person, 2, 2);
  for (const line of [harbour(), lantern()]) await expect(line).toContainText(person.say('app.drills.proven'));
  await expect(harbour()).toContainText(backend.newest.name);

  const kept = await reports();
  expect(kept.map(({ operator, outcome }) => `${operator}: ${outcome.verdict}`).toSorted()).toEqual([
    'Ada: proven',
    'Ada: proven-with-warnings',
  ]);
  expect(kept.map(({ archive }) => archive?.name)).toContain(backend.newest.name);

  await harbour().getByRole('button').click();
  await expect(person.button('app.drill.save-report')).toBeVisible();
  await expect(person.page.getByRole('main')).toContainText(backend.newest.name);
  await person.page
    .getByRole('complementary')
    .getByRole('button')
    .filter({ hasText: person.say('batch.sites-count', { count: 2 }) })
    .click();
  await batchEnds(person, 2, 2);
  await person.press('app.drill.all');
  await expect(person.page.locator('.drill-row')).toHaveCount(2);
});

test('a site whose key is missing is left out by consent only, and is shown as not proven', async () => {
  await prepareBatch(person, 'Ada');
  await giveKey(person, await backend.practice.privateKey(backend.practice.harbour));
  await expect(lantern()).toContainText(person.say('batch.state.key'));
  await expect(person.button('batch.start', { count: 1 })).toBeDisabled();
  await person.page.getByText(person.say('batch.leave-out', { count: 1 })).click();
  await startBatch(person, 1);
  await batchEnds(person, 1, 2);
  await expect(lantern()).toContainText(person.say('batch.not-proven'));
  await expect(lantern()).toContainText(person.say('batch.left-out.key'));
  await expect(lantern().getByRole('button')).toHaveCount(0);
  expect(await reports()).toHaveLength(1);
});

test('a key that no archive needs is reported as that', async () => {
  await prepareBatch(person, 'Ada');
  const older = backend.older.e2ee_fingerprint ?? '';
  await giveKey(person, await backend.practice.privateKey(backend.practice.harbour, older));
  await expect(person.words('batch.useless-key.title')).toBeVisible();
  await expect(person.words('batch.useless-key.text', { given: older })).toBeVisible();
});

test('one that fails does not stop the rest, and its failure is a report too', async () => {
  await prepareBatch(person, 'Ada');
  await giveBothKeys();
  backend.proxy.setFault({ kind: 'flip', offset: 50_000, times: 1 });
  await startBatch(person, 2);
  await batchEnds(person, 1, 2);
  await expect(harbour()).toContainText(person.say('error.altered.title'));
  await expect(lantern()).toContainText(person.say('app.drills.proven'));
  const kept = await reports();
  expect(
    kept.map(({ outcome }) => (outcome.verdict === 'failed' ? outcome.error.code : outcome.verdict)).toSorted(),
  ).toEqual(['altered', 'proven']);
});

test('a site that does not answer is tried all the same', async () => {
  const asksLantern = ({ authorization }: { authorization: string | null }) =>
    authorization === `Bearer ${backend.practice.lantern.apiKey}`;
  backend.proxy.setFault({ kind: 'status', status: 503, on: (request) => isList(request) && asksLantern(request) });
  await prepareBatch(person, 'Ada');
  await expect(lantern()).toContainText(person.say('batch.state.unreached'));
  await expect(person.page.getByRole('main')).toContainText(person.say('error.not-now.title'));
  backend.proxy.setFault(null);
  await person.press('batch.ask-again');
  await expect(lantern()).toContainText(person.say('batch.state.key'));
});

test('a batch that is cancelled keeps the reports made so far', async () => {
  await prepareBatch(person, 'Ada');
  await giveBothKeys();
  let downloads = 0;
  backend.proxy.setFault({
    kind: 'stall',
    afterBytes: 40_000,
    on: (request) => isDownload(request) && (downloads += 1) >= 2,
  });
  await startBatch(person, 2);
  await expect(
    person.page.getByText(person.say('batch.at', { number: 2, count: 2, site: backend.practice.lantern.name })),
  ).toBeVisible();
  await expect(lantern()).toContainText(person.say('batch.present'));
  await expect(harbour()).toContainText(person.say('app.drills.proven'));
  await person.press('app.running.pause');
  await person.arrivesAt('batch.running-paused');
  await openWelcome(person);
  await person.page
    .getByRole('complementary')
    .getByRole('button')
    .filter({ hasText: person.say('batch.sites-count', { count: 2 }) })
    .click();
  await person.press('app.running.resume');
  await person.arrivesAt('batch.running');

  await person.press('app.running.cancel');
  const dialog = person.page.getByRole('alertdialog');
  await expect(dialog).toContainText(person.say('batch.cancel-text', { count: 1 }));
  await dialog.getByRole('button', { name: person.say('batch.cancel-do') }).click();
  await expect(person.heading).toHaveText(person.say('batch.summary-cancelled', { good: 1, count: 2 }));
  await expect(lantern()).toContainText(person.say('batch.given-up'));
  expect((await reports()).map(({ outcome }) => outcome.verdict)).toEqual(['proven-with-warnings']);
  await openDrills(person);
  await expect(person.page.locator('.drill-row')).toHaveCount(1);
});
