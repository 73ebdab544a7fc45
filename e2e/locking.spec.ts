import { expect, test } from '@playwright/test';
import { siteKey, thePassphrase } from './support/bridge';
import { type LaunchedApp, launchApp } from './support/launch';
import { Person } from './walk/person';
import { secretOf, split, typed } from './walk/recovery';
import { pretendIdle, systemSays } from './walk/vault';

/** Without a vault there is as much to forget as with one. */

let salvor: LaunchedApp;
let person: Person;

test.beforeAll(async () => {
  salvor = await launchApp({ args: ['--no-practice'] });
  person = new Person(salvor);
});

test.afterAll(async () => {
  await salvor.close();
});

const WAYS = {
  screen: () => systemSays(person.app, 'lock-screen'),
  suspend: () => systemSays(person.app, 'suspend'),
  idle: () => pretendIdle(person.app, 5 * 60),
  person: () =>
    person.app.evaluate(({ Menu, BrowserWindow }, label) => {
      const items = Menu.getApplicationMenu()?.items.flatMap(({ submenu }) => submenu?.items ?? []) ?? [];
      items.find((item) => item.label === label)?.click(undefined, BrowserWindow.getAllWindows()[0], undefined);
    }, person.say('main.menu.lock')),
} as const;

for (const [reason, lock] of Object.entries(WAYS)) {
  test(`what was pasted is forgotten without a vault, and the window is loaded afresh: ${reason}`, async () => {
    const { cards } = await split([secretOf('text', 'Tide', 'the tide comes in')]);
    const given = { key: siteKey, passphrase: thePassphrase, card: typed(cards[0]) };
    const tokens = await person.page.evaluate(async ({ key, passphrase, card }) => {
      Object.assign(window, { sinceLoaded: true });
      const held = [
        await window.salvor.call('keys.paste', { text: key, removeWhitespace: false }),
        await window.salvor.call('secrets.hold', { kind: 'passphrase', text: passphrase }),
        await window.salvor.call('cards.hold', { text: card }),
      ];
      return held.map((answer) => (answer.ok ? answer.value.token : ''));
    }, given);
    expect(tokens.every((token) => token !== '')).toBe(true);

    await lock();
    await person.arrivesAt('privacy.cleared.title');
    await expect(person.words('privacy.cleared.text', { reason, minutes: 5 })).toBeVisible();
    const after = await person.page.evaluate(async ([key = '', secret = '', card = '']) => {
      const asked = [
        await window.salvor.call('vault.keepKey', { key, label: 'x' }),
        await window.salvor.call('vault.keepSecret', { secret, kind: 'passphrase', label: 'x' }),
        await window.salvor.call('recovery.give', { card, requested: null, early: false }),
      ];
      return {
        codes: asked.map((answer) => (answer.ok ? 'ok' : answer.error.code)),
        afresh: !('sinceLoaded' in window),
      };
    }, tokens);
    expect(after).toEqual({ codes: ['key-needed', 'passphrase-needed', 'unexpected'], afresh: true });

    await pretendIdle(person.app, 0);
    await person.press('privacy.cleared.do');
    await person.arrivesAt('app.welcome.title');
    expect(await salvor.problems()).toEqual([]);
  });
}
