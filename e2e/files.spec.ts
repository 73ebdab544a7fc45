import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from '@playwright/test';
import { answerSaveDialog } from './walk/dialogs';
import {
  chooseDrill,
  chooseFile,
  chooseFilePlace,
  givePassphrase,
  givePassword,
  openDrills,
  openFiles,
} from './walk/files';
import { type Stage, setStage } from './walk/stage';
import { clipboardText } from './walk/vault';

/** Archives on this machine, opened and proven by the people who have them, without a server. */

const VECTORS = fileURLToPath(new URL('../test-vectors/', import.meta.url));
const vector = (name: string) => join(VECTORS, name);
const secrets = JSON.parse(await readFile(vector('vectors.json'), 'utf8')) as {
  passphrase: string;
  proxpanel: { license_key: string; tenant_db_password: string };
};
const sha256 = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');

let stage: Stage;

test.beforeEach(async () => {
  stage = await setStage();
});

test.afterEach(async () => {
  expect(await stage.problems()).toEqual([]);
  await stage.close();
});

test('opens a portal archive with its passphrase, and says what an import takes', async () => {
  const { person, folder } = stage;
  await chooseFile(person, vector('portal-full.tspb2.enc'), 'portal-full.tspb2.enc');
  await chooseFilePlace(person, folder.file('import.zip'));
  await givePassphrase(person, secrets.passphrase);
  await person.press('app.file.start-open');
  await person.arrivesAtProof();
  await expect(person.words('app.result.next.import', { name: 'import.zip' })).toBeVisible();
  await expect(person.words('proof.fact.format-version')).toBeVisible();
  await expect(person.words('proof.value.tables', { tables: 4, rows: 247 })).toBeVisible();
  expect(await sha256(folder.file('import.zip'))).toBe(await sha256(vector('portal-full.zip')));
});

test('gives the command that restores a tenant’s dump, and shows what the header says as unproven', async () => {
  const { person, folder } = stage;
  await chooseFile(person, vector('tenant_42_20260516_020000.proisp.bak'), 'tenant_42_20260516_020000.proisp.bak');
  await expect(person.page.getByText(secrets.proxpanel.license_key, { exact: true })).toBeVisible();
  await expect(person.words('app.said.remark')).toBeVisible();
  await chooseFilePlace(person, folder.file('tenant.dump'));
  await givePassword(person, secrets.proxpanel.tenant_db_password);
  await person.press('app.file.start-open');
  await person.arrivesAtProof();
  await expect(person.page.locator('.command-text')).toContainText(`--single-transaction --dbname=DATABASE`);
  await person.press('app.result.copy');
  await expect(person.button('app.result.copied')).toBeVisible();
  expect(await clipboardText(person.app)).toBe(await person.page.locator('.command-text').textContent());
  // More than one line would run by itself in a terminal.
  expect(
    await person.page.evaluate(() => window.salvor.call('app.copyCommand', { command: 'true\nrm x' })),
  ).toMatchObject({ ok: false });
  await expect(person.words('app.derivation.license-tenant-password')).toBeVisible();
  expect(await sha256(folder.file('tenant.dump'))).toBe(await sha256(vector('tenant_acme.dump')));
});

test('a wrong passphrase leads back to its field, with all else kept', async () => {
  const { person, folder } = stage;
  await chooseFile(person, vector('portal-full.tspb2.enc'), 'portal-full.tspb2.enc');
  await chooseFilePlace(person, folder.file('import.zip'));
  await givePassphrase(person, 'not the one');
  await person.press('app.file.start-open');
  await person.isToldAtTheEnd('wrong-passphrase');
  await person.press('app.failure.remedy.passphrase');
  await expect(person.heading).toHaveText('portal-full.tspb2.enc');
  await expect(person.status).toHaveText(
    person.say('app.prepare.missing', { first: 'passphrase', count: 1, second: '' }),
  );
  expect(await folder.names()).toEqual([]);
});

test('where the practice server runs, its key is offered for a file', async () => {
  const practised = await setStage({ practice: true });
  try {
    const { person } = practised;
    await chooseFile(person, vector('portal-full.zip.enc'), 'portal-full.zip.enc');
    await person.press('app.practice.use-key');
    await expect(person.words('app.key.given')).toBeVisible();
    expect(await practised.problems()).toEqual([]);
  } finally {
    await practised.close();
  }
  await chooseFile(stage.person, vector('portal-full.zip.enc'), 'portal-full.zip.enc');
  await expect(stage.person.field('app.key.paste')).toBeVisible();
  await expect(stage.person.button('app.practice.use-key')).toHaveCount(0);
});

test('a file of no known kind is refused at once', async () => {
  const { person, folder } = stage;
  await openFiles(person);
  const path = vector('bad-magic.enc');
  await chooseFile(person, path, person.say('app.open.title'));
  await person.isTold('unknown-format');
  expect(await folder.names()).toEqual([]);
});

test('a drill ends in a report that is saved and stays in the history, good or not', async () => {
  const { person, folder } = stage;
  const { page, say } = person;
  await openDrills(person);
  await expect(person.words('app.drills.none.title')).toBeVisible();

  await chooseFile(person, vector('portal-full.tspenc01.enc'), 'portal-full.tspenc01.enc');
  await chooseDrill(person, 'Ada Lovelace');
  await givePassphrase(person, secrets.passphrase);
  await person.press('app.drill.start');
  await person.arrivesAtProof();
  const report = folder.file('report.json');
  await answerSaveDialog(person.app, report);
  await person.press('app.drill.save-report');
  await expect(person.status).toContainText(report);
  expect(JSON.parse(await readFile(report, 'utf8'))).toMatchObject({
    report: { operator: 'Ada Lovelace', outcome: { verdict: 'proven-with-warnings' } },
  });

  await chooseFile(person, vector('cut-at-frame-edge.tspb2.enc'), 'cut-at-frame-edge.tspb2.enc');
  await chooseDrill(person, 'Ada Lovelace');
  await givePassphrase(person, secrets.passphrase);
  await person.press('app.drill.start');
  await expect(person.heading).toContainText(say('report.verdict.failed', { title: '' }).trim());
  await person.press('app.drill.all');
  await expect(page.locator('.drill-row')).toHaveCount(2);
  await expect(page.getByRole('heading', { level: 2, name: basename('cut-at-frame-edge.tspb2.enc') })).toBeVisible();
  await expect(person.words('app.drills.never')).toBeVisible();
  expect(await folder.names()).toEqual(['report.json']);
});
