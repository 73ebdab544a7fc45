import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from '@playwright/test';
import { type LaunchedApp, launchApp } from '../../e2e/support/launch';
import { type Backend, startBackend } from '../../e2e/walk/backend';
import { type TestFolder, testFolder } from '../../e2e/walk/folder';
import { Person } from '../../e2e/walk/person';
import { chooseArchive, choosePlace, confirmFingerprint, connect, giveKey, openArchives } from '../../e2e/walk/steps';
import { toFailure } from '../../src/core/errors';
import { Leftovers } from '../../src/core/leftovers/store';
import { fetchArchive } from '../../src/core/restore/fetch';
import { PauseGate } from '../../src/core/restore/job';
import { Figures } from '../support/figures';
import { randomOf } from '../support/random';
import { times } from '../support/run';
import { engineProcesses, isAlive } from './engine-processes';

/** The app itself, whose engine or whose main process is killed while a restore runs. */

const figures = new Figures('app');
const NAME = 'import.zip';
/** A restore over the slow line of this run takes about so long, in milliseconds. */
const LONGEST = 2_500;

let backend: Backend;
let userData: TestFolder;
let whole: Buffer;

test.beforeAll(async () => {
  [backend, userData] = await Promise.all([startBackend(), testFolder()]);
  const folder = await testFolder();
  expect(await fetchOutside(folder.file(NAME))).toBe('the exact bytes');
  whole = await readFile(folder.file(NAME));
  await folder.remove();
});

test.afterAll(async () => {
  figures.write();
  await backend.close();
  await userData.remove();
});

const launch = () => launchApp({ userData: userData.path, args: ['--no-practice', '--tries=1'] });
const privateKey = () => backend.practice.privateKey(backend.practice.harbour);

test('the engine', async () => {
  const kind = 'kill -9 of the engine';
  test.skip(process.platform === 'win32', 'processes are found by ps');
  const random = randomOf(kind);
  const salvor = await launch();
  const person = new Person(salvor);
  await connect(person, backend.connection);
  await confirmFingerprint(person, backend.fingerprint);
  for (let killed = 0; killed < times(2, 40); ) {
    const folder = await testFolder();
    const victims = await begin(salvor, person, folder);
    await wait(random.below(LONGEST));
    const struck = victims.filter((pid) => isAlive(pid) && process.kill(pid, 'SIGKILL'));
    if (struck.length > 0) {
      await expect.poll(() => struck.some(isAlive)).toBe(false);
      // Told of it, unless the very last message had already come.
      await expect(person.heading).toHaveText(
        new RegExp(`^\\s*(?:${person.say('error.unexpected.title')}|${person.say('app.result.title.proven')})`),
      );
      await settles(kind, folder, true);
      killed += 1;
    } else {
      await person.arrivesAtProof();
    }
    backend.proxy.setFault(null);
    await folder.remove();
    await openArchives(person, backend.practice.harbour.name);
  }
  expect(await salvor.problems()).toEqual([]);
  await salvor.close();
});

test('the main process', async () => {
  const kind = 'kill -9 of the main process';
  test.skip(process.platform === 'win32', 'processes are found by ps');
  const random = randomOf(kind);
  for (let killed = 0; killed < times(1, 25); killed += 1) {
    const folder = await testFolder();
    const salvor = await launch();
    const person = new Person(salvor);
    await signIn(person);
    const engines = await begin(salvor, person, folder);
    await wait(random.below(LONGEST));
    const gone = salvor.app.waitForEvent('close');
    const child = salvor.app.process();
    child.kill('SIGKILL');
    await gone;
    // A process without a listener must not continue to write.
    await expect.poll(() => engines.some(isAlive), { timeout: 20_000 }).toBe(false);
    backend.proxy.setFault(null);
    await settles(kind, folder, child.signalCode === 'SIGKILL');
    await folder.remove();
  }
});

/** The server is known from an earlier start, but its key was held in memory alone. */
async function signIn(person: Person): Promise<void> {
  const field = person.field('app.connect.api-key');
  if (await person.server(backend.practice.harbour.name).isVisible()) {
    await field.fill(backend.connection.apiKey);
    await person.press('app.api-key.give');
    await expect(person.button('app.archives.restore')).toBeVisible();
    return;
  }
  await connect(person, backend.connection);
  await confirmFingerprint(person, backend.fingerprint);
}

/** Starts a restore over a slow line. @returns the processes that run it */
async function begin({ app }: LaunchedApp, person: Person, folder: TestFolder): Promise<number[]> {
  const main = app.process().pid ?? 0;
  const before = new Set(await engineProcesses(main));
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file(NAME));
  if (await person.field('app.key.paste').isVisible()) await giveKey(person, await privateKey());
  backend.proxy.setFault({ kind: 'trickle', bytes: 8_192, everyMs: 40 });
  await person.press('app.prepare.start');
  let own: number[] = [];
  await expect
    .poll(async () => (own = (await engineProcesses(main)).filter((pid) => !before.has(pid))).length)
    .toBeGreaterThan(0);
  return own;
}

/**
 * What must hold after any kill: no wrong file under the final name, nothing unlisted, and the next fetch brings the
 * exact bytes.
 */
async function settles(kind: string, folder: TestFolder, observed: boolean): Promise<void> {
  const leftovers = new Leftovers(userData.path);
  const placed = await readFile(folder.file(NAME)).catch(() => null);
  if (placed !== null) expect(placed.equals(whole)).toBe(true);
  await leftovers.sweep([folder.path]);
  const listed = (await leftovers.list()).map(({ part }) => part);
  expect((await folder.names()).filter((name) => name !== NAME && !listed.includes(join(folder.path, name)))).toEqual(
    [],
  );
  const had = listed.some((part) => part.startsWith(folder.path));
  backend.proxy.setFault(null);
  const outcome = placed !== null ? 'whole under its final name' : await fetchOutside(folder.file(NAME), leftovers);
  figures.count(kind, placed === null ? `${outcome}, ${had ? 'gone on' : 'made again'}` : outcome, observed);
  expect(observed).toBe(true);
  expect(await readFile(folder.file(NAME)).then((bytes) => bytes.equals(whole))).toBe(true);
  expect(await folder.names()).toEqual([NAME]);
}

/** The same fetch by the core alone, with the list of left-overs that the app shares. */
async function fetchOutside(destination: string, leftovers = new Leftovers(userData.path)): Promise<string> {
  const context = { signal: new AbortController().signal, pause: new PauseGate(), report: () => {}, leftovers };
  return fetchArchive(
    {
      address: { url: backend.connection.url, allowHttp: true, authorities: [] },
      apiKey: backend.connection.apiKey,
      archive: backend.newest.id,
      scope: null,
      key: await privateKey(),
      destination,
      overwrite: false,
      expectedFingerprint: null,
    },
    context,
  ).then(
    () => 'the exact bytes',
    (error: unknown) => toFailure(error).code,
  );
}
