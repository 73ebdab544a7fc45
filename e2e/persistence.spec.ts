import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { type LaunchedApp, launchApp } from './support/launch';
import { type Backend, startBackend } from './walk/backend';
import { filesHolding } from './walk/bytes';
import { type TestFolder, testFolder } from './walk/folder';
import { Person } from './walk/person';
import { chooseArchive, choosePlace, confirmFingerprint, connect, giveKey } from './walk/steps';

let backend: Backend;
let folder: TestFolder;
let userData: TestFolder;

test.beforeEach(async () => {
  backend = await startBackend();
  folder = await testFolder();
  userData = await testFolder();
});

test.afterEach(async () => {
  await backend.close();
  await folder.remove();
  await userData.remove();
});

/** Runs the app once with the user's folder that it keeps over runs. */
async function run(work: (person: Person, salvor: LaunchedApp) => Promise<void>): Promise<void> {
  const salvor = await launchApp({ userData: userData.path, args: ['--no-practice'] });
  try {
    await work(new Person(salvor), salvor);
    expect(await salvor.problems()).toEqual([]);
  } finally {
    await salvor.close();
  }
}

const keystore = (person: Person) =>
  person.page.evaluate(async () => {
    const answer = await window.salvor.call('app.state', {});
    return answer.ok ? answer.value.keystore : null;
  });

test('servers, confirmed fingerprints and the appearance are there again after a restart', async () => {
  const { harbour } = backend.practice;
  await run(async (person) => {
    await connect(person, backend.connection);
    await confirmFingerprint(person, backend.fingerprint);
    await person.page.getByTitle(person.say('app.appearance.dark')).click();
    await expect.poll(() => person.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);
  });

  await run(async (person) => {
    await expect(person.server(harbour.name)).toContainText(person.say('app.sidebar.checked'));
    await expect(person.page.getByRole('radio', { name: person.say('app.appearance.dark') })).toBeChecked();
    expect(await person.page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches)).toBe(true);

    // Where nothing protects it, the API key is asked for again; the fingerprint is not.
    if ((await keystore(person)) === 'none') {
      await person.arrivesAt('app.api-key.title');
      await person.field('app.connect.api-key').fill(harbour.apiKey);
      await person.press('app.api-key.give');
    }
    await expect(person.button('app.archives.restore')).toBeVisible();
    await expect(person.heading).toHaveText(harbour.name);
  });
});

test('a server that was forgotten stays forgotten', async () => {
  await run(async (person) => {
    await connect(person, backend.connection);
    await person.press('app.server.forget');
    await person.page
      .getByRole('alertdialog')
      .getByRole('button', { name: person.say('app.server.forget-do') })
      .click();
    await person.arrivesAt('app.welcome.title');
  });
  await run(async (person) => {
    await expect(person.words('app.sidebar.none')).toBeVisible();
  });
  expect(await filesHolding(userData.path, [backend.connection.url])).toEqual([]);
});

test('neither the API key nor the private key is in any file or in what the system shows of a process', async () => {
  const { harbour } = backend.practice;
  const privateKey = await backend.practice.privateKey(harbour);
  const secrets = [harbour.apiKey, privateKey];
  await run(async (person, salvor) => {
    await connect(person, backend.connection);
    await confirmFingerprint(person, backend.fingerprint);
    await chooseArchive(person, backend.newest);
    await choosePlace(person, folder.file('import.zip'));
    await giveKey(person, privateKey);
    backend.proxy.setFault({ kind: 'stall', afterBytes: 80_000 });
    await person.press('app.prepare.start');
    await expect.poll(() => folder.names()).toEqual(['import.zip.part']);

    expect(await filesHolding(userData.path, secrets)).toEqual([]);
    const processes = await salvor.app.evaluate(({ app }) =>
      app.getAppMetrics().map(({ pid, name = '' }) => ({ pid, name })),
    );
    expect(processes.map(({ name }) => name)).toContain('Salvor fetch');
    if (process.platform === 'linux') {
      for (const { pid, name } of processes) {
        for (const file of ['cmdline', 'environ']) {
          const shown = await readFile(`/proc/${pid}/${file}`);
          expect(
            secrets.filter((secret) => shown.includes(secret)),
            `${file} of ${name}`,
          ).toEqual([]);
        }
      }
    }

    backend.proxy.setFault(null);
    await person.press('app.running.cancel');
    await person.page
      .getByRole('alertdialog')
      .getByRole('button', { name: person.say('running.stop.discard') })
      .click();
    await person.isToldAtTheEnd('cancelled');
    expect(salvor.mainOutput()).not.toContain(harbour.apiKey);
    expect(salvor.mainOutput()).not.toContain(privateKey);
  });

  expect(await readdir(userData.path)).toContain('settings.json');
  expect(await filesHolding(userData.path, [backend.connection.url])).toContain(join(userData.path, 'settings.json'));
  expect(await filesHolding(userData.path, secrets)).toEqual([]);
  expect(await filesHolding(folder.path, secrets)).toEqual([]);
});
