import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { type Stage, setStage } from './walk/stage';
import { tour } from './walk/tour';

/** Where the pictures go, for people to look at: `npm run screenshots` takes them, no test depends on them. */
const FOLDER = join('out', 'screens');

let stage: Stage;

test.beforeAll(async () => {
  stage = await setStage({ practice: true });
});

test.afterAll(async () => {
  await stage.close();
});

test('every state of every screen is photographed, light and dark', async () => {
  test.setTimeout(300_000);
  const { salvor, person } = stage;
  await salvor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(960, 640));
  let number = 0;
  await rm(FOLDER, { recursive: true, force: true });
  await tour(stage, async (name) => {
    number += 1;
    for (const theme of ['light', 'dark'] as const) {
      await salvor.app.evaluate(({ nativeTheme }, source) => (nativeTheme.themeSource = source), theme);
      await mkdir(join(FOLDER, theme), { recursive: true });
      await person.page.screenshot({ path: join(FOLDER, theme, `${String(number).padStart(2, '0')}-${name}.png`), animations: 'disabled' });
    }
  });
});
