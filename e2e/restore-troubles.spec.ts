import { expect, test } from '@playwright/test';
import type { FailureCode } from '../src/core/errors';
import { type Fault, isAny, isOneBackup, isPing } from '../test-support/faults';
import type { Backend } from './walk/backend';
import { onConnectedSite } from './walk/connected';
import type { TestFolder } from './walk/folder';
import type { Person } from './walk/person';
import { chooseArchive, choosePlace, giveKey } from './walk/steps';

let backend: Backend;
let person: Person;
let folder: TestFolder;

onConnectedSite((scene) => {
  ({ backend, person, folder } = scene);
});

async function start(archive = backend.newest): Promise<void> {
  await chooseArchive(person, archive);
  await choosePlace(person, folder.file('import.zip'));
  if (await person.field('app.key.paste').isVisible()) {
    await giveKey(person, await backend.practice.privateKey(backend.practice.harbour));
  }
  await person.press('app.prepare.start');
}

const changed = (change: object) => (answer: { backup: object }) => ({
  ...answer,
  backup: { ...answer.backup, ...change },
});

const TROUBLES: readonly { what: string; fault: Fault; code: FailureCode; remedy: 'again' | 'server' | 'archives' }[] =
  [
    { what: 'one byte is another', fault: { kind: 'flip', offset: 50_000 }, code: 'altered', remedy: 'again' },
    {
      what: 'the server ends it early',
      fault: { kind: 'cut', afterBytes: 500, how: 'end' },
      code: 'cut-short',
      remedy: 'again',
    },
    {
      what: 'less comes than is listed',
      fault: { kind: 'drop', bytes: 16 },
      code: 'size-changed-on-server',
      remedy: 'server',
    },
    {
      what: 'more comes than is listed',
      fault: { kind: 'append', bytes: 100 },
      code: 'size-changed-on-server',
      remedy: 'server',
    },
    {
      what: 'the list names another checksum',
      fault: { kind: 'rewrite', on: isOneBackup, rewrite: changed({ sha256: '0'.repeat(64) }) },
      code: 'hash-changed-on-server',
      remedy: 'server',
    },
    {
      what: 'retention has pruned it',
      fault: { kind: 'status', status: 404, on: isOneBackup },
      code: 'archive-not-found',
      remedy: 'archives',
    },
    { what: 'the server is in trouble', fault: { kind: 'status', status: 503 }, code: 'not-now', remedy: 'again' },
    {
      what: 'the download leads elsewhere',
      fault: { kind: 'redirect', status: 307 },
      code: 'redirect-refused',
      remedy: 'again',
    },
    {
      what: 'the API key was rotated meanwhile',
      fault: { kind: 'status', status: 401 },
      code: 'unauthorised',
      remedy: 'server',
    },
  ];

for (const { what, fault, code, remedy } of TROUBLES) {
  test(`${what}: ${code}`, async () => {
    backend.proxy.setFault(fault);
    await start();
    await person.isToldAtTheEnd(code);
    expect(backend.proxy.log.length).toBeGreaterThan(0);
    await expect(person.words('app.failure.nothing-there', { name: 'import.zip' })).toBeVisible();
    await expect(person.primary).toHaveText(person.say(`app.failure.remedy.${remedy}`));
    expect(await folder.names()).toEqual([]);
    expect(backend.proxy.elsewhere).toEqual([]);
  });
}

test('after a trouble that has passed, trying again needs nothing to be given again', async () => {
  backend.proxy.setFault({ kind: 'flip', offset: 50_000, times: 1 });
  await start();
  await person.isToldAtTheEnd('altered');
  await person.press('app.failure.remedy.again');
  await expect(person.status).toHaveText(person.say('app.prepare.ready'));
  await person.press('app.prepare.start');
  await person.arrivesAtProof();
  expect(await folder.names()).toEqual(['import.zip']);
});

test('a wrong key is reported and nothing is kept, where the list does not say which one is needed', async () => {
  const oldest = backend.archives.at(-1);
  if (oldest === undefined || oldest.e2ee_fingerprint !== null)
    throw new Error('the oldest archive does not say which key it needs');
  await chooseArchive(person, oldest);
  await expect(person.words('app.key.needed-unknown')).toBeVisible();
  await choosePlace(person, folder.file('import.zip'));
  await giveKey(person, await backend.practice.privateKey(backend.practice.harbour));
  await person.press('app.prepare.start');
  await person.isToldAtTheEnd('wrong-key');
  expect(await folder.names()).toEqual([]);

  const former = backend.older.e2ee_fingerprint ?? '';
  await person.press('app.failure.remedy.key');
  await giveKey(person, await backend.practice.privateKey(backend.practice.harbour, former));
  await person.press('app.prepare.start');
  await person.arrivesAtProof();
});

test('a rotated API key is asked for again, and only this site’s is taken', async () => {
  backend.proxy.setFault({ kind: 'status', status: 401, on: isAny });
  await person.press('app.archives.refresh');
  await person.arrivesAt('app.api-key.title');
  await person.isTold('unauthorised');
  await expect(person.page.getByRole('row')).toHaveCount(0);

  backend.proxy.setFault(null);
  const field = person.field('app.connect.api-key');
  await field.fill(backend.practice.lantern.apiKey);
  await expect(person.failure).toBeHidden();
  await person.press('app.api-key.give');
  await person.isTold('unauthorised');
  await field.fill(backend.practice.harbour.apiKey);
  await expect(person.failure).toBeHidden();
  await person.press('app.api-key.give');
  await expect(person.button('app.archives.restore')).toBeVisible();
});

test('a list that cannot be asked for again stays readable under the failure', async () => {
  backend.proxy.setFault({ kind: 'status', status: 500, on: isPing });
  await person.press('app.archives.refresh');
  await person.isTold('server-error');
  await expect(person.page.getByRole('row').first()).toBeVisible();
});
