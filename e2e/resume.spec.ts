import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { expect, test } from '@playwright/test';
import { fetchArchive } from '../src/core/restore/fetch';
import { PauseGate } from '../src/core/restore/job';
import { isDownload } from '../test-support/faults';
import { launchApp } from './support/launch';
import { type Backend, startBackend } from './walk/backend';
import { type TestFolder, testFolder } from './walk/folder';
import { Person } from './walk/person';
import {
  chooseArchive,
  choosePlace,
  confirmFingerprint,
  connect,
  giveKey,
  openLeftovers,
  openWelcome,
  restoreToTheEnd,
  stopAndKeep,
} from './walk/steps';

let backend: Backend;
let folder: TestFolder;
let userData: TestFolder;

test.beforeEach(async () => {
  [backend, folder, userData] = await Promise.all([startBackend(), testFolder(), testFolder()]);
});

test.afterEach(async () => {
  await backend.close();
  await Promise.all([folder.remove(), userData.remove()]);
});

const launch = () => launchApp({ userData: userData.path, args: ['--no-practice', '--tries=1'] });
const hashOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
const privateKey = () => backend.practice.privateKey(backend.practice.harbour);

/** Connects the server and starts a restore that stops in its middle. */
async function beginAndStall(person: Person): Promise<void> {
  await connect(person, backend.connection);
  await confirmFingerprint(person, backend.fingerprint);
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file('import.zip'));
  await giveKey(person, await privateKey());
  backend.proxy.setFault({ kind: 'trickle', bytes: 2_000, everyMs: 100 });
  await person.press('app.prepare.start');
  const part = folder.file('import.zip.part');
  await expect.poll(async () => (await readFile(part).catch(() => Buffer.alloc(0))).length).toBeGreaterThan(20_000);
}

/** The rest of the way, from the list of unfinished restores. */
async function goOnToTheEnd(person: Person): Promise<void> {
  await openWelcome(person);
  await openLeftovers(person);
  await expect(person.primary).toHaveText(person.say('leftovers.go-on'));
  await person.press('leftovers.go-on');
  await person.arrivesAt('app.prepare.title');
  if (await person.field('app.key.paste').isVisible()) await giveKey(person, await privateKey());
  backend.proxy.setFault(null);
  const before = backend.proxy.requests.length;
  const have = (await readFile(folder.file('import.zip.part'))).length;
  await restoreToTheEnd(person);
  const ranges = backend.proxy.requests
    .slice(before)
    .filter(isDownload)
    .map(({ range }) => range);
  expect(ranges).toEqual(['bytes=0-51', `bytes=${52 + have}-`]);
  expect(await folder.names()).toEqual(['import.zip']);
}

test('a restore whose app was killed is listed at the next start, continues, and is proven', async () => {
  const killed = await launch();
  await beginAndStall(new Person(killed));
  const gone = killed.app.waitForEvent('close');
  killed.app.process().kill('SIGKILL');
  await gone;
  expect(await folder.names()).toEqual(['import.zip.part']);
  const key = await privateKey();
  for (const file of [folder.file('import.zip.part'), ...(await filesBelow(userData.path))]) {
    expect((await readFile(file).catch(() => Buffer.alloc(0))).includes(key.slice(6)), file).toBe(false);
  }

  const salvor = await launch();
  const person = new Person(salvor);
  try {
    // The key of the server was held in memory alone, so that it is asked for.
    const field = person.field('app.connect.api-key');
    await field.fill(backend.connection.apiKey);
    await person.press('app.api-key.give');
    await expect(person.button('app.archives.restore')).toBeVisible();
    await goOnToTheEnd(person);
    expect(await salvor.problems()).toEqual([]);
  } finally {
    await salvor.close();
  }
  // The same archive without any interruption.
  const { url, apiKey } = backend.connection;
  const fresh = folder.file('fresh.zip');
  await fetchArchive(
    {
      address: { url, allowHttp: false, authorities: [] },
      apiKey,
      archive: backend.newest.id,
      scope: null,
      key,
      destination: fresh,
      overwrite: false,
      expectedFingerprint: null,
    },
    { signal: new AbortController().signal, pause: new PauseGate(), report: () => {} },
  );
  expect(await hashOf(folder.file('import.zip'))).toBe(await hashOf(fresh));
});

test('a restore that was stopped is kept, can be gone on with, and discarded', async () => {
  const salvor = await launch();
  const person = new Person(salvor);
  try {
    await beginAndStall(person);
    await stopAndKeep(person);
    expect(await folder.names()).toEqual(['import.zip.part']);
    await goOnToTheEnd(person);

    await openWelcome(person);
    await expect(person.button('leftovers.notice.show')).toBeHidden();
    await person.server(backend.practice.harbour.name).click();
    await chooseArchive(person, backend.newest);
    await choosePlace(person, folder.file('second.zip'));
    if (await person.field('app.key.paste').isVisible()) await giveKey(person, await privateKey());
    backend.proxy.setFault({ kind: 'stall', afterBytes: 60_000 });
    await person.press('app.prepare.start');
    await expect.poll(() => folder.names()).toContain('second.zip.part');
    await stopAndKeep(person);
    await openWelcome(person);
    await openLeftovers(person);
    await person.press('leftovers.discard');
    await person.page
      .getByRole('alertdialog')
      .getByRole('button', { name: person.say('leftovers.discard-do') })
      .click();
    await expect(person.words('leftovers.none.title')).toBeVisible();
    expect(await folder.names()).toEqual(['import.zip']);
    expect(await salvor.problems()).toEqual([]);
  } finally {
    await salvor.close();
  }
});

test('an archive that was changed on the server meanwhile is not mixed with what is here', async () => {
  const salvor = await launch();
  const person = new Person(salvor);
  try {
    await beginAndStall(person);
    await stopAndKeep(person);
    const changed = (answer: { backups?: object[]; backup?: object }) =>
      answer.backups === undefined
        ? { ...answer, backup: { ...answer.backup, sha256: 'ab'.repeat(32) } }
        : { ...answer, backups: answer.backups.map((backup) => ({ ...backup, sha256: 'ab'.repeat(32) })) };
    backend.proxy.setFault({
      kind: 'rewrite',
      on: ({ path }) => path.includes('/backups') && !path.endsWith('/download'),
      rewrite: changed,
    });
    await openWelcome(person);
    await openLeftovers(person);
    await person.press('leftovers.go-on');
    await person.isTold('hash-changed-on-server');
    expect(await folder.names()).toEqual(['import.zip.part']);
    backend.proxy.setFault(null);
  } finally {
    await salvor.close();
  }
});

async function filesBelow(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => `${entry.parentPath}/${entry.name}`);
}
