import { writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import type { Card } from '../../../src/core/custody/share/card-text';
import { setOf } from '../../../test-support/custody/sets';
import { answerOpenDialog } from '../dialogs';
import { typeShare } from '../escrow';
import { nameOf, openRecovery, register, secretOf, split, typed, typeTwo } from '../recovery';
import type { Stage } from '../stage';
import { openWelcome } from '../steps';
import { pretendIdle, systemSays, withClockAhead } from '../vault';
import type { Visit } from './visit';

const MASTER_KEY = '00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef';

/** Recovery from cards, before there is a vault. */
export async function tourRecovery({ person, folder, salvor }: Stage, visit: Visit): Promise<void> {
  const { userData } = salvor;
  const master = await split([
    secretOf('dev-master-key', 'VaultTerm, Northern branch', MASTER_KEY),
    secretOf('text', 'Recovery code of the registrar', 'tide at five', 'fedc:ba98:7654:3210'),
  ]);
  const vendor = { name: 'Vera Vendor', role: 'Support', contact: '', organisation: 'vendor' as const };
  await register(userData, master, {
    mode: 'managed',
    release: { conditions: 'Two trustees ask in writing', delayDays: 3 },
    shares: setOf(master.cards.map(({ share }) => share)).shares.map((share) =>
      share.index === 3 ? { ...share, custodian: vendor } : share,
    ),
  });
  const [ada, bo, vera] = master.cards;
  const dialog = person.page.getByRole('alertdialog');

  await openWelcome(person);
  await openRecovery(person);
  await visit('recovery');
  await person.press('scan.do');
  await expect(person.words('scan.none.title')).toBeVisible();
  await visit('recovery-no-camera');
  await person.press('scan.back');
  const right = typed(ada);
  const at = right.indexOf('\n') + 3;
  await typeShare(person, `${right.slice(0, at)}${right[at] === '7' ? '8' : '7'}${right.slice(at + 1)}`);
  await expect(person.words('escrow.entry.correct.title')).toBeVisible();
  await visit('recovery-a-slip');
  await typeShare(person, typed(ada, true));
  await expect(person.words('escrow.entry.alone.title')).toBeVisible();
  await visit('recovery-share-alone');
  await typeShare(person, right);
  await expect(person.words('recover.veil.title')).toBeVisible();
  await visit('recovery-veil');
  await person.press('recover.veil.do');
  await typeShare(person, typed(bo, true).slice(0, 50));
  await visit('recovery-second');
  await typeShare(person, typed(ada, true));
  await person.isTold('share-given-twice');
  await visit('recovery-given-twice');
  await typeShare(person, typed(vera, true));
  await expect(person.button('recover.vendor.do')).toBeVisible();
  await visit('recovery-vendor');
  await person.page
    .getByLabel(person.say('recover.vendor.requested'), { exact: true })
    .fill(new Date().toISOString().slice(0, 10));
  await person.press('recover.vendor.do');
  await expect(person.page.getByText(person.say('recover.vendor.early.do'))).toBeVisible();
  await visit('recovery-vendor-too-early');
  await person.press('recover.vendor.leave');

  const point = bo.share.point.slice();
  point[3] = (point[3] ?? 0) ^ 1;
  const bent: Card = { ...bo, share: { ...bo.share, point } };
  await typeShare(person, typed(bent, true));
  await expect(person.words('recover.ready')).toBeVisible();
  await visit('recovery-ready');
  await person.press('recover.do');
  await person.isTold('share-altered');
  await visit('recovery-third');
  await typeShare(person, typed(vera, true));
  await person.page.getByLabel(person.say('recover.vendor.requested'), { exact: true }).fill('2026-11-01');
  await person.press('recover.vendor.do');
  await expect(person.words('recover.ready')).toBeVisible();
  await person.press('recover.do');
  await expect(person.heading).toContainText(person.say('recover.back.title', { count: 2 }));
  await visit('recovery-back');
  await person.press('recover.way.show-line');
  await expect(person.page.locator('.secret-text')).toBeVisible();
  await visit('recovery-shown');
  await person.press('keys.secret.hide');
  await writeFile(folder.file('.env'), 'DEV_MASTER_KEY=old\n');
  await answerOpenDialog(person.app, folder.file('.env'));
  await person.press('recover.way.env');
  await expect(dialog).toBeVisible();
  await visit('recovery-env');
  await dialog.getByRole('button', { name: person.say('recover.env.leave') }).click();
  await systemSays(person.app, 'lock-screen');
  await person.arrivesAt('privacy.paused.title');
  await visit('recovery-paused');
  await person.press('privacy.paused.do');
  await pretendIdle(person.app, 4 * 60 + 30);
  await expect(dialog).toContainText(person.say('privacy.warning.title'));
  await visit('recovery-warning');
  await pretendIdle(person.app, 0);
  await dialog.getByRole('button', { name: person.say('privacy.warning.do') }).click();
  await person.press('recover.back.finish');
  await expect(dialog).toBeVisible();
  await visit('recovery-discard');
  await dialog.getByRole('button', { name: person.say('recover.discard.do') }).click();
  await person.arrivesAt('escrow.title');

  const large = await split([secretOf('text', 'A long one', 'x'.repeat(300))]);
  await openRecovery(person);
  await typeTwo(person, large.cards[0], large.cards[1]);
  await expect(person.words('recover.file.title')).toBeVisible();
  await expect(person.words('recover.card', { index: 2, count: 3, set: nameOf(large) })).toBeVisible();
  await visit('recovery-escrow-file');
  await person.press('recover.leave');
  await expect(dialog).toBeVisible();
  await visit('recovery-leave');
  await systemSays(person.app, 'suspend');
  await withClockAhead(person.app, 30, () => person.arrivesAt('privacy.cleared.recovery.title'));
  await visit('recovery-cleared');
  await person.press('privacy.cleared.do');
  await systemSays(person.app, 'suspend');
  await person.arrivesAt('privacy.cleared.title');
  await visit('cleared');
  await person.press('privacy.cleared.do');
}
