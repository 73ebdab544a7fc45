import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { chooseDrill, chooseFile, chooseFilePlace, givePassphrase } from './walk/files';
import { type Stage, setStage } from './walk/stage';

/** What the window says of archives that are less than proven. */

const VECTORS = fileURLToPath(new URL('../test-vectors/', import.meta.url));
const { passphrase } = JSON.parse(await readFile(join(VECTORS, 'vectors.json'), 'utf8')) as { passphrase: string };
/** Random bytes, sealed: authentic, and of no known kind. */
const UNKNOWN = 'three-frames.tspb2.enc';

let stage: Stage;
test.beforeEach(async () => {
  stage = await setStage();
});
test.afterEach(async () => {
  expect(await stage.problems()).toEqual([]);
  await stage.close();
});

test('contents that cannot be looked into are written only when a person says so, and are not called proven then', async () => {
  const { person, folder } = stage;
  await chooseFile(person, join(VECTORS, UNKNOWN), UNKNOWN);
  await chooseFilePlace(person, folder.file('import.zip'));
  await givePassphrase(person, passphrase);
  await person.press('app.file.start-open');
  await person.isToldAtTheEnd('authentic-only');
  expect(await folder.names()).toEqual([]);

  await person.press('app.failure.accept.authentic-only');
  await person.arrivesAt('app.result.title.authentic-only');
  await expect(
    person.page.getByText(person.say('proof.warning.contents-unknown.title'), { exact: true }),
  ).toBeVisible();
  await expect(person.page.getByRole('complementary')).toContainText(person.say('app.sidebar.restore-written'));
  expect((await stat(folder.file('import.zip'))).size).toBe(9_437_307);
});

test('a drill of them is no success, in its report and in the history', async () => {
  const { person } = stage;
  await chooseFile(person, join(VECTORS, UNKNOWN), UNKNOWN);
  await chooseDrill(person, 'Ada');
  await givePassphrase(person, passphrase);
  await person.press('app.drill.start');
  await person.arrivesAt('report.verdict.authentic-only');
  await expect(person.button('app.failure.accept.authentic-only')).toHaveCount(0);
  await person.press('app.drill.all');
  await expect(person.page.locator('.drill-row')).toContainText(person.say('report.verdict.authentic-only'));
  await expect(person.words('app.drills.never')).toBeVisible();
});

test('an error message in place of a dump is a failure, with the words that say so', async () => {
  const { person, folder } = stage;
  const path = folder.file('vaultterm-2026-11-29.sql.gz');
  await writeFile(
    path,
    gzipSync('pg_dump: error: connection to server failed: FATAL: password authentication failed\n'),
  );
  await chooseFile(person, path, 'vaultterm-2026-11-29.sql.gz');
  await chooseFilePlace(person, folder.file('dump.sql'));
  await person.press('app.file.start-open');
  await person.isToldAtTheEnd('payload-not-a-dump');
  await expect(person.failure).toContainText(person.say('proof.seen.error-text'));
  expect(await folder.names()).toEqual(['vaultterm-2026-11-29.sql.gz']);
});

test('a dump without a seal is proven with a warning, which the heading counts', async () => {
  const { person, folder } = stage;
  await chooseFile(person, join(VECTORS, 'tenant_acme.dump'), 'tenant_acme.dump');
  await chooseFilePlace(person, folder.file('copy.dump'));
  await person.press('app.file.start-open');
  await expect(person.heading).toHaveText(person.say('app.result.title.proven-with-warnings', { warnings: 1 }));
  await expect(person.page.getByText(person.say('proof.warning.not-sealed.title'), { exact: true })).toBeVisible();
});
