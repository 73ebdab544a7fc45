import { type ElectronApplication, expect } from '@playwright/test';
import type { MessageKey } from '../../src/shared/messages/catalogue';
import { answerOpenDialog, answerSaveDialog } from './dialogs';
import type { Person } from './person';

/*
 * The steps of a split ceremony.
 */

export type TakerMedium = 'printed' | 'age-passphrase' | 'age-recipient';

export interface Custodian {
  readonly name: string;
  readonly medium?: TakerMedium;
  readonly recipient?: string;
}

export const ADA: Custodian = { name: 'Ada Able' };
export const BO: Custodian = { name: 'Bo Brook' };
export const CY: Custodian = { name: 'Cy Cole' };

/** A field of one of the three custodians. */
function takerField(person: Person, key: MessageKey, share: number) {
  return person.page.getByRole('textbox', { name: person.say(key, { share }), exact: true });
}

/** The names of three custodians, and how each takes their share. */
export async function nameCustodians(person: Person, custodians: readonly Custodian[]): Promise<void> {
  await person.arrivesAt('ceremony.custodians.title');
  for (const [at, { name, medium = 'printed', recipient }] of custodians.entries()) {
    const share = at + 1;
    await takerField(person, 'ceremony.custodians.name', share).fill(name);
    const choice = person.page.getByRole('radiogroup', {
      name: person.say('ceremony.custodians.medium', { share }),
      exact: true,
    });
    await choice.getByText(person.say(`escrow.medium.${medium}`), { exact: true }).click();
    if (recipient !== undefined) await takerField(person, 'ceremony.custodians.recipient', share).fill(recipient);
  }
}

interface Release {
  readonly conditions: string;
  readonly days: string;
}

/** Secrets are chosen → the first custodian is asked to the screen. */
export async function planCeremony(
  person: Person,
  custodians: readonly Custodian[],
  release: Release | null = null,
): Promise<void> {
  await person.arrivesAt('ceremony.secrets.title');
  await person.press('ceremony.next');
  await person.arrivesAt('ceremony.mode.title');
  if (release !== null) {
    await person.page.getByText(person.say('ceremony.mode.managed'), { exact: true }).click();
    await person.field('ceremony.mode.conditions').fill(release.conditions);
    await person.field('ceremony.mode.delay').fill(release.days);
  }
  await person.press('ceremony.next');
  await nameCustodians(person, custodians);
  await person.press('ceremony.next');
  await person.arrivesAt('ceremony.review.title');
  await person.press('ceremony.review.begin');
  await isCalled(person, custodians[0] ?? ADA);
}

/** The screen asks for a custodian, and shows nothing of a share yet. */
export async function isCalled(person: Person, { name }: Custodian): Promise<void> {
  await expect(person.heading).toHaveText(person.say('ceremony.veil.title', { custodian: name }));
}

/** The custodian sits there alone. */
export async function sitDown(person: Person, custodian: Custodian): Promise<void> {
  await isCalled(person, custodian);
  await person.press('ceremony.veil.begin', { custodian: custodian.name });
}

/** Takes the card as a PDF. */
export async function savePdf(person: Person, path: string): Promise<void> {
  await answerSaveDialog(person.app, path);
  await person.press('ceremony.take.pdf');
  await person.press('ceremony.take.pdf.do');
}

/** From now on whatever goes to the printer becomes that PDF instead; null for a print dialog that is closed. */
export async function printInto(app: ElectronApplication, path: string | null): Promise<void> {
  await app.evaluate(({ app: electron, webContents }, file) => {
    const known = globalThis as { printInto?: string | null; hooked?: true };
    known.printInto = file;
    if (known.hooked === true) return;
    known.hooked = true;
    electron.on('web-contents-created', (_event, contents) => {
      contents.print = (_options, done) => {
        const to = known.printInto ?? null;
        if (to === null) return done?.(false, 'Print job canceled');
        void contents
          .printToPDF({ pageSize: 'A4', printBackground: true })
          .then((pdf) => process.getBuiltinModule('node:fs').writeFileSync(to, pdf))
          .then(() => done?.(true, ''));
      };
    });
    void webContents;
  }, path);
}

/** The row of the card that the screen asks for. */
export async function askedRow(person: Person): Promise<number> {
  await expect(person.heading).toContainText(person.say('ceremony.confirm.title', { custodian: '' }).trim());
  for (const row of [1, 2, 3]) {
    if (
      await person.page
        .getByRole('textbox', { name: person.say('ceremony.confirm.row.field', { row }), exact: true })
        .isVisible()
    )
      return row;
  }
  throw new Error('no row is asked for');
}

/** Types what was asked for, from the rows of the custodian's card. */
export async function confirmByRow(person: Person, rows: readonly string[]): Promise<void> {
  const row = await askedRow(person);
  await person.page
    .getByRole('textbox', { name: person.say('ceremony.confirm.row.field', { row }), exact: true })
    .fill(rows[row - 1] ?? '');
  await person.press('ceremony.confirm.do');
}

/** All have confirmed → the set is registered. */
export async function finishCeremony(person: Person, folder: string): Promise<void> {
  await person.arrivesAt('ceremony.companions.title');
  await answerOpenDialog(person.app, folder);
  await person.press('ceremony.companions.save');
  await expect(person.status).toContainText(folder);
  await person.press('ceremony.companions.finish');
  await expect(person.heading).toContainText(person.say('ceremony.done.title'));
}
