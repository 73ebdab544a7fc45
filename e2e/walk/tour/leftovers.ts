import { expect } from '@playwright/test';
import type { SeenRequest } from '../../../test-support/faults';
import type { Stage } from '../stage';
import {
  chooseArchive,
  choosePlace,
  confirmFingerprint,
  connect,
  giveKey,
  openArchives,
  openLeftovers,
  openWelcome,
  stopAndKeep,
} from '../steps';
import type { Visit } from './visit';

/** What interrupted restores leave, and how they go on. */
export async function tourLeftovers({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  const { harbour } = backend.practice;
  await connect(person, backend.connection);
  await confirmFingerprint(person, backend.fingerprint);
  const dialog = person.page.getByRole('alertdialog');
  const giveKeyIfAsked = async () => {
    if (await person.field('app.key.paste').isVisible())
      await giveKey(person, await backend.practice.privateKey(harbour));
  };
  await openArchives(person, harbour.name);
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file('unfinished.zip'));
  await giveKeyIfAsked();
  backend.proxy.setFault({ kind: 'stall', afterBytes: 80_000 });
  await person.press('app.prepare.start');
  await expect.poll(() => folder.names()).toContain('unfinished.zip.part');
  await stopAndKeep(person);
  await visit('failed-kept');

  await openWelcome(person);
  await visit('welcome-with-leftovers');
  await openLeftovers(person);
  await visit('leftovers');
  await person.press('leftovers.discard');
  await expect(dialog).toBeVisible();
  await visit('leftovers-discard');
  await dialog.getByRole('button', { name: person.say('leftovers.discard-leave') }).click();

  await person.press('leftovers.go-on');
  await person.arrivesAt('app.prepare.title');
  await visit('prepare-goes-on');
  await giveKeyIfAsked();
  const itsRest = ({ path, range }: SeenRequest) => path.endsWith('/download') && range !== 'bytes=0-51';
  backend.proxy.setFault({ kind: 'status', status: 503, retryAfter: '600', on: itsRest });
  await person.press('app.prepare.start');
  await expect(person.words('error.not-now.title')).toBeVisible();
  await visit('running-waiting');
  await stopAndKeep(person);
  backend.proxy.setFault(null);

  await openWelcome(person);
  await openLeftovers(person);
  await person.press('leftovers.discard');
  await dialog.getByRole('button', { name: person.say('leftovers.discard-do') }).click();
  await expect(person.words('leftovers.none.title')).toBeVisible();
  await visit('leftovers-none');
}
