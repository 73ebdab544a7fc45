import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bytesToHex } from '@noble/hashes/utils.js';
import { expect, test } from '@playwright/test';
import { encodeQR } from 'qr';
import { sealCardToPassphrase } from '../src/core/custody/escrow/handover';
import { readReceipt, refOf } from '../src/core/custody/register/receipt';
import { Records } from '../src/core/custody/register/records';
import { cardFileText, encodeCard } from '../src/core/custody/share/card-text';
import { type LaunchedApp, launchApp } from './support/launch';
import { answerOpenDialog, answerSaveDialog } from './walk/dialogs';
import {
  chooseReceipt,
  openEscrow,
  openLogbook,
  openSet,
  receiptElsewhere,
  rowsOf,
  type SeededSet,
  seedSet,
  typeShare,
} from './walk/escrow';
import { Person } from './walk/person';

/** A custodian who checks in, and the person who keeps the register, in the real window with a register on the disk. */

let folder: string;
let salvor: LaunchedApp;
let person: Person;
let harbour: SeededSet;
let records: Records;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-escrow-'));
  const userData = join(folder, 'profile');
  records = new Records(userData, { version: '0.1.0', who: () => 'Olga Operator' });
  harbour = await seedSet(userData, 1);
  salvor = await launchApp({ userData, args: ['--no-practice'] });
  person = new Person(salvor);
  await openEscrow(person);
});

test.afterEach(async () => {
  expect(await salvor.problems()).toEqual([]);
  await salvor.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

const losses = () => person.page.locator('.losses');
const article = (share: number) => person.page.getByRole('article').nth(share - 1);

/** Every file of the profile in one text. */
async function everythingOnDisk(): Promise<string> {
  const entries = await readdir(join(folder, 'profile'), { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  return (await Promise.all(files.map((path) => readFile(path, 'latin1').catch(() => '')))).join('\n');
}

test('a custodian types a share, is corrected, checks in and takes a receipt; nothing of the share stays', async () => {
  const [, second] = harbour.shares;
  const rows = rowsOf(second);
  await person.press('escrow.check-in');
  await expect(person.primary).toBeDisabled();
  await typeShare(person, rows.slice(0, 2).join('\n').toLowerCase().replaceAll(' ', '-'));
  await expect(person.page.locator('.typed-right')).toHaveCount(2);

  const slip = (rows[1] ?? '').replace(/^./, (sign) => (sign === 'X' ? 'Z' : 'X'));
  await typeShare(person, [rows[0], slip, rows[2]].join('\n'));
  await expect(person.page.locator('.typed-wrong')).toHaveCount(1);
  await expect(person.page.locator('mark.group-changed')).toHaveText([(rows[1] ?? '').slice(0, 4)]);
  await expect(person.primary).toBeDisabled();
  await person.press('escrow.entry.correct.do');
  await expect(person.words('escrow.check-in.ready', { share: 2, count: 3, set: harbour.name })).toBeVisible();
  expect(await person.page.content()).not.toContain((rows[0] ?? '').slice(0, 9));
  await person.press('escrow.check-in.do');
  await expect(person.heading).toContainText(person.say('escrow.checked.title', { share: 2 }));

  const saved = join(folder, 'receipt.json');
  await answerSaveDialog(salvor.app, saved);
  await person.press('escrow.checked.save');
  await expect(person.status).toContainText(saved);
  const { receipt, signer } = readReceipt(await readFile(saved, 'utf8'));
  expect(receipt).toMatchObject({ ...refOf(second), custodian: 'Bo Brook' });
  expect(signer).toBe(await records.signer());
  const { register } = await records.read();
  expect(register.sets[0]?.shares[1]?.confirmed.map(({ how }) => how)).toEqual(['ceremony', 'check-in']);

  const disk = `${await everythingOnDisk()}${await readFile(saved, 'latin1')}`;
  for (const form of [
    bytesToHex(second.point),
    Buffer.from(second.point).toString('base64').slice(0, 40),
    Buffer.from(second.point).toString('latin1'),
    rows[1] ?? '',
    (rows[1] ?? '').replaceAll(' ', ''),
  ]) {
    expect(disk).not.toContain(form);
  }
});

test('a share comes from a card’s file, from a picture of its code, or from a sealed file', async () => {
  const [first, second, third] = harbour.shares;
  const files = { text: join(folder, 'card.txt'), picture: join(folder, 'card.png'), sealed: join(folder, 'card.age') };
  await writeFile(files.text, cardFileText({ share: first, sealed: null }, ['A card']));
  await writePicture(files.picture, encodeCard({ share: second, sealed: null }).qr);
  await writeFile(
    files.sealed,
    await sealCardToPassphrase(
      new TextEncoder().encode(cardFileText({ share: third, sealed: null }, ['A card'])),
      'a long enough passphrase',
    ),
  );

  for (const [share, path] of [
    [1, files.text],
    [2, files.picture],
    [3, files.sealed],
  ] as const) {
    await openEscrow(person);
    await person.press('escrow.check-in');
    await answerOpenDialog(salvor.app, path);
    await person.press('escrow.entry.from-file');
    if (path === files.sealed) {
      await person.page.getByLabel(person.say('escrow.entry.passphrase'), { exact: true }).fill('another passphrase');
      await person.press('escrow.entry.unseal');
      await person.isTold('sealed-card-wrong-passphrase');
      await person.page
        .getByLabel(person.say('escrow.entry.passphrase'), { exact: true })
        .fill('a long enough passphrase');
      await person.press('escrow.entry.unseal');
    }
    await expect(person.words('escrow.check-in.ready', { share, count: 3, set: harbour.name })).toBeVisible();
    await person.press('escrow.check-in.do');
    await expect(person.heading).toContainText(person.say('escrow.checked.title', { share }));
  }
});

/** Has the app's own Electron make a PNG of a code, six pixels to a module, as a scanner would. */
async function writePicture(path: string, text: string): Promise<void> {
  const modules = encodeQR(text, 'raw', { border: 4 });
  const png = await salvor.app.evaluate(({ nativeImage }, rows) => {
    const side = rows.length * 6;
    const bitmap = Buffer.alloc(side * side * 4, 0xff);
    for (let y = 0; y < side; y += 1) {
      for (let x = 0; x < side; x += 1) {
        if (rows[Math.floor(y / 6)]?.[Math.floor(x / 6)] === true)
          bitmap.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
      }
    }
    return nativeImage.createFromBitmap(bitmap, { width: side, height: side }).toPNG().toString('base64');
  }, modules);
  await writeFile(path, Buffer.from(png, 'base64'));
}

test('a share of another set, or another share under the same number, is recognised', async () => {
  const [first] = harbour.shares;
  const altered = { ...first, point: harbour.shares[1].point };
  await person.press('escrow.check-in');
  await typeShare(person, rowsOf(altered).join('\n'));
  await person.press('escrow.check-in.do');
  await person.isTold('share-not-registered');
  await openLogbook(person);
  await expect(person.page.locator('.log tbody tr').first()).toContainText(
    person.say('error.share-not-registered.title'),
  );
});

test('a custodian leaves: the share does not count until the next one confirms it and signs', async () => {
  await expect(losses()).toHaveText(person.say('escrow.losses.some', { count: 1, more: 2 }));
  await openSet(person, harbour.name);
  await article(3)
    .getByRole('button', { name: person.say('escrow.share.replace') })
    .click();
  await expect(person.primary).toBeDisabled();
  await person.field('escrow.hand-over.name').fill('Dee Dale');
  await person.field('escrow.hand-over.place').fill('The vestry');
  await person.press('escrow.hand-over.do');
  await expect(losses()).toHaveText(person.say('escrow.losses.none'));
  await expect(person.status).toContainText(person.say('escrow.step.confirm', { custodian: 'Dee Dale', share: 3 }));

  await person.press('escrow.check-in');
  await typeShare(person, rowsOf(harbour.shares[2]).join('\n'));
  await person.press('escrow.check-in.do');
  await expect(person.heading).toContainText(person.say('escrow.checked.title', { share: 3 }));
  await person.press('escrow.checked.done');
  await person.arrivesAt('escrow.title');
  await expect(losses()).toHaveText(person.say('escrow.losses.some', { count: 1, more: 2 }));

  await openSet(person, harbour.name);
  await article(3)
    .getByRole('button', { name: person.say('escrow.share.moved') })
    .click();
  await person.field('escrow.hand-over.place').fill('The bank');
  await person.page
    .getByRole('dialog')
    .getByRole('button', { name: person.say('escrow.share.acknowledge.do') })
    .click();
  await expect(article(3)).toContainText('The bank');
  const form = join(folder, 'form.pdf');
  await answerSaveDialog(salvor.app, form);
  await article(3)
    .getByRole('button', { name: person.say('escrow.share.form') })
    .click();
  await expect(person.status).toContainText(form);
  expect((await readFile(form)).subarray(0, 5).toString()).toBe('%PDF-');
  await article(3)
    .getByRole('button', { name: person.say('escrow.share.acknowledge') })
    .click();
  await person.page.getByLabel(person.say('escrow.share.day')).fill('2026-11-20');
  await person.press('escrow.share.acknowledge.do');
  await expect(article(3)).toContainText(person.say('escrow.share.signed-on', { day: '20 Nov 2026' }));
});

test('losses are counted down, and a retired set asks for the destruction of each share', async () => {
  await openSet(person, harbour.name);
  await article(1)
    .getByRole('button', { name: person.say('escrow.share.lost') })
    .click();
  await expect(person.words('escrow.share.lost.text.some')).toBeVisible();
  await person.page
    .getByRole('alertdialog')
    .getByRole('button', { name: person.say('escrow.share.lost.do') })
    .click();
  await expect(losses()).toHaveText(person.say('escrow.losses.none'));
  await article(2)
    .getByRole('button', { name: person.say('escrow.share.lost') })
    .click();
  await expect(person.words('escrow.share.lost.text.none')).toBeVisible();
  await person.page
    .getByRole('alertdialog')
    .getByRole('button', { name: person.say('escrow.share.lost.do') })
    .click();
  await expect(losses()).toHaveText(person.say('escrow.losses.lost'));

  await person.press('escrow.set.retire');
  await expect(person.words('escrow.set.retire.last', { labels: 'Harbour Fellowship' })).toBeVisible();
  await person.press('escrow.set.retire.do');
  await expect(person.page.locator('.screen-lead')).toContainText(person.say('escrow.state.retired'));
  await article(3)
    .getByRole('button', { name: person.say('escrow.share.destroy') })
    .click();
  await person.press('escrow.share.destroy.do');
  await expect(article(3).getByText(person.say('escrow.share.destroyed'), { exact: true })).toBeVisible();
  const { entries, check } = await records.logbook.check();
  expect(check.findings).toEqual([]);
  expect(entries.map(({ entry }) => entry.what)).toEqual([
    'share-lost',
    'share-lost',
    'set-retired',
    'destruction-attested',
  ]);
});

test('a receipt of another machine is taken in once its fingerprint was compared, and says nothing new a second time', async () => {
  const { path, signer } = await receiptElsewhere(folder, harbour.shares[0], 'Ada Able');
  await chooseReceipt(person, path);
  await expect(person.page.getByText(signer)).toBeVisible();
  await expect(person.primary).toBeDisabled();
  await person.page.getByText(person.say('escrow.receipt.compared')).click();
  await person.press('escrow.receipt.do');
  await expect(article(1)).toContainText(person.say('escrow.share.how.receipt'));
  await openEscrow(person);
  await chooseReceipt(person, path);
  await expect(person.page.getByRole('checkbox')).toHaveCount(0);
  await person.press('escrow.receipt.do');
  // The share is confirmed as before. What a person did is in the logbook both times.
  await expect(article(1)).toContainText(person.say('escrow.share.how.receipt'));
  const { entries } = await records.logbook.check();
  expect(entries.map(({ entry }) => entry.what)).toEqual(['receipt-imported', 'receipt-imported']);
});
