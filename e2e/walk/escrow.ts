import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import type { NewSet, SetRef } from '../../src/core/custody/register/model';
import { addSet } from '../../src/core/custody/register/operations';
import { Records } from '../../src/core/custody/register/records';
import { Register } from '../../src/core/custody/register/register';
import { encodeCard } from '../../src/core/custody/share/card-text';
import { type Share, setName } from '../../src/core/custody/share/share';
import { cardOf, setOf, someShares } from '../../test-support/custody/sets';
import { answerOpenDialog } from './dialogs';
import type { Person } from './person';

/*
 * Sets of shares as a ceremony leaves them, and the steps of a custodian and of the keeper of the register.
 */

/** Three shares with the name that people know their set by. */
export interface SeededSet {
  readonly shares: readonly [Share, Share, Share];
  readonly name: string;
}

/** Registers a set in the folder of an installation, as if its ceremony had been on that day. */
export async function seedSet(
  userData: string,
  number: number,
  changes: Partial<NewSet> = {},
  when = new Date(),
  replaces: SetRef | null = null,
): Promise<SeededSet> {
  const shares = someShares(1, Uint8Array.from([number, 2, 3, 4, 5]));
  const signer = await new Records(userData, { version: '0.1.0', who: () => '' }).signer();
  const entry: NewSet = { ...setOf(shares), ...changes };
  await new Register(userData).change((register) =>
    addSet(register, entry, { when: when.toISOString(), signer, replaces }),
  );
  return { shares, name: setName(shares[0].set, 1) };
}

/** The rows of a share, as they stand on its card. */
export function rowsOf(share: Share): string[] {
  return encodeCard({ share, sealed: null }).share.map(({ groups }) => groups.join(' '));
}

/** A receipt that another installation gives for a share; resolves with its file. */
export async function receiptElsewhere(
  folder: string,
  share: Share,
  custodian: string,
): Promise<{ path: string; signer: string }> {
  const home = join(folder, 'another-machine');
  await mkdir(home, { recursive: true });
  const { receipt, signer } = await new Records(home, { version: '0.1.0', who: () => custodian }).checkIn(
    cardOf(share),
    custodian,
  );
  const path = join(folder, 'receipt.json');
  await writeFile(path, JSON.stringify(receipt));
  return { path, signer };
}

export async function openEscrow(person: Person): Promise<void> {
  await person.page
    .getByRole('complementary')
    .getByRole('button', { name: person.say('app.sidebar.escrow'), exact: true })
    .click();
  await person.arrivesAt('escrow.title');
}

export async function openLogbook(person: Person): Promise<void> {
  await person.page
    .getByRole('complementary')
    .getByRole('button', { name: person.say('app.sidebar.logbook'), exact: true })
    .click();
  await person.arrivesAt('logbook.title');
}

/** Escrow → the page of one set. */
export async function openSet(person: Person, name: string): Promise<void> {
  const set = person.page.locator('.escrow-set').filter({ hasText: name });
  await set.getByRole('button', { name: person.say('escrow.set.open') }).click();
  await expect(person.page.locator('.screen-lead')).toContainText(name);
}

/** Check-in: types a share's three rows. */
export async function typeShare(person: Person, text: string): Promise<void> {
  await person.field('escrow.entry.label').fill(text);
}

/** Escrow → a receipt that waits to be taken in. */
export async function chooseReceipt(person: Person, path: string): Promise<void> {
  await answerOpenDialog(person.app, path);
  await person.press('escrow.take-receipt');
  await person.arrivesAt('escrow.receipt.title');
}
