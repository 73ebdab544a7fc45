import { expect, test } from '@playwright/test';
import { isList, isOneBackup } from '../test-support/faults';
import type { WholeBackup } from '../test-support/listing';
import { type Stage, setStage } from './walk/stage';
import { archiveRow, confirmFingerprint, connect } from './walk/steps';

/** Some thirteen years of nightly backups, with one of the public site each week. */
const COUNT = 5000;
const EVERY = 7;
/** More than any window shows at once, and far less than all. */
const MOST_ROWS = 80;

let stage: Stage;

test.beforeAll(async () => {
  stage = await setStage();
  const { proxy, archives, newest, frontend } = stage.backend;
  expect(archives.length).toBeGreaterThan(0);
  const began = Date.parse(newest.created_at);
  const made = Array.from({ length: COUNT }, (_, back): WholeBackup => {
    const like = back % EVERY === EVERY - 1 ? frontend : newest;
    const createdAt = new Date(began - back * 86_400_000).toISOString();
    return {
      ...like,
      id: String(1_000_000 + back),
      name: `tsp-export-${back}.zip.enc`,
      size: 1_000_000 + back,
      created_at: createdAt,
    };
  });
  proxy.setFault({
    kind: 'rewrite',
    on: (request) => isList(request) && !isOneBackup(request),
    rewrite: (list: object) => ({ ...list, count: COUNT, backups: made }),
  });
  await connect(stage.person, stage.backend.connection);
  await confirmFingerprint(stage.person, stage.backend.fingerprint);
});

test.afterAll(async () => {
  await stage.close();
});

test.afterEach(async () => {
  expect(await stage.problems()).toEqual([]);
});

const rows = () => stage.person.page.locator('.archive');
const shown = (count: number) => stage.person.words('app.archives.filter.result', { shown: count, all: COUNT });

async function holdsFewRows(): Promise<void> {
  await expect(rows().first()).toBeVisible();
  expect(await rows().count()).toBeLessThan(MOST_ROWS);
}

test('thousands of archives are counted, and only those in sight are in the page', async () => {
  await expect(stage.person.words('app.archives.count', { count: COUNT })).toBeVisible();
  await holdsFewRows();
});

test('they are found by scope, by name and by both', async () => {
  const { person } = stage;
  const { page, say } = person;
  const frontend = Math.floor(COUNT / EVERY);
  await page.getByText(say('app.scope.frontend'), { exact: true }).first().click();
  await expect(shown(frontend)).toBeAttached();
  await holdsFewRows();
  await page.getByText(say('app.archives.filter.all'), { exact: true }).click();

  // The last in the list, which was not in the page before.
  await page.getByRole('searchbox').fill(`export-${COUNT - 1}`);
  await expect(shown(1)).toBeAttached();
  await expect(rows()).toHaveCount(1);
  await page.getByRole('searchbox').fill('');
});

test('the very last one is reached by the End key, and is on top when the list is ordered by size', async () => {
  const { person, backend } = stage;
  const { page } = person;
  const oldest = new Date(Date.parse(backend.newest.created_at) - (COUNT - 1) * 86_400_000).toISOString();
  const last = archiveRow(person, {
    ...((COUNT - 1) % EVERY === EVERY - 1 ? backend.frontend : backend.newest),
    created_at: oldest,
  });
  await rows().first().click();
  await page.keyboard.press('End');
  await expect(last).toBeInViewport();
  await holdsFewRows();

  await page.getByRole('combobox').selectOption('largest');
  await expect(last).toBeInViewport();
  await holdsFewRows();
});
