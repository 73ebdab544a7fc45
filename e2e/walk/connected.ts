import { expect, test } from '@playwright/test';
import type { Backend } from './backend';
import { type TestFolder, testFolder } from './folder';
import type { Person } from './person';
import { type Stage, setStage } from './stage';
import { confirmFingerprint, connect, openArchives } from './steps';

/** What a test before a connected site has: the server and a person, shared by the file, and a folder of its own. */
export interface ConnectedScene {
  readonly stage: Stage;
  readonly backend: Backend;
  readonly person: Person;
  readonly folder: TestFolder;
}

/**
 * Sets the scene for a file of tests: one app in which the first site is connected and its fingerprint confirmed. Each
 * test begins at the site's archives, with an empty folder; it may leave no fault, and no error in the window.
 */
export function onConnectedSite(take: (scene: ConnectedScene) => void): void {
  let stage: Stage;
  let folder: TestFolder;

  test.beforeAll(async () => {
    stage = await setStage();
    await connect(stage.person, stage.backend.connection);
    await confirmFingerprint(stage.person, stage.backend.fingerprint);
  });

  test.afterAll(async () => {
    await stage.close();
  });

  test.beforeEach(async () => {
    folder = await testFolder();
    const { backend, person } = stage;
    take({ stage, backend, person, folder });
    await openArchives(person, backend.practice.harbour.name);
  });

  test.afterEach(async () => {
    stage.backend.proxy.setFault(null);
    await folder.remove();
    expect(await stage.problems()).toEqual([]);
  });
}
