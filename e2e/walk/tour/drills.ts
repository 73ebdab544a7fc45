import { copyFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { isDownload, isList } from '../../../test-support/faults';
import { batchEnds, prepareBatch, siteLine, startBatch } from '../batch';
import { chooseDrill, chooseFile, givePassphrase, openDrills } from '../files';
import type { Stage } from '../stage';
import { confirmFingerprint, connect, giveKey, openArchives } from '../steps';
import { vector, vectorSecrets } from './vectors';
import type { Visit } from './visit';

/** Drills of files and of every site. */
export async function tourDrills(stage: Stage, visit: Visit): Promise<void> {
  const { person, backend } = stage;
  const { lantern } = backend.practice;
  await connect(person, backend.connection);
  await confirmFingerprint(person, backend.fingerprint);
  await connect(person, { ...backend.connection, apiKey: lantern.apiKey });
  await confirmFingerprint(person, lantern.fingerprint);
  await tourFileDrills(stage, visit);
  await tourRound(stage, visit);
}

async function tourFileDrills({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  const { passphrase } = await vectorSecrets();
  await openDrills(person);
  await expect(person.words('app.drills.none.title')).toBeVisible();
  await visit('drills-none');

  const prove = async (source: string, name: string) => {
    await copyFile(vector(source), folder.file(name));
    await chooseFile(person, folder.file(name), name);
    await chooseDrill(person, 'Ada');
    await visit(`drill-${name}`);
    await givePassphrase(person, passphrase);
    await person.press('app.drill.start');
    await expect(person.button('app.drill.save-report')).toBeVisible();
    await visit(`report-${name}`);
  };
  await prove('portal-full.tspb2.enc', 'sound.enc');
  await prove('cut-at-frame-edge.tspb2.enc', 'cut.enc');
  await person.press('app.drill.all');
  await expect(person.page.locator('.drill-row')).toHaveCount(2);
  await visit('drills');
  await person.page.locator('.drill-row').last().click();
  await expect(person.button('app.drill.save-report')).toBeVisible();
  await visit('drill-of-the-history');

  await openArchives(person, backend.practice.harbour.name);
  await person.press('app.archives.drill');
  await person.arrivesAt('app.drill.title');
  await visit('drill-from-a-server');
}

async function tourRound({ person, backend }: Stage, visit: Visit): Promise<void> {
  const { proxy, practice } = backend;
  const dialog = person.page.getByRole('alertdialog');
  proxy.setFault({
    kind: 'status',
    status: 401,
    on: (request) => isList(request) && request.authorization === `Bearer ${practice.lantern.apiKey}`,
  });
  await prepareBatch(person, 'Ada');
  await expect(person.words('batch.state.api-key')).toBeVisible();
  await visit('batch-with-keys-to-give');
  await giveKey(person, await practice.privateKey(practice.harbour));
  await expect(person.words('batch.state.ready')).toHaveCount(1);
  await visit('batch-with-one-left-out');
  proxy.setFault(null);
  await person.press('batch.ask-again');
  await giveKey(person, await practice.privateKey(practice.lantern));
  await expect(person.words('batch.state.ready')).toHaveCount(2);
  await visit('batch-ready');

  let downloads = 0;
  proxy.setFault({ kind: 'stall', afterBytes: 40_000, on: (request) => isDownload(request) && (downloads += 1) >= 2 });
  await startBatch(person, 2);
  await expect(siteLine(person, practice.lantern.name)).toContainText(person.say('batch.present'));
  await visit('batch-running');
  await person.press('app.running.cancel');
  await expect(dialog).toBeVisible();
  await visit('batch-cancel');
  await dialog.getByRole('button', { name: person.say('batch.cancel-do') }).click();
  await expect(person.heading).toHaveText(person.say('batch.summary-cancelled', { good: 1, count: 2 }));
  await visit('batch-cancelled');

  proxy.setFault({ kind: 'flip', offset: 50_000, times: 1 });
  await person.press('batch.again');
  await expect(person.words('batch.state.ready')).toHaveCount(2);
  await startBatch(person, 2);
  await batchEnds(person, 1, 2);
  await visit('batch-ended');
  proxy.setFault(null);
  await person.press('app.drill.all');
}
