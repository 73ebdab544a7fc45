import { expect } from '@playwright/test';
import { answerOpenDialog, answerSaveDialog } from './dialogs';
import type { Person } from './person';

/*
 * The steps with archives that are on this machine.
 */

/** Any screen → where a file is dropped or chosen. */
export async function openFiles(person: Person): Promise<void> {
  await person.page
    .getByRole('complementary')
    .getByRole('button', { name: person.say('app.sidebar.open'), exact: true })
    .click();
  await person.arrivesAt('app.open.title');
}

/** Any screen → the history of drills. */
export async function openDrills(person: Person): Promise<void> {
  await person.page
    .getByRole('complementary')
    .getByRole('button', { name: person.say('app.sidebar.drills'), exact: true })
    .click();
  await person.arrivesAt('app.drills.title');
}

/** Chooses an archive in the system's dialog, and waits for the page that says what it is. */
export async function chooseFile(person: Person, path: string, name: string): Promise<void> {
  await openFiles(person);
  await answerOpenDialog(person.app, path);
  await person.press('app.open.choose');
  await expect(person.heading).toHaveText(name);
}

/** Says in the system's dialog where the opened file goes. */
export async function chooseFilePlace(person: Person, path: string): Promise<void> {
  await answerSaveDialog(person.app, path);
  await person.press('app.place.choose');
  await expect(person.page.getByText(path, { exact: true })).toBeVisible();
}

/** Gives a passphrase, and waits until the field is gone. */
export async function givePassphrase(person: Person, passphrase: string): Promise<void> {
  await person.field('app.secret.passphrase').fill(passphrase);
  await person.press('app.secret.use.passphrase');
  await expect(person.words('app.secret.passphrase-given')).toBeVisible();
}

export async function givePassword(person: Person, password: string): Promise<void> {
  await person.field('app.secret.database-password').fill(password);
  await person.press('app.secret.use.database-password');
  await expect(person.words('app.secret.password-given', { number: 1 })).toBeVisible();
}

/** Wants the file proven and nothing else, in the name of `operator`. */
export async function chooseDrill(person: Person, operator: string): Promise<void> {
  await person.words('app.file.purpose.drill').click();
  await person.field('app.operator.name').fill(operator);
}

/** Wants to see what is inside. */
export async function chooseBrowse(person: Person): Promise<void> {
  await person.words('app.file.purpose.browse').first().click();
}

/** The preparation of a file that is to be looked into → what is inside. */
export async function lookInside(person: Person): Promise<void> {
  await person.press('app.file.start-browse');
  await expect(person.page.getByRole('tablist')).toBeVisible();
}
