import { mkdir, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { byNodeScrypt } from '../src/core/custody/escrow/age-passphrase';
import { recoverSecrets } from '../src/core/custody/escrow/recover';
import { type CardOpener, openSealedCard } from '../src/core/custody/escrow/sealed-card';
import { Records } from '../src/core/custody/register/records';
import { type Card, decodeCard, encodeCard } from '../src/core/custody/share/card-text';
import { shareDigest } from '../src/core/custody/share/share';
import { generateKeyPair } from '../src/core/formats/site-key';
import { filesWith, spellings, spellingsOfShare } from './support/disk';
import { type LaunchedApp, launchApp } from './support/launch';
import { canReadPrinted, type PrintedCard, readPrinted, shareRows } from './support/printed';
import {
  ADA,
  askedRow,
  BO,
  CY,
  confirmByRow,
  finishCeremony,
  isCalled,
  planCeremony,
  printInto,
  savePdf,
  sitDown,
} from './walk/ceremony';
import { answerOpenDialog, answerQuestion, answerSaveDialog, lastDialog } from './walk/dialogs';
import { openEscrow } from './walk/escrow';
import { type TestFolder, testFolder } from './walk/folder';
import { Person } from './walk/person';
import { addKey, createVault, openKey, openKeys, systemSays, unlock } from './walk/vault';

/**
 * A key is split in the real window, to the printed card and back; the disk is searched for it meanwhile and
 * afterwards.
 */

const PASSPHRASE = 'harbour lantern quiet seven';
const LONG_NAME = 'Bartholomew Featherstonehaugh-Cholmondeley of the Northern Branch, Trustee and Treasurer';

let folder: TestFolder;
let salvor: LaunchedApp;
let person: Person;
let profile: string;
let temporary: string;

/** A test that reads printed cards back; skipped alone, and loudly, where there is nothing to read them with. */
const testOnPaper = canReadPrinted() ? test : test.skip;

test.beforeEach(async () => {
  folder = await testFolder();
  profile = folder.file('profile');
  temporary = folder.file('temporary');
  await mkdir(temporary);
  await mkdir(folder.file('out'));
  salvor = await launchApp({ userData: profile, args: ['--no-practice'], env: { TMPDIR: temporary } });
  person = new Person(salvor);
  await createVault(person, PASSPHRASE);
});

test.afterEach(async () => {
  await salvor.close();
  await folder.remove();
});

const out = (name: string) => join(folder.file('out'), name);

/** Where nothing of a secret may ever be: the vault keeps it sealed, and what was asked for goes elsewhere. */
const onDisk = (texts: readonly string[]) => filesWith([profile, temporary], texts);

/** Says on which paper the app prints. */
async function inCountry(code: string): Promise<void> {
  await salvor.app.evaluate(({ app }, country) => {
    app.getLocaleCountryCode = () => country;
  }, code);
}

async function secretsOf(cards: readonly Card[], escrowFile: Uint8Array | null = null): Promise<string[]> {
  const { secrets } = await recoverSecrets(cards, escrowFile);
  return secrets.map(({ bytes }) => new TextDecoder().decode(bytes));
}

/** The custodian takes a PDF and confirms by what it says. */
async function takeAndConfirm(custodian: { name: string }, path: string): Promise<PrintedCard> {
  await sitDown(person, custodian);
  await savePdf(person, path);
  await askedRow(person);
  const printed = await readPrinted(path);
  await confirmByRow(person, printed.rows);
  return printed;
}

/** The custodian copies the card from the screen, and is asked for a row of it. */
async function copyFromScreen(custodian: { name: string }): Promise<string> {
  await sitDown(person, custodian);
  await person.press('ceremony.take.show');
  await expect(person.page.locator('.shown-row').first()).toBeVisible();
  const rows = await person.page
    .locator('.shown-row .typed-groups')
    .evaluateAll((lists) => lists.map((list) => [...list.children].map((group) => group.textContent).join(' ')));
  await person.press('ceremony.shown.done');
  await expect(person.heading).toHaveText(person.say('ceremony.confirm.title', { custodian: custodian.name }));
  return rows.join('\n');
}

/** The custodian confirms a copied card by typing it whole. */
async function confirmWhole(text: string): Promise<Card> {
  await person.field('escrow.entry.label').fill(text);
  await expect(person.status).toHaveText(person.say('ceremony.confirm.ready'));
  await person.press('ceremony.confirm.do');
  return decodeCard(text);
}

function expectWhole({ pages, rows, scanned }: PrintedCard): void {
  expect(pages).toBe(1);
  const { share, sealed } = encodeCard(scanned);
  expect(rows).toEqual([...share, ...sealed].map(({ groups }) => groups.join(' ')));
  expect(encodeCard(decodeCard(rows.join('\n'))).qr).toBe(encodeCard(scanned).qr);
}

testOnPaper(
  'a key goes to three custodians on paper, and comes back from any two cards; nothing of it is on the disk',
  async () => {
    const secret = generateKeyPair().privateText;
    await addKey(person, 'site-key', 'Harbour Fellowship', secret);
    await person.press('ceremony.escrow-this');
    await expect(person.status).toHaveText(person.say('ceremony.secrets.chosen', { count: 1 }));
    await planCeremony(person, [ADA, BO, CY]);

    // Ada, on A4: the dialog that is closed takes nothing, and what is not on her card confirms nothing.
    await inCountry('DE');
    await sitDown(person, ADA);
    await answerSaveDialog(salvor.app, null);
    await person.press('ceremony.take.pdf');
    await person.press('ceremony.take.pdf.do');
    await expect.poll(() => lastDialog(salvor.app)).not.toBeNull();
    await expect(person.heading).toHaveText(person.say('ceremony.take.title', { share: 1, custodian: ADA.name }));
    await savePdf(person, out('ada.pdf'));
    const asked = await askedRow(person);
    const ada = await readPrinted(out('ada.pdf'));
    expectWhole(ada);
    expect([ada.paper, ada.text.includes(ADA.name), ada.text.includes('Harbour Fellowship')]).toEqual([
      'A4',
      true,
      true,
    ]);
    expect((await stat(out('ada.pdf'))).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600);
    await confirmByRow(
      person,
      ada.rows.map((_row, at) => ada.rows[(at + 1) % 3] ?? ''),
    );
    await person.isTold('confirmation-differs');
    expect(await person.page.content()).not.toContain(ada.rows[(asked + 1) % 3]?.slice(0, 9));
    await confirmByRow(
      person,
      ada.rows.map((row) => row.toLowerCase()),
    );

    // Bo, on Letter: his page never held anything of Ada's, and his jammed card is printed again and written down.
    await isCalled(person, BO);
    const ofAda = ada.rows.slice(0, 3).flatMap((row) => [row, row.replaceAll(' ', ''), row.slice(10, 24)]);
    for (const text of ofAda) expect(await person.page.content()).not.toContain(text);
    await sitDown(person, BO);
    for (const text of ofAda) expect(await person.page.content()).not.toContain(text);
    await inCountry('US');
    await savePdf(person, out('jammed.pdf'));
    await askedRow(person);
    await person.press('ceremony.confirm.again');
    await person.page
      .getByRole('alertdialog')
      .getByRole('button', { name: person.say('ceremony.confirm.again') })
      .click();
    await expect(person.words('ceremony.take.again')).toBeVisible();
    await savePdf(person, out('bo.pdf'));
    await askedRow(person);
    const bo = await readPrinted(out('bo.pdf'));
    expectWhole(bo);
    expect(bo.paper).toBe('Letter');
    const during = [
      ...spellings(new TextEncoder().encode(secret)),
      ...[ada, bo].flatMap(({ scanned }) => spellingsOfShare(scanned)),
    ];
    expect(await onDisk(during)).toEqual([]);
    await confirmByRow(person, bo.rows);

    // Cy, by the system's printer; closing its dialog takes nothing.
    await sitDown(person, CY);
    await printInto(salvor.app, null);
    await person.press('ceremony.take.print');
    await expect(person.button('ceremony.take.print')).not.toHaveClass(/action-busy/);
    await expect(person.heading).toHaveText(person.say('ceremony.take.title', { share: 3, custodian: CY.name }));
    await printInto(salvor.app, out('cy.pdf'));
    await person.press('ceremony.take.print');
    await askedRow(person);
    const cy = await readPrinted(out('cy.pdf'));
    expectWhole(cy);
    await confirmByRow(person, cy.rows);

    await finishCeremony(person, folder.file('out'));
    expect(await readdir(folder.file('out'))).toEqual(
      expect.arrayContaining(['salvor-escrow-examples.json', 'salvor-escrow-format.txt', 'salvor-recovery.html']),
    );
    await answerSaveDialog(salvor.app, out('form.pdf'));
    await person.press('ceremony.done.form', { custodian: BO.name });
    await expect(person.status).toContainText(out('form.pdf'));
    await person.press('ceremony.done.to-set');
    await expect(person.page.locator('.losses')).toHaveText(person.say('escrow.losses.some', { count: 1, more: 2 }));

    const cards = [ada.scanned, bo.scanned, cy.scanned] as const;
    for (const pair of [
      [cards[0], cards[1]],
      [cards[0], cards[2]],
      [cards[1], cards[2]],
    ])
      expect(await secretsOf(pair)).toEqual([secret]);
    const records = new Records(profile, { version: '0.1.0', who: () => '' });
    const { register } = await records.read();
    expect(register.sets[0]?.shares.map(({ digest, status }) => [digest, status])).toEqual(
      cards.map(({ share }) => [shareDigest(share), 'held']),
    );
    const { check, entries } = await records.logbook.check();
    expect(check.findings).toEqual([]);
    expect(entries.map(({ entry }) => entry.what).slice(-2)).toEqual(['card-again', 'ceremony']);
    const after = [...during, ...spellingsOfShare(cy.scanned)];
    expect(await onDisk(after)).toEqual([]);
    // What is searched for is there where it was asked for: a search that finds nothing anywhere would prove nothing.
    expect((await readPrinted(out('cy.pdf'))).text.replaceAll(/\s+/g, ' ')).toContain(shareRows(cy.scanned)[0]);

    await openKey(person, 'Harbour Fellowship');
    await expect(person.button('ceremony.escrow-this')).toHaveCount(0);
    expect(await salvor.problems()).toEqual([]);
    await salvor.close();
    expect(await onDisk(after)).toEqual([]);
  },
);

testOnPaper(
  'with a vendor: a sealed file for each who wants one, and a break-glass card that says when it is given out',
  async () => {
    const secret = 'tide table 1999';
    const identity = await generateIdentity();
    const own = 'a long enough passphrase';
    await addKey(person, 'text', 'Recovery code of the registrar', secret);
    await person.press('ceremony.escrow-this');
    await planCeremony(
      person,
      [
        { ...ADA, medium: 'age-passphrase' },
        { ...BO, medium: 'age-recipient', recipient: await identityToRecipient(identity) },
        CY,
      ],
      { conditions: 'Both trustees ask for it in writing', days: '3' },
    );

    await sitDown(person, ADA);
    await expect(person.button('ceremony.take.seal')).toBeDisabled();
    const secretField = (name: string) => person.page.getByLabel(name, { exact: true });
    await secretField(person.say('keys.passphrase.new')).fill(own);
    await secretField(person.say('keys.passphrase.again')).fill(own);
    await answerSaveDialog(salvor.app, out('ada.age'));
    await person.press('ceremony.take.seal');
    await expect(person.heading).toHaveText(person.say('ceremony.confirm.title', { custodian: ADA.name }));
    await answerOpenDialog(salvor.app, out('ada.age'));
    await person.press('escrow.entry.from-file');
    await secretField(person.say('escrow.entry.passphrase')).fill(own);
    await person.press('escrow.entry.unseal');
    await expect(person.status).toHaveText(person.say('ceremony.confirm.ready'));
    await person.press('ceremony.confirm.do');

    await sitDown(person, BO);
    await answerSaveDialog(salvor.app, out('bo.age'));
    await person.press('ceremony.take.seal');

    const cy = await takeAndConfirm(CY, out('cy.pdf'));
    expectWhole(cy);
    expect(cy.text.replaceAll(/\s+/g, ' ')).toContain('Both trustees ask for it in writing');
    await finishCeremony(person, folder.file('out'));
    await expect(person.words('ceremony.done.unconfirmed', { custodian: BO.name })).toBeVisible();

    const unsealed = async (name: string, opener: CardOpener) =>
      decodeCard(
        new TextDecoder().decode(await openSealedCard(new Uint8Array(await readFile(out(name))), opener, byNodeScrypt)),
      );
    const ada = await unsealed('ada.age', { passphrase: own });
    const bo = await unsealed('bo.age', { identity });
    for (const pair of [
      [ada, bo],
      [ada, cy.scanned],
      [bo, cy.scanned],
    ])
      expect(await secretsOf(pair)).toEqual([secret]);
    const { register } = await new Records(profile, { version: '0.1.0', who: () => '' }).read();
    expect(register.sets[0]).toMatchObject({
      mode: 'managed',
      release: { conditions: 'Both trustees ask for it in writing', delayDays: 3 },
    });
    expect(register.sets[0]?.shares.map(({ status, custodian }) => [status, custodian.organisation])).toEqual([
      ['held', 'customer'],
      ['handed-over', 'customer'],
      ['held', 'vendor'],
    ]);
    const texts = [
      secret,
      ...spellings(new TextEncoder().encode(own)),
      ...[ada, bo, cy.scanned].flatMap(spellingsOfShare),
    ];
    expect(await onDisk(texts)).toEqual([]);
    expect(await salvor.problems()).toEqual([]);
  },
);

testOnPaper('a card is one sheet, on A4 and on Letter, from the smallest set to the largest', async () => {
  test.setTimeout(300_000);
  const small = '7';
  const secrets = ['first of four ', 'second of four', 'third of four!', 'fourth of all!'].map((text) =>
    text.padEnd(16, '.').slice(0, 16),
  );
  await addKey(person, 'text', 'Least', small);
  for (const [at, text] of secrets.entries())
    await addKey(
      person,
      'text',
      `${at + 1} ${'A label as long as a label may be, which is two hundred characters, and so on and on. '.repeat(3)}`.slice(
        0,
        180,
      ),
      text,
    );
  const large = 'A text that no card can carry. '.repeat(40).trim();
  await addKey(person, 'text', 'An .env as a whole', large);

  const split = async (
    labels: readonly string[],
    names: readonly string[],
    release: { conditions: string; days: string } | null,
    file: string,
  ): Promise<Card[]> => {
    await openEscrow(person);
    await person.press('ceremony.begin-here');
    for (const label of labels) await person.page.locator('.secret-to-split').filter({ hasText: label }).click();
    const custodians = names.map((name) => ({ name }));
    await planCeremony(person, custodians, release);
    const cards: Card[] = [];
    for (const [at, custodian] of custodians.entries()) {
      await inCountry(at === 1 ? 'US' : 'DE');
      const printed = await takeAndConfirm(custodian, out(`${file}-${at + 1}.pdf`));
      expectWhole(printed);
      expect(printed.paper).toBe(at === 1 ? 'Letter' : 'A4');
      cards.push(printed.scanned);
    }
    await finishCeremony(person, folder.file('out'));
    return cards;
  };

  const smallest = await split(['Least'], ['A', 'B', 'C'], null, 'small');
  expect(await secretsOf(smallest.slice(0, 2))).toEqual([small]);
  const long = [1, 2, 3].map((number) => `${number} ${LONG_NAME}`);
  const release = {
    conditions: 'Two officers of the customer ask for it in writing, each by telephone as well. '.repeat(12).trim(),
    days: '30',
  };
  const largest = await split(['1 A label', '2 A label', '3 A label', '4 A label'], long, release, 'large');
  expect(await secretsOf(largest.slice(1))).toEqual(secrets);
  const withFile = await split(['An .env'], long, release, 'file');
  const name = (await readdir(folder.file('out'))).find((one) => one.endsWith('.escrow')) ?? '';
  expect(
    await secretsOf(
      [withFile[0], withFile[2]].filter((card) => card !== undefined),
      new Uint8Array(await readFile(out(name))),
    ),
  ).toEqual([large]);
  expect(await salvor.problems()).toEqual([]);
});

test('a card that is copied from the screen must be copied whole, and is gone from the page afterwards', async () => {
  await addKey(person, 'text', 'Words', 'the tide comes in at five past three');
  await person.press('ceremony.escrow-this');
  await planCeremony(person, [ADA, BO, CY]);
  const copied = await copyFromScreen(ADA);
  const content = await person.page.content();
  for (const row of copied.split('\n')) expect(content).not.toContain(row.slice(0, 14));
  const card = await confirmWhole(copied);
  await isCalled(person, BO);
  expect(await onDisk(spellingsOfShare(card))).toEqual([]);
  expect(await salvor.problems()).toEqual([]);
});

test('a ceremony is aborted, asked about when the window closes, and wiped with the vault’s lock', async () => {
  await addKey(person, 'text', 'Words', 'the tide comes in at five past three');
  await person.press('ceremony.escrow-this');
  await planCeremony(person, [ADA, BO, CY]);

  // Going elsewhere in the window loses nothing, and comes back behind the veil.
  await openKeys(person);
  await openEscrow(person);
  await person.press('ceremony.go-on');
  await isCalled(person, ADA);
  await person.press('ceremony.abort');
  await person.page
    .getByRole('alertdialog')
    .getByRole('button', { name: person.say('ceremony.abort.do') })
    .click();
  await person.arrivesAt('escrow.title');
  await expect(person.words('escrow.none.title')).toBeVisible();

  await person.press('ceremony.begin-here');
  await person.page.locator('.secret-to-split').click();
  await planCeremony(person, [ADA, BO, CY]);
  const ada = await confirmWhole(await copyFromScreen(ADA));
  const bo = decodeCard(await copyFromScreen(BO));
  await answerQuestion(salvor.app, 0);
  await salvor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect
    .poll(async () => (await lastDialog(salvor.app))?.texts)
    .toContain(person.say('main.leave.ceremony.message'));
  await expect(person.heading).toHaveText(person.say('ceremony.confirm.title', { custodian: BO.name }));

  await systemSays(salvor.app, 'lock-screen');
  await person.arrivesAt('ceremony.wiped.title');
  await expect(person.words('ceremony.wiped.share', { share: 1, custodian: ADA.name })).toBeVisible();
  await expect(person.words('ceremony.wiped.share', { share: 2, custodian: BO.name })).toBeVisible();
  expect(await onDisk([ada, bo].flatMap(spellingsOfShare))).toEqual([]);
  const { register } = await new Records(profile, { version: '0.1.0', who: () => '' }).read();
  expect(register.sets).toEqual([]);
  await person.press('ceremony.wiped.do');
  await person.arrivesAt('ceremony.secrets.title');
  await expect(person.words('ceremony.secrets.locked')).toBeVisible();
  await openKeys(person);
  await unlock(person, PASSPHRASE);
  expect(await salvor.problems()).toEqual([]);
});

test('a set is split again for its custodians, and the former generation is replaced', async () => {
  await addKey(person, 'text', 'Words', 'the tide comes in at five past three');
  await person.press('ceremony.escrow-this');
  await planCeremony(person, [ADA, BO, CY]);
  for (const custodian of [ADA, BO, CY]) await confirmWhole(await copyFromScreen(custodian));
  await finishCeremony(person, folder.file('out'));
  await person.press('ceremony.done.to-set');
  await person.press('ceremony.split-again');
  await expect(person.status).toHaveText(person.say('ceremony.secrets.chosen', { count: 1 }));
  for (const title of ['ceremony.mode.title', 'ceremony.custodians.title', 'ceremony.review.title'] as const) {
    await person.press('ceremony.next');
    await person.arrivesAt(title);
  }
  await person.press('ceremony.review.begin');
  const cards: Card[] = [];
  for (const custodian of [ADA, BO, CY]) cards.push(await confirmWhole(await copyFromScreen(custodian)));
  await finishCeremony(person, folder.file('out'));
  expect(cards.map(({ share }) => share.generation)).toEqual([2, 2, 2]);
  const { register } = await new Records(profile, { version: '0.1.0', who: () => '' }).read();
  expect(register.sets.map(({ generation, state }) => [generation, state])).toEqual([
    [1, 'replaced'],
    [2, 'active'],
  ]);
  expect(await salvor.problems()).toEqual([]);
});
