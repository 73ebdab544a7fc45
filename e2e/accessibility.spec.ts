import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { answerSaveDialog } from './walk/dialogs';
import { type Stage, setStage } from './walk/stage';
import { TOURS } from './walk/tour';

/** The smallest window, which has to hold every screen. */
const SMALLEST = { width: 960, height: 640 };

/** While something is asked or fetched, no action is more fitting than to wait. */
const WITHOUT_PRIMARY = new Set([
  'asking',
  'running',
  'running-paused',
  'running-cancel',
  'running-waiting',
  'batch-running',
  'batch-cancel',
]);

let stage: Stage;

test.describe.configure({ mode: 'parallel' });

async function begin(practice: boolean): Promise<void> {
  stage = await setStage({ practice });
  await stage.salvor.app.evaluate(({ BrowserWindow }, { width, height }) => {
    BrowserWindow.getAllWindows()[0]?.setContentSize(width, height);
  }, SMALLEST);
}

test.afterEach(async () => {
  expect(await stage.problems()).toEqual([]);
  await stage.close();
});

for (const { name: part, practice, tour } of TOURS) {
  test(`axe finds nothing on any screen, light or dark, and the smallest window holds each of them: ${part}`, async () => {
    test.setTimeout(300_000);
    await begin(practice);
    const { salvor, person } = stage;
    const { page } = person;
    const setTheme = async (theme: 'light' | 'dark') => {
      await salvor.app.evaluate(({ nativeTheme }, source) => (nativeTheme.themeSource = source), theme);
      await expect
        .poll(() => page.evaluate(() => matchMedia('(prefers-color-scheme: dark)').matches))
        .toBe(theme === 'dark');
    };
    const builder = () => new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] });
    const found = async (axe: AxeBuilder) => {
      const { violations } = await axe.analyze();
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join('\n')}`,
      );
    };
    await page.emulateMedia({ reducedMotion: 'reduce' });
    let visited = 0;
    await tour(stage, async (name) => {
      await setTheme('dark');
      expect.soft(await found(builder().withRules(['color-contrast'])), `${name}, dark`).toEqual([]);
      await setTheme('light');
      expect.soft(await found(builder()), `${name}, light`).toEqual([]);
      expect.soft(await wider(), name).toEqual([]);
      if (!WITHOUT_PRIMARY.has(name)) await expect.soft(await primary(), name).toBeInViewport({ ratio: 1 });
      visited += 1;
    });
    expect(visited).toBeGreaterThan(0);
  });
}

/** The one action that leads on: a question's own while it is asked, where it has one. */
async function primary(): Promise<Locator> {
  const asked = stage.person.page.getByRole('dialog').locator('.action-primary');
  return (await asked.count()) > 0 ? asked : stage.person.primary;
}

/** What would have to be scrolled sideways. */
function wider(): Promise<string[]> {
  return stage.person.page.evaluate(() => {
    const scrolled = [...document.querySelectorAll('*')].filter((element) => {
      const { overflowX } = getComputedStyle(element);
      const scrolls = element === document.documentElement || overflowX === 'auto' || overflowX === 'scroll';
      return scrolls && element.scrollWidth > element.clientWidth;
    });
    const outside = [...document.querySelectorAll('button, input, h1, h2, p, dd, li')].filter((element) => {
      const { right, width } = element.getBoundingClientRect();
      return width > 1 && right > window.innerWidth + 0.5;
    });
    return [...scrolled, ...outside].map((element) => `${element.tagName}.${element.className}`);
  });
}

test('the whole way can be gone by keyboard alone, and each screen begins at its heading', async () => {
  await begin(false);
  const { person, backend, folder } = stage;
  const { page, say } = person;
  const { keyboard } = page;
  const atHeading = async () => expect(person.heading).toBeFocused();
  const reach = async (target: Locator) => {
    for (let steps = 0; steps < 60; steps += 1) {
      if (await target.evaluate((element) => element.contains(document.activeElement))) return;
      await keyboard.press('Tab');
    }
    await expect(target).toBeFocused();
  };

  await person.arrivesAt('app.welcome.title');
  await reach(person.button('app.welcome.connect').last());
  await keyboard.press('Enter');
  await person.arrivesAt('app.connect.title');
  await atHeading();
  await reach(person.field('app.connect.address'));
  await keyboard.insertText(backend.connection.url);
  await reach(person.field('app.connect.api-key'));
  await keyboard.insertText(backend.connection.apiKey);
  await keyboard.press('Enter');
  await expect(person.words('app.connect.tested.title')).toBeVisible();
  await reach(person.button('app.connect.add'));
  await keyboard.press('Enter');

  await person.arrivesAt('app.check.title');
  await atHeading();
  await reach(person.field('app.check.field'));
  await keyboard.insertText(backend.fingerprint);
  await reach(person.button('app.check.confirm'));
  await keyboard.press('Space');

  await expect(person.button('app.archives.restore')).toBeVisible();
  await atHeading();
  await reach(page.getByRole('grid'));
  await keyboard.press('ArrowDown');
  await keyboard.press('ArrowUp');
  await keyboard.press('Enter');

  await person.arrivesAt('app.prepare.title');
  await atHeading();
  await answerSaveDialog(person.app, folder.file('import.zip'));
  await reach(person.button('app.place.choose'));
  await keyboard.press('Enter');
  await expect(page.getByText(folder.file('import.zip'), { exact: true })).toBeVisible();
  await reach(person.field('app.key.paste'));
  await keyboard.insertText(await backend.practice.privateKey(backend.practice.harbour));
  await reach(person.button('app.key.use'));
  await keyboard.press('Enter');
  await expect(person.words('app.prepare.ready')).toBeVisible();
  await reach(person.button('app.prepare.start'));
  backend.proxy.setFault({ kind: 'stall', afterBytes: 80_000 });
  await keyboard.press('Enter');

  await person.arrivesAt('app.running.title');
  await atHeading();
  await reach(person.button('app.running.cancel'));
  await keyboard.press('Enter');
  const dialog = page.getByRole('alertdialog');
  await expect(dialog.getByRole('button', { name: say('app.running.cancel-leave') })).toBeFocused();
  await keyboard.press('Escape');
  await expect(dialog).toBeHidden();
  await expect(person.button('app.running.cancel')).toBeFocused();
  await keyboard.press('Enter');
  await reach(dialog.getByRole('button', { name: say('running.stop.keep') }));
  await keyboard.press('Enter');

  await person.isToldAtTheEnd('cancelled');
  await atHeading();
  backend.proxy.setFault(null);
  await reach(person.button('app.failure.remedy.again'));
  await keyboard.press('Enter');
  await person.arrivesAt('app.prepare.title');
  await atHeading();
  await reach(person.button('app.prepare.start'));
  await keyboard.press('Enter');
  await person.arrivesAtProof();
  await atHeading();
  expect(await folder.names()).toEqual(['import.zip']);
});
