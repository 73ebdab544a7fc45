import { readFile, writeFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { isDownload } from '../test-support/faults';
import type { Backend } from './walk/backend';
import { onConnectedSite } from './walk/connected';
import type { TestFolder } from './walk/folder';
import { readImportZip } from './walk/import-zip';
import type { Person } from './walk/person';
import {
  archiveRow,
  bringInSight,
  chooseArchive,
  choosePlace,
  giveKey,
  openArchives,
  restoreToTheEnd,
} from './walk/steps';

/** Slow enough to be met on its way: the newest archive then takes some two seconds. */
const SLOWLY = { kind: 'trickle', bytes: 2048, everyMs: 40 } as const;

let backend: Backend;
let person: Person;
let folder: TestFolder;

onConnectedSite((scene) => {
  ({ backend, person, folder } = scene);
});

const site = () => backend.practice.harbour;
const downloads = () => backend.proxy.requests.filter(isDownload).length;

/** Settles everything for the newest archive, so that only the start is left. A key that was given is still held. */
async function prepare(name = 'import.zip'): Promise<void> {
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file(name));
  if (await person.field('app.key.paste').isVisible()) await giveKey(person, await backend.practice.privateKey(site()));
  await expect(person.primary).toBeEnabled();
}

test('a key that was pasted with a line break is mended by one press, and opens the archive', async () => {
  const key = await backend.practice.privateKey(site());
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file('import.zip'));
  await giveKey(person, `${key.slice(0, 20)}\n${key.slice(20)}`);
  await person.isTold('key-has-whitespace');
  await expect(person.primary).toBeDisabled();

  await person.press('app.key.remove-whitespace');
  await expect(person.words('app.key.matches')).toBeVisible();
  expect(await person.page.content()).not.toContain(key.slice(-20));
  await restoreToTheEnd(person);
  const found = await readImportZip(folder.file('import.zip'));
  expect(found.names).toEqual(expect.arrayContaining(['tsp.db', 'manifest.json']));
  expect(await folder.names()).toEqual(['import.zip']);

  // The key stays here, and the API key is the only secret that any request carried.
  const sent = JSON.stringify(backend.proxy.requests);
  expect(sent).not.toContain(key.slice(-20));
  expect(new Set(backend.proxy.requests.map(({ authorization }) => authorization))).toEqual(
    new Set([`Bearer ${site().apiKey}`]),
  );
});

test('an archive from before a rotation says which key it needs, before anything is fetched', async () => {
  const older = backend.older.e2ee_fingerprint ?? '';
  const before = downloads();
  await expect(archiveRow(person, backend.newest)).toContainText(person.say('app.archives.key.held'));
  await bringInSight(person, backend.older);
  await expect(archiveRow(person, backend.older)).toContainText(person.say('app.archives.key.older'));
  await chooseArchive(person, backend.older);
  await expect(person.page.getByText(older, { exact: true })).toBeVisible();
  await choosePlace(person, folder.file('older.zip'));

  await giveKey(person, await backend.practice.privateKey(site()));
  await expect(person.words('app.key.other.text', { given: backend.fingerprint, needed: older })).toBeVisible();
  await expect(person.primary).toBeDisabled();
  expect(downloads()).toBe(before);

  await person.press('app.key.use-other');
  await giveKey(person, await backend.practice.privateKey(site(), older));
  await restoreToTheEnd(person);
  expect(await folder.names()).toEqual(['older.zip']);
});

test('a file that is there is replaced only when that is asked for, and only by a proven one', async () => {
  await writeFile(folder.file('import.zip'), 'the former one');
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file('import.zip'));
  if (await person.field('app.key.paste').isVisible()) await giveKey(person, await backend.practice.privateKey(site()));
  await expect(person.status).toHaveText(
    person.say('app.prepare.missing', { first: 'overwrite', count: 1, second: '' }),
  );
  await expect(person.primary).toBeDisabled();

  await person.words('app.place.replace').click();
  backend.proxy.setFault({ kind: 'flip', offset: 5000 });
  await person.press('app.prepare.start');
  await person.isToldAtTheEnd('altered');
  expect(await folder.names()).toEqual(['import.zip']);
  expect(await readFile(folder.file('import.zip'), 'utf8')).toBe('the former one');

  // The word to replace is asked for again.
  backend.proxy.setFault(null);
  await person.press('app.failure.remedy.again');
  await expect(person.primary).toBeDisabled();
  await person.words('app.place.replace').click();
  await restoreToTheEnd(person);
  expect(await folder.names()).toEqual(['import.zip']);
  expect((await readImportZip(folder.file('import.zip'))).names).toContain('tsp.db');
});

test('a double click starts one restore', async () => {
  const before = downloads();
  backend.proxy.setFault(SLOWLY);
  await prepare();
  await person.button('app.prepare.start').dblclick();
  await person.arrivesAtProof();
  expect(downloads()).toBe(before + 1);
  expect(await folder.names()).toEqual(['import.zip']);
});

test('the second click of a double click presses nothing on the screen that has come meanwhile', async () => {
  const { mouse } = person.page;
  backend.proxy.setFault(SLOWLY);
  await prepare();
  await person.press('app.prepare.start');
  await person.arrivesAt('app.running.title');
  // Where Start was, Pause is now.
  await mouse.down({ clickCount: 2 });
  await mouse.up({ clickCount: 2 });
  await person.arrivesAtProof();
});

test('a restore that runs shows that nothing has its name yet, and lets no second one start', async () => {
  backend.proxy.setFault(SLOWLY);
  await prepare();
  await person.press('app.prepare.start');
  await person.arrivesAt('app.running.title');
  await expect.poll(() => folder.names()).toEqual(['import.zip.part']);
  await expect(person.words('app.running.safe.name', { name: 'import.zip' })).toBeVisible();

  await openArchives(person, site().name);
  await chooseArchive(person, backend.frontend);
  await expect(person.words('app.prepare.one-at-a-time')).toBeVisible();
  await expect(person.primary).toBeDisabled();
  await person.page.getByRole('complementary').getByRole('button').filter({ hasText: 'import.zip' }).click();
  await person.arrivesAtProof();
});

test('a paused restore does nothing until it continues', async () => {
  backend.proxy.setFault(SLOWLY);
  await prepare();
  await person.press('app.prepare.start');
  await expect.poll(() => folder.names()).toEqual(['import.zip.part']);
  await person.press('app.running.pause');
  await person.arrivesAt('app.running.title-paused');

  // A download that begins now and comes as slowly is through; the one that began before it is still held.
  const late = await fetch(`${backend.connection.url}/backups/${backend.newest.id}/download`, {
    headers: { authorization: `Bearer ${site().apiKey}` },
  });
  expect((await late.arrayBuffer()).byteLength).toBe(backend.newest.size);
  await person.arrivesAt('app.running.title-paused');
  expect(await folder.names()).toEqual(['import.zip.part']);

  await person.press('app.running.resume');
  await person.arrivesAtProof();
  expect(await folder.names()).toEqual(['import.zip']);
});

test('a restore that is cancelled and discarded leaves nothing behind', async () => {
  backend.proxy.setFault({ kind: 'stall', afterBytes: 80_000 });
  await prepare();
  await person.press('app.prepare.start');
  await expect.poll(() => folder.names()).toEqual(['import.zip.part']);

  const dialog = person.page.getByRole('alertdialog');
  await person.press('app.running.cancel');
  await dialog.getByRole('button', { name: person.say('app.running.cancel-leave') }).click();
  await person.arrivesAt('app.running.title');
  await person.press('app.running.cancel');
  await dialog.getByRole('button', { name: person.say('running.stop.discard') }).click();
  await person.isToldAtTheEnd('cancelled');
  expect(await folder.names()).toEqual([]);
});

test('an archive of the public site alone is proven as what it is', async () => {
  await chooseArchive(person, backend.frontend);
  await choosePlace(person, folder.file('frontend.zip'));
  if (await person.field('app.key.paste').isVisible()) await giveKey(person, await backend.practice.privateKey(site()));
  await restoreToTheEnd(person);
  await expect(person.words('app.result.next.frontend')).toBeVisible();
  await expect(person.words('proof.kind.frontend-export')).toBeVisible();
  expect(await folder.names()).toEqual(['frontend.zip']);
});
