import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from '@playwright/test';
import { setStage } from './walk/stage';
import { TOURS } from './walk/tour';

/** Where the pictures go, for people to look at: `npm run screenshots` takes them, no test depends on them. */
const FOLDER = join('out', 'screens');

test.describe.configure({ mode: 'parallel' });

for (const [place, { name: part, practice, tour }] of TOURS.entries()) {
  test(`every state of every screen is photographed, light and dark: ${part}`, async () => {
    test.setTimeout(180_000);
    const stage = await setStage({ practice });
    const { salvor, person } = stage;
    try {
      await salvor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(960, 640));
      let number = 0;
      await tour(stage, async (name) => {
        number += 1;
        for (const theme of ['light', 'dark'] as const) {
          await salvor.app.evaluate(({ nativeTheme }, source) => (nativeTheme.themeSource = source), theme);
          await mkdir(join(FOLDER, theme), { recursive: true });
          const picture = `${place + 1}-${part}-${String(number).padStart(2, '0')}-${name}.png`;
          await person.page.screenshot({ path: join(FOLDER, theme, picture), animations: 'disabled' });
        }
      });
    } finally {
      await stage.close();
    }
  });
}
