import { writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import type { Fault } from '../../../test-support/faults';
import type { Stage } from '../stage';
import { chooseArchive, choosePlace, confirmFingerprint, connect, giveKey } from '../steps';
import type { Visit } from './visit';

/** A restore, from the choice of an archive to each of its ends. */
export async function tourRestoring(stage: Stage, visit: Visit): Promise<void> {
  await connect(stage.person, stage.backend.connection);
  await confirmFingerprint(stage.person, stage.backend.fingerprint);
  await tourPreparing(stage, visit);
  await tourRunning(stage, visit);
  await tourFailures(stage, visit);
  await tourResults(stage, visit);
}

async function tourPreparing({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  const { practice, newest, older } = backend;
  await chooseArchive(person, newest);
  await visit('prepare');
  const key = await practice.privateKey(practice.harbour);
  await giveKey(person, `${key.slice(0, 20)} ${key.slice(20)}`);
  await person.isTold('key-has-whitespace');
  await visit('prepare-key-with-a-gap');
  await giveKey(person, 'tspsk_too-short');
  await person.isTold('key-malformed');
  await visit('prepare-no-key');

  await person.press('app.prepare.other-archive');
  await chooseArchive(person, older);
  await writeFile(folder.file('import.zip'), 'the former one');
  await choosePlace(person, folder.file('import.zip'));
  await giveKey(person, key);
  await expect(person.words('app.key.other.title')).toBeVisible();
  await visit('prepare-another-key-and-a-file-that-is-there');

  await person.press('app.prepare.other-archive');
  await chooseArchive(person, newest);
  await choosePlace(person, folder.file('fresh.zip'));
  if (await person.field('app.key.paste').isVisible()) await giveKey(person, key);
  await expect(person.words('app.prepare.ready')).toBeVisible();
  await visit('prepare-ready');
}

async function tourRunning({ person, backend }: Stage, visit: Visit): Promise<void> {
  const dialog = person.page.getByRole('alertdialog');
  backend.proxy.setFault({ kind: 'stall', afterBytes: 80_000 });
  await person.press('app.prepare.start');
  await expect(person.page.getByRole('listitem').filter({ hasText: person.say('app.phase.transfer') })).toContainText(
    person.say('app.phase.present'),
  );
  await visit('running');
  await person.press('app.running.pause');
  await person.arrivesAt('app.running.title-paused');
  await visit('running-paused');
  await person.press('app.running.resume');
  await person.arrivesAt('app.running.title');
  await person.press('app.running.cancel');
  await expect(dialog).toBeVisible();
  await visit('running-cancel');
  await dialog.getByRole('button', { name: person.say('running.stop.keep') }).click();
  await person.isToldAtTheEnd('cancelled');
  await visit('failed-cancelled');
}

async function tourFailures({ person, backend }: Stage, visit: Visit): Promise<void> {
  const fail = async (fault: Fault, code: 'altered' | 'not-now') => {
    backend.proxy.setFault(fault);
    await person.press('app.failure.remedy.again');
    await person.press('app.prepare.start');
    await person.isToldAtTheEnd(code);
    await visit(`failed-${code}`);
  };
  // Of what was kept nothing is fetched again, so it must be behind that.
  await fail({ kind: 'flip', offset: backend.newest.size - 1 }, 'altered');
  await fail({ kind: 'status', status: 503 }, 'not-now');
  backend.proxy.setFault(null);
}

async function tourResults({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  await person.press('app.failure.remedy.again');
  await person.press('app.prepare.start');
  await person.arrivesAtProof();
  await visit('result');
  await person.page.locator('.disclosure-button').click();
  await expect(person.page.getByRole('table')).toBeVisible();
  await person.page.getByRole('table').scrollIntoViewIfNeeded();
  await visit('result-tables');

  await person.press('app.result.another');
  await chooseArchive(person, backend.frontend);
  await choosePlace(person, folder.file('frontend.zip'));
  await person.press('app.prepare.start');
  await person.arrivesAtProof();
  await visit('result-frontend');
  await person.press('app.result.another');
}
