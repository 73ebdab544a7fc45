import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { refOf } from '../../../src/core/custody/register/receipt';
import { Records } from '../../../src/core/custody/register/records';
import { someShares } from '../../../test-support/custody/sets';
import {
  chooseReceipt,
  openEscrow,
  openLogbook,
  openSet,
  receiptElsewhere,
  rowsOf,
  seedSet,
  typeShare,
} from '../escrow';
import type { Stage } from '../stage';
import type { Visit } from './visit';

/** Who holds which share, and what was done. */
export async function tourCustody(stage: Stage, visit: Visit): Promise<void> {
  await tourEscrow(stage, visit);
  await tourLogbook(stage, visit);
}

async function tourEscrow({ person, salvor, folder }: Stage, visit: Visit): Promise<void> {
  const { page } = person;
  await openEscrow(person);
  await expect(person.words('escrow.none.title')).toBeVisible();
  await visit('escrow-nothing-split');

  const lastYear = new Date(Date.now() - 400 * 24 * 60 * 60 * 1000);
  const harbour = await seedSet(salvor.userData, 1);
  await seedSet(
    salvor.userData,
    2,
    {
      mode: 'managed',
      secrets: [
        { kind: 'dev-master-key', label: 'VaultTerm, Northern branch', fingerprint: '91aa:03c4:77d0:e15b' },
        { kind: 'database-password', label: 'Panel database', fingerprint: '4be2:9917:0a6c:c3f8' },
      ],
      release: { conditions: 'Two trustees ask in writing', delayDays: 7 },
      escrowFile: { name: 'northern.salvor-escrow', sha256: 'ab'.repeat(32) },
    },
    lastYear,
  );
  const records = new Records(salvor.userData, { version: '0.1.0', who: () => 'Olga Operator' });
  await openLogbook(person);
  await openEscrow(person);
  await expect(page.locator('.escrow-set')).toHaveCount(2);
  await visit('escrow-sets');

  await openSet(person, harbour.name);
  await visit('escrow-set');
  await page
    .getByRole('article')
    .nth(1)
    .getByRole('button', { name: person.say('escrow.share.lost') })
    .click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await visit('escrow-share-lost');
  await page.keyboard.press('Escape');
  await person.press('escrow.set.retire');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await visit('escrow-retire');
  await page.keyboard.press('Escape');
  await page
    .getByRole('article')
    .nth(1)
    .getByRole('button', { name: person.say('escrow.share.replace') })
    .click();
  await expect(person.status).toHaveText(person.say('escrow.hand-over.missing'));
  await person.field('escrow.hand-over.name').fill('Dee Dale');
  await visit('escrow-hand-over');
  await person.press('escrow.hand-over.do');
  await expect(page.locator('.losses')).toHaveText(person.say('escrow.losses.none'));
  await visit('escrow-set-after-hand-over');
  await page
    .getByRole('article')
    .nth(1)
    .getByRole('button', { name: person.say('escrow.share.acknowledge') })
    .click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await visit('escrow-signed');
  await page.keyboard.press('Escape');

  await person.press('escrow.check-in');
  await person.arrivesAt('escrow.check-in.title');
  await visit('check-in');
  const rows = rowsOf(harbour.shares[1]);
  await typeShare(person, `${rows[0] ?? ''}\n${(rows[1] ?? '').slice(0, 12)}`);
  await visit('check-in-half-typed');
  const mistyped = (rows[1] ?? '')
    .replace(/.$/, (sign) => (sign === 'Q' ? 'P' : 'Q'))
    .replace(/^./, (sign) => (sign === 'X' ? 'Z' : 'X'));
  await typeShare(person, [rows[0], mistyped, rows[2]].join('\n'));
  await expect(person.button('escrow.entry.correct.do')).toBeVisible();
  await visit('check-in-mistyped');
  await person.press('escrow.entry.correct.do');
  await expect(person.button('escrow.entry.other')).toBeVisible();
  await visit('check-in-ready');
  await person.press('escrow.check-in.do');
  await expect(person.button('escrow.checked.save')).toBeVisible();
  await visit('check-in-confirmed');
  await person.press('escrow.checked.done');

  await person.press('escrow.check-in');
  const strange = someShares(1, Uint8Array.from([9, 9, 9, 9, 9]))[2];
  await typeShare(person, rowsOf(strange).join('\n'));
  await expect(person.field('escrow.check-in.custodian')).toBeVisible();
  await visit('check-in-unknown-set');
  await person.field('escrow.check-in.custodian').fill('Cy Cole');
  await person.press('escrow.check-in.do');
  await expect(person.button('escrow.checked.save')).toBeVisible();
  await visit('check-in-receipt');
  await person.press('escrow.checked.done');

  const { path } = await receiptElsewhere(folder.path, harbour.shares[0], 'Ada Able');
  await chooseReceipt(person, path);
  await visit('receipt-of-another-machine');
  await page.locator('.tick').click();
  await person.press('escrow.receipt.do');
  await expect(page.locator('.losses')).toHaveText(person.say('escrow.losses.some', { count: 1, more: 2 }));

  await records.markLost(refOf(harbour.shares[2]));
  await records.retire(refOf(harbour.shares[0]));
  await openEscrow(person);
  await expect(page.locator('.earlier-row')).toHaveCount(1);
  await visit('escrow-a-set-retired');
  await page.locator('.earlier-row').click();
  await page
    .getByRole('article')
    .first()
    .getByRole('button', { name: person.say('escrow.share.destroy') })
    .click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await visit('escrow-destroyed');
  await page.keyboard.press('Escape');
}

async function tourLogbook({ person, salvor }: Stage, visit: Visit): Promise<void> {
  const { page } = person;
  await openLogbook(person);
  await expect(page.locator('.notice-good')).toBeVisible();
  await visit('logbook');
  await page.getByRole('searchbox').fill('nothing like it');
  await expect(person.words('logbook.filter.none')).toBeVisible();
  await visit('logbook-none-found');
  const file = join(salvor.userData, 'logbook.jsonl');
  const whole = await readFile(file, 'utf8');
  const lines = whole.split('\n');
  const last = lines.length - 2;
  await writeFile(
    file,
    lines
      .with(last, (lines[last] ?? '').replace(/"who":"[^"]*"/, '"who":"Mallory"'))
      .toSpliced(last - 2, 1)
      .join('\n'),
  );
  await openEscrow(person);
  await openLogbook(person);
  await expect(page.locator('.notice-stop')).toBeVisible();
  await visit('logbook-altered');
  await writeFile(file, whole);
}
