import { expect, type Locator } from '@playwright/test';
import { formatMoment } from '../../src/shared/format/dates';
import type { WholeBackup } from '../../test-support/listing';
import { answerSaveDialog } from './dialogs';
import type { Person } from './person';

/*
 * The steps of a restore, as a person takes them. Each ends when the screen shows that it is done.
 */

/** Any screen → the first one. */
export async function openWelcome(person: Person): Promise<void> {
  await person.page.getByRole('complementary').getByRole('button', { name: 'Salvor', exact: true }).click();
  await person.arrivesAt('app.welcome.title');
}

/** Welcome → the practice server's fingerprint check. */
export async function beginPractice(person: Person): Promise<void> {
  await person.press('app.welcome.practise');
  await person.arrivesAt('app.check.title');
}

/** Fills in what the practice server's console shows, and confirms it. */
export async function confirmByPracticeConsole(person: Person): Promise<void> {
  await person.press('app.practice.fill-in');
  await expect(person.words('app.check.verdict.same')).toBeVisible();
  await person.press('app.check.confirm');
  await expect(person.button('app.archives.restore')).toBeVisible();
}

export interface Connection {
  readonly url: string;
  readonly apiKey: string;
}

/** Fills in the form that connects a server, without sending it. */
export async function fillConnection(person: Person, { url, apiKey }: Connection): Promise<void> {
  await person.field('app.connect.address').fill(url);
  await person.field('app.connect.api-key').fill(apiKey);
}

/** Any screen → the empty form that connects a server. */
export async function openConnect(person: Person): Promise<void> {
  await openWelcome(person);
  await person.page
    .getByRole('complementary')
    .getByRole('button', { name: person.say('app.sidebar.add'), exact: true })
    .click();
  await person.arrivesAt('app.connect.title');
}

/** Connects a server by hand: any screen → its fingerprint check. */
export async function connect(person: Person, connection: Connection): Promise<void> {
  await openConnect(person);
  await fillConnection(person, connection);
  await person.press('app.connect.test');
  await person.press('app.connect.add');
  await person.arrivesAt('app.check.title');
}

/** Fingerprint check → archives. */
export async function confirmFingerprint(person: Person, fingerprint: string): Promise<void> {
  await person.field('app.check.field').fill(fingerprint);
  await person.press('app.check.confirm');
  await expect(person.button('app.archives.restore')).toBeVisible();
}

type Named = Pick<WholeBackup, 'name' | 'created_at' | 'scope'>;

/** The row of an archive, which is in the page only while it is in sight. */
export function archiveRow(person: Person, archive: Named): Locator {
  // Runtimes differ in what they write between a day and its time: "at" or a comma.
  const moment = formatMoment(archive.created_at).replace(/,| at/, '(?:,| at)');
  return person.page.getByRole('row', { name: new RegExp(`^${moment} ${person.say(`app.scope.${archive.scope}`)}$`) });
}

/** A server's entry on the left → its archives. */
export async function openArchives(person: Person, site: string): Promise<void> {
  await person.server(site).click();
  await expect(person.heading).toHaveText(site);
  await expect(person.button('app.archives.restore')).toBeVisible();
}

/** Scrolls down the list until the row is there. */
export async function bringInSight(person: Person, archive: Named): Promise<void> {
  const row = archiveRow(person, archive);
  await person.page.getByRole('row').first().hover();
  await expect(async () => {
    if (!(await row.isVisible())) await person.page.mouse.wheel(0, 200);
    await expect(row).toBeVisible({ timeout: 100 });
  }).toPass();
}

/** Archives → the preparation of one of them. */
export async function chooseArchive(person: Person, archive: Named): Promise<void> {
  await bringInSight(person, archive);
  await archiveRow(person, archive).click();
  await person.press('app.archives.restore');
  await person.arrivesAt('app.prepare.title');
}

/** Says in the system's dialog where the file goes. */
export async function choosePlace(person: Person, path: string): Promise<void> {
  await answerSaveDialog(person.app, path);
  await person.page.getByRole('button', { name: placeButton(person) }).click();
  await expect(person.page.getByText(path, { exact: true })).toBeVisible();
}

function placeButton(person: Person): RegExp {
  const words = [person.say('app.place.choose'), person.say('app.place.choose-other')];
  return new RegExp(`^(${words.map((word) => word.replaceAll('.', '\\.')).join('|')})$`);
}

/** Pastes a private key and takes it. */
export async function giveKey(person: Person, key: string): Promise<void> {
  await person.field('app.key.paste').fill(key);
  await person.press('app.key.use');
}

/** Starts, and waits for the end that all of this is for. */
export async function restoreToTheEnd(person: Person): Promise<void> {
  await person.press('app.prepare.start');
  await person.arrivesAtProof();
}

/** While a restore runs: ends it, and keeps what came. */
export async function stopAndKeep(person: Person): Promise<void> {
  await person.press('app.running.cancel');
  await person.page
    .getByRole('alertdialog')
    .getByRole('button', { name: person.say('running.stop.keep') })
    .click();
  await person.isToldAtTheEnd('cancelled');
}

/** Welcome, where something was left unfinished → the list of it. */
export async function openLeftovers(person: Person): Promise<void> {
  await person.press('leftovers.notice.show');
  await person.arrivesAt('leftovers.title');
}
