import { type ElectronApplication, expect } from '@playwright/test';
import type { SecretKind } from '../../src/core/custody/model';
import type { Person } from './person';

/*
 * The steps with the vault.
 */

/** Any screen → the vault, in whichever state it is. */
export async function openKeys(person: Person): Promise<void> {
  await person.page
    .getByRole('complementary')
    .getByRole('button', { name: person.say('app.sidebar.keys'), exact: true })
    .click();
}

/** Any screen → a vault that opens with `passphrase`. */
export async function createVault(person: Person, passphrase: string): Promise<void> {
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

/** What the vault is and why; null at a moment at which the window is loaded afresh, and so can answer nothing. */
export async function vaultState({ page }: Person): Promise<{ state: string; lockedBy: string | null } | null> {
  const answer = await page
    .evaluate(() => window.salvor.call('vault.status', {}))
    .catch((error: Error) => {
      if (/context was destroyed|Execution context|navigat/i.test(error.message)) return null;
      throw error;
    });
  return answer?.ok === true ? answer.value : null;
}

/** From now on the system reports so many seconds without input. */
export async function pretendIdle(app: ElectronApplication, seconds: number): Promise<void> {
  await app.evaluate(({ powerMonitor }, idle) => {
    powerMonitor.getSystemIdleTime = () => idle;
  }, seconds);
}

/** The main process's clock is ahead by so many minutes, while `work` is done. */
export async function withClockAhead(
  app: ElectronApplication,
  minutes: number,
  work: () => Promise<void>,
): Promise<void> {
  const setAhead = (ahead: number) =>
    app.evaluate((_electron, milliseconds) => {
      const clock = Date as DateConstructor & { real?: () => number };
      const real = clock.real ?? Date.now;
      clock.real = real;
      Date.now = () => real() + milliseconds;
    }, ahead);
  await setAhead(minutes * 60_000);
  try {
    await work();
  } finally {
    await setAhead(0);
  }
}

/** The system says that its screen was locked, or that it falls asleep. */
export async function systemSays(app: ElectronApplication, event: 'lock-screen' | 'suspend'): Promise<void> {
  await app.evaluate(({ powerMonitor }, name) => void powerMonitor.emit(name), event);
}

export async function clipboardText(app: ElectronApplication): Promise<string> {
  return app.evaluate(({ clipboard }) => clipboard.readText());
}
