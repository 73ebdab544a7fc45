import { type ElectronApplication, expect } from '@playwright/test';
import type { SecretKind } from '../../src/core/custody/model';
import type { Person } from './person';

/*
 * The steps with the vault.
 */

/** Any screen → the vault, in whichever state it is. */
export async function openKeys(person: Person): Promise<void> {
  await person.page.getByRole('complementary').getByRole('button', { name: person.say('app.sidebar.keys'), exact: true }).click();
}

/** Any screen → a vault that opens with `passphrase`. The clock of idleness stands still: nobody touches a display that nobody sees. */
export async function createVault(person: Person, passphrase: string): Promise<void> {
  await pretendIdle(person.app, 0);
  await openKeys(person);
  await person.arrivesAt('keys.create.title');
  await person.field('keys.passphrase.new').fill(passphrase);
  await person.field('keys.passphrase.again').fill(passphrase);
  await person.press('keys.create.do');
  await person.arrivesAt('keys.title');
}

/** Any screen → the page of a secret that was just kept. */
export async function addKey(person: Person, kind: SecretKind, label: string, secret: string): Promise<void> {
  await openKeys(person);
  await person.press('keys.add');
  await person.arrivesAt('keys.add.title');
  await person.page.getByRole('combobox').selectOption(kind);
  await person.field('keys.label').fill(label);
  await person.field(`keys.kind.${kind}`).fill(secret);
  await person.press('keys.add.do');
  await expect(person.heading).toHaveText(label);
}

/** Any screen → the page of a secret of that name. */
export async function openKey(person: Person, label: string): Promise<void> {
  await openKeys(person);
  await person.arrivesAt('keys.title');
  await person.page.locator('.key-row').filter({ hasText: label }).click();
  await expect(person.heading).toHaveText(label);
}

/** The locked vault → all its keys. */
export async function unlock(person: Person, passphrase: string): Promise<void> {
  await person.field('keys.unlock.passphrase').fill(passphrase);
  await person.press('keys.unlock.do');
  await person.arrivesAt('keys.title');
}

/** From now on the system says that nobody has touched it for so many seconds. */
export async function pretendIdle(app: ElectronApplication, seconds: number): Promise<void> {
  await app.evaluate(({ powerMonitor }, idle) => {
    powerMonitor.getSystemIdleTime = () => idle;
  }, seconds);
}

/** The system says that its screen was locked, or that it falls asleep. */
export async function systemSays(app: ElectronApplication, event: 'lock-screen' | 'suspend'): Promise<void> {
  await app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event);
}

export async function clipboardText(app: ElectronApplication): Promise<string> {
  return app.evaluate(({ clipboard }) => clipboard.readText());
}
