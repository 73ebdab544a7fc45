import { expect } from '@playwright/test';
import {
  ADA,
  askedRow,
  BO,
  CY,
  confirmByRow,
  finishCeremony,
  isCalled,
  nameCustodians,
  savePdf,
  sitDown,
} from '../ceremony';
import { answerOpenDialog, answerSaveDialog } from '../dialogs';
import { openEscrow } from '../escrow';
import type { Person } from '../person';
import type { Stage } from '../stage';
import { addKey, createVault, systemSays } from '../vault';
import type { Visit } from './visit';

const CHOSEN = 'a long enough passphrase';

/** The split of a key, with every way in which a share can leave. */
export async function tourCeremony({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  const { page } = person;
  await openEscrow(person);
  await person.press('ceremony.begin-here');
  await person.arrivesAt('ceremony.secrets.title');
  await visit('ceremony-no-vault');
  await createVault(person, 'harbour lantern quiet seven');
  await addKey(person, 'site-key', 'Harbour Fellowship', await backend.practice.privateKey(backend.practice.harbour));
  await addKey(person, 'text', 'Recovery code of the registrar', 'A text that no card can carry. '.repeat(20));
  await openEscrow(person);
  await person.press('ceremony.begin-here');
  await visit('ceremony-nothing-chosen');
  await page.locator('.secret-to-split').first().click();
  await page.locator('.secret-to-split').last().click();
  await visit('ceremony-secrets');
  await person.press('ceremony.next');
  await visit('ceremony-mode');
  await page.getByText(person.say('ceremony.mode.managed'), { exact: true }).click();
  await person.field('ceremony.mode.conditions').fill('Ada Able, Bo Brook');
  await visit('ceremony-managed');
  await person.press('ceremony.next');
  await visit('ceremony-custodians-to-name');
  await nameCustodians(person, [
    ADA,
    { ...BO, medium: 'age-passphrase' },
    { ...CY, medium: 'age-recipient', recipient: 'age1ql3z7hjy54pw3hyww5ayyfg7zqgvc7w3j2elw8zmrj2kg5sfn9aqmcac8p' },
  ]);
  await visit('ceremony-custodians');
  await person.press('ceremony.next');
  await person.arrivesAt('ceremony.review.title');
  await visit('ceremony-review');
  await person.press('ceremony.review.begin');

  await isCalled(person, ADA);
  await visit('ceremony-veil');
  await person.press('ceremony.abort');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await visit('ceremony-abort');
  await page.keyboard.press('Escape');
  await sitDown(person, ADA);
  await visit('ceremony-card');
  await person.press('ceremony.take.pdf');
  await visit('ceremony-card-as-pdf');
  await page.keyboard.press('Escape');
  await savePdf(person, folder.file('ada.pdf'));
  await askedRow(person);
  await visit('ceremony-confirm');
  await confirmByRow(
    person,
    Array.from({ length: 3 }, () => 'QQQQ '.repeat(7)),
  );
  await person.isTold('confirmation-differs');
  await visit('ceremony-confirmed-wrongly');
  await person.press('ceremony.confirm.again');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await visit('ceremony-again');
  await page
    .getByRole('alertdialog')
    .getByRole('button', { name: person.say('ceremony.confirm.again') })
    .click();
  await visit('ceremony-card-again');
  const rows = await showCard(person);
  await visit('ceremony-card-on-screen');
  await person.press('ceremony.shown.done');
  await visit('ceremony-confirm-whole');
  await person.field('escrow.entry.label').fill(rows);
  await expect(person.status).toHaveText(person.say('ceremony.confirm.ready'));
  await visit('ceremony-confirm-ready');
  await person.press('ceremony.confirm.do');

  await sitDown(person, BO);
  for (const key of ['keys.passphrase.new', 'keys.passphrase.again'] as const)
    await page.getByLabel(person.say(key), { exact: true }).fill(CHOSEN);
  await visit('ceremony-seal');
  await answerSaveDialog(person.app, folder.file('bo.age'));
  await person.press('ceremony.take.seal');
  await answerOpenDialog(person.app, folder.file('bo.age'));
  await person.press('escrow.entry.from-file');
  await page.getByLabel(person.say('escrow.entry.passphrase'), { exact: true }).fill(CHOSEN);
  await person.press('escrow.entry.unseal');
  await person.press('ceremony.confirm.do');

  await isCalled(person, CY);
  await visit('ceremony-veil-of-the-last');
  await sitDown(person, CY);
  await visit('ceremony-seal-to-key');
  await answerSaveDialog(person.app, folder.file('cy.age'));
  await person.press('ceremony.take.seal');
  await person.arrivesAt('ceremony.companions.title');
  await visit('ceremony-companions');
  await openEscrow(person);
  await visit('ceremony-under-way');
  await person.press('ceremony.go-on');
  await finishCeremony(person, folder.path);
  await visit('ceremony-done');
  await person.press('ceremony.done.to-set');
  await person.press('ceremony.split-again');
  await visit('ceremony-split-again');

  await openEscrow(person);
  await person.press('ceremony.begin-here');
  await page.locator('.secret-to-split').first().click();
  await person.press('ceremony.next');
  await person.press('ceremony.next');
  await nameCustodians(person, [ADA, BO, CY]);
  await person.press('ceremony.next');
  await person.press('ceremony.review.begin');
  await sitDown(person, ADA);
  await savePdf(person, folder.file('ada-again.pdf'));
  await askedRow(person);
  await systemSays(person.app, 'lock-screen');
  await person.arrivesAt('ceremony.wiped.title');
  await visit('ceremony-wiped');
  await person.press('ceremony.wiped.do');
  await person.arrivesAt('ceremony.secrets.title');
  await visit('ceremony-vault-locked');
}

/** The card's rows, as its custodian copies them. */
async function showCard(person: Person): Promise<string> {
  await person.press('ceremony.take.show');
  const rows = person.page.locator('.shown-row .typed-groups');
  await expect(rows.first()).toBeVisible();
  return (
    await rows.evaluateAll((lists) =>
      lists.map((list) => [...list.children].map((group) => group.textContent).join(' ')),
    )
  ).join('\n');
}
