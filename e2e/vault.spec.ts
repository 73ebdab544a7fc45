import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { expect, test } from '@playwright/test';
import vectors from '../test-vectors/vectors.json' with { type: 'json' };
import type { Backend } from './walk/backend';
import { prepareBatch } from './walk/batch';
import { onConnectedSite } from './walk/connected';
import { answerOpenDialog, answerSaveDialog } from './walk/dialogs';
import { chooseFile, chooseFilePlace } from './walk/files';
import type { TestFolder } from './walk/folder';
import type { Person } from './walk/person';
import type { Stage } from './walk/stage';
import {
  archiveRow,
  bringInSight,
  chooseArchive,
  choosePlace,
  giveKey,
  openArchives,
  restoreToTheEnd,
} from './walk/steps';
import { addKey, clipboardText, openKey, openKeys, pretendIdle, systemSays, unlock, vaultState } from './walk/vault';

/**
 * Slow enough that the lock, which looks every five seconds, comes while it runs: the newest archive then takes some
 * eleven.
 */
const SLOWLY = { kind: 'trickle', bytes: 2048, everyMs: 220 } as const;
const PASSPHRASE = 'harbour lantern quiet seven';
const WORDS = 'the tide comes in at five past three';

// One vault from its making to its damage: each test begins where the one before it ended.
test.describe.configure({ mode: 'serial' });

let stage: Stage;
let backend: Backend;
let person: Person;
let folder: TestFolder;

onConnectedSite((scene) => {
  ({ stage, backend, person, folder } = scene);
});

const site = () => backend.practice.harbour;
const siteKey = () => backend.practice.privateKey(site());
const vaultFile = () => join(stage.salvor.userData, 'vault.salvor');

/** Everything that the window's own process keeps of its page, as text. */
async function pageMemory(): Promise<string> {
  const devtools = await person.page.context().newCDPSession(person.page);
  const pieces: string[] = [];
  devtools.on('HeapProfiler.addHeapSnapshotChunk', ({ chunk }) => pieces.push(chunk));
  await devtools.send('HeapProfiler.collectGarbage');
  await devtools.send('HeapProfiler.takeHeapSnapshot', {});
  await devtools.detach();
  return pieces.join('');
}

test('a key that was pasted and has opened an archive is offered a place in a vault', async () => {
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file('import.zip'));
  await giveKey(person, await siteKey());
  await restoreToTheEnd(person);
  await expect(person.words('keys.keep.key')).toBeVisible();
  await person.press('keys.keep.create');

  await pretendIdle(person.app, 0);
  await person.arrivesAt('keys.create.title');
  await expect(person.words('keys.seal.no-keystore.title')).toBeVisible();
  await person.field('keys.passphrase.new').fill('too short');
  await expect(person.words('keys.passphrase.short', { missing: 1 })).toBeVisible();
  await person.field('keys.passphrase.new').fill(PASSPHRASE);
  await expect(person.words('keys.passphrase.good')).toBeVisible();
  await person.field('keys.passphrase.again').fill(`${PASSPHRASE}!`);
  await expect(person.words('keys.passphrase.differs')).toBeVisible();
  await expect(person.primary).toBeDisabled();
  await person.field('keys.passphrase.again').fill(PASSPHRASE);
  await person.press('keys.create.do');
  await person.arrivesAt('keys.title');
  await expect(person.words('keys.none.title')).toBeVisible();

  // The way back to the result, which can now be taken up on its offer.
  await person.page.getByRole('complementary').getByRole('button').filter({ hasText: 'import.zip' }).click();
  await person.press('keys.keep.do');
  await expect(person.words('keys.keep.kept')).toBeVisible();
  await openKey(person, site().name);
  await expect(person.page.getByText(backend.fingerprint, { exact: true })).toBeVisible();
  await expect(person.words('keys.foreign.title')).toBeHidden();
});

test('a restore takes the right key by itself, also for an archive from before a rotation', async () => {
  const older = backend.older.e2ee_fingerprint ?? '';
  await expect(archiveRow(person, backend.newest)).toContainText(person.say('keys.archive.held'));
  await chooseArchive(person, backend.newest);
  await expect(person.words('keys.at-hand.held')).toBeVisible();
  await choosePlace(person, folder.file('newest.zip'));
  await restoreToTheEnd(person);

  await openArchives(person, site().name);
  await bringInSight(person, backend.older);
  await expect(archiveRow(person, backend.older)).toContainText(person.say('app.archives.key.older'));
  await addKey(person, 'site-key', 'Harbour, before 2026', await backend.practice.privateKey(site(), older));
  await openArchives(person, site().name);
  await chooseArchive(person, backend.older);
  await expect(person.page.getByText('Harbour, before 2026', { exact: true })).toBeVisible();
  await choosePlace(person, folder.file('older.zip'));
  await restoreToTheEnd(person);
  await expect(person.words('keys.keep.key')).toBeHidden();
  expect(await folder.names()).toEqual(['newest.zip', 'older.zip']);

  await openKey(person, 'Harbour, before 2026');
  await expect(person.words('keys.opened.never')).toBeHidden();
});

test('a file is opened by whatever in the vault fits it', async () => {
  await addKey(person, 'passphrase', 'Portal exports', vectors.passphrase);
  await addKey(person, 'database-password', 'Panel', vectors.proxpanel.db_password);
  for (const name of ['portal-full.tspenc01.enc', 'proisp_full_20260514_140530.proisp.bak']) {
    await copyFile(resolve('test-vectors', name), folder.file(name));
    await chooseFile(person, folder.file(name), name);
    await expect(person.words('keys.at-hand.held')).toBeVisible();
    await chooseFilePlace(person, folder.file(`${name}.out`));
    await person.press('app.file.start-open');
    await person.arrivesAtProof();
    await expect(person.words('keys.keep.passphrase')).toBeHidden();
  }
  await openKey(person, 'Panel');
  await expect(person.page.locator('.facts').getByText('proisp_full_20260514_140530.proisp.bak')).toBeVisible();
});

test('a key of no connected site says so at once, and one that is there already too', async () => {
  await addKey(person, 'site-key', 'Of another server', vectors.keys.other.private);
  await expect(person.words('keys.foreign.title')).toBeVisible();
  await openKeys(person);
  await person.press('keys.add');
  await person.field('keys.label').fill('The same again');
  await person.field('keys.kind.site-key').fill(vectors.keys.other.private);
  await person.press('keys.add.do');
  await person.isTold('vault-duplicate');
  await openKey(person, 'Of another server');
  await person.press('keys.remove');
  await person.page
    .getByRole('alertdialog')
    .getByRole('button', { name: person.say('keys.remove.do') })
    .click();
  await person.arrivesAt('keys.title');
  await expect(person.page.locator('.key-row').filter({ hasText: 'Of another server' })).toHaveCount(0);
});

test('of an .env the master key alone is kept', async () => {
  const key = '0123456789abcdef'.repeat(4);
  await writeFile(folder.file('.env'), `PORT=3000\nDEV_MASTER_KEY=${key}\nSMTP_PASSWORD=hunter2\n`);
  await answerOpenDialog(person.app, folder.file('.env'));
  await openKeys(person);
  await person.press('keys.add');
  await person.page.getByRole('combobox').selectOption('dev-master-key');
  await person.field('keys.label').fill('VaultTerm');
  await person.press('keys.add.from-env');
  await expect(person.heading).toHaveText('VaultTerm');
  await answerSaveDialog(person.app, folder.file('master.key'));
  await person.press('keys.secret.save');
  await expect(person.words('keys.secret.saved')).toBeVisible();
  expect(await readFile(folder.file('master.key'), 'utf8')).toBe(key);
});

test('a secret is shown and copied only when asked for, and only for a while', async () => {
  await addKey(person, 'text', 'Tide table', WORDS);
  await expect(person.page.getByText(WORDS)).toBeHidden();
  await person.press('keys.secret.show');
  await expect(person.page.getByText(WORDS)).toBeVisible();
  await person.press('keys.secret.hide');
  await expect(person.page.getByText(WORDS)).toBeHidden();

  await person.press('keys.secret.show');
  await expect(person.page.getByText(WORDS)).toBeVisible();
  await person.press('keys.secret.copy');
  await expect.poll(() => clipboardText(person.app)).toBe(WORDS);
  await expect(person.page.getByText(WORDS)).toBeHidden({ timeout: 60_000 });
  await expect.poll(() => clipboardText(person.app), { timeout: 60_000 }).toBe('');
});

test('the vault locks with the screen: the window is loaded again and remembers nothing', async () => {
  await openKey(person, 'Tide table');
  await person.press('keys.secret.show');
  await expect(person.page.getByText(WORDS)).toBeVisible();
  await person.press('keys.secret.copy');
  await expect.poll(() => clipboardText(person.app)).toBe(WORDS);
  expect(await pageMemory()).toContain(WORDS);

  await systemSays(person.app, 'lock-screen');
  await person.arrivesAt('keys.locked.title');
  await expect(person.words('keys.locked.lead', { reason: 'screen', minutes: 5 })).toBeVisible();
  expect(await clipboardText(person.app)).toBe('');
  await expect.poll(async () => (await pageMemory()).includes(WORDS)).toBe(false);

  // Nothing that the window could ask for comes out.
  const refused = await person.page.evaluate(() => window.salvor.call('vault.entries', {}));
  expect(refused).toMatchObject({ ok: false, error: { code: 'vault-locked' } });
  await openArchives(person, site().name);
  await expect(archiveRow(person, backend.newest)).toContainText(person.say('app.archives.key.present'));
});

test('a wrong passphrase is reported as that, and after several the next has to wait', async () => {
  await openKeys(person);
  await person.arrivesAt('keys.locked.title');
  for (const guess of ['not that one at all', 'nor this one either']) {
    await person.field('keys.unlock.passphrase').fill(guess);
    await person.press('keys.unlock.do');
    await person.isTold('vault-wrong-passphrase');
    await expect(person.field('keys.unlock.passphrase')).toHaveValue('');
  }
  await person.field('keys.unlock.passphrase').fill('and this is the third');
  await person.press('keys.unlock.do');
  await expect(person.field('keys.unlock.passphrase')).toHaveValue('');
  await person.field('keys.unlock.passphrase').fill(PASSPHRASE);
  await person.press('keys.unlock.do');
  await expect(person.words('keys.unlock.wait', { seconds: 0 })).toBeVisible();
  await unlock(person, PASSPHRASE);
});

test('a vault that locks is opened again where its key is needed', async () => {
  await openKeys(person);
  await person.press('keys.lock');
  await person.arrivesAt('keys.locked.title');
  await openArchives(person, site().name);
  await chooseArchive(person, backend.newest);
  await expect(person.words('keys.at-hand.locked')).toBeVisible();
  await person.field('keys.unlock.passphrase').fill(PASSPHRASE);
  await person.press('keys.unlock.do');
  await expect(person.words('keys.at-hand.held')).toBeVisible();
});

test('a batch of drills takes its keys from the vault', async () => {
  await prepareBatch(person, 'Ada Admin');
  await expect(person.words('batch.key-held', { sites: site().name })).toBeVisible();
});

test('a restore that runs while no one is there continues, and the window finds its way back to it', async () => {
  backend.proxy.setFault(SLOWLY);
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file('import.zip'));
  await person.press('app.prepare.start');
  await expect.poll(() => folder.names()).toContain('import.zip.part');
  await pretendIdle(person.app, 5 * 60);
  await expect.poll(() => vaultState(person)).toMatchObject({ state: 'locked', lockedBy: 'idle' });
  await pretendIdle(person.app, 0);
  await person.arrivesAtProof();
  expect(await folder.names()).toEqual(['import.zip']);

  await openKeys(person);
  await expect(person.words('keys.locked.lead', { reason: 'idle', minutes: 5 })).toBeVisible();
  await unlock(person, PASSPHRASE);
});

test('another passphrase is sealed in by who knows the present one', async () => {
  await person.page.getByRole('button', { name: person.say('app.sidebar.settings') }).click();
  await person.arrivesAt('settings.title');
  await person.field('settings.sealing.current').fill('not the present one');
  await person.field('keys.passphrase.new').fill(`${PASSPHRASE} again`);
  await person.field('keys.passphrase.again').fill(`${PASSPHRASE} again`);
  await person.press('settings.sealing.do');
  await person.isTold('vault-wrong-passphrase');
  await person.field('settings.sealing.current').fill(PASSPHRASE);
  await person.press('settings.sealing.do');
  await expect(person.words('settings.sealing.done')).toBeVisible();
  await systemSays(person.app, 'suspend');
  await person.arrivesAt('keys.locked.title');
  await unlock(person, `${PASSPHRASE} again`);
});

test('a damaged vault file is reported as that, and gives way to the one before it', async () => {
  await addKey(person, 'text', 'The last change', 'what was changed last');
  await openKeys(person);
  await person.press('keys.lock');
  await person.arrivesAt('keys.locked.title');
  const whole = await readFile(vaultFile());
  await writeFile(vaultFile(), whole.subarray(0, whole.length - 100));

  await openArchives(person, site().name);
  await person.page.reload();
  await openKeys(person);
  await person.arrivesAt('keys.damaged.title');
  await person.isTold('vault-damaged');
  await person.press('keys.damaged.restore');
  await person.arrivesAt('keys.locked.title');
  await unlock(person, `${PASSPHRASE} again`);
  await expect(person.page.locator('.key-row').filter({ hasText: 'Tide table' })).toBeVisible();
  await expect(person.page.locator('.key-row').filter({ hasText: 'The last change' })).toHaveCount(0);
  expect(
    (await readdir(stage.salvor.userData)).filter((name) => name.startsWith('vault.salvor.damaged-')),
  ).toHaveLength(1);
});

test('no secret is on the disk in any form that could be read', async () => {
  const key = await siteKey();
  const secrets = [WORDS, vectors.passphrase, PASSPHRASE, key.slice(6), '0123456789abcdef'.repeat(4)].map((text) =>
    Buffer.from(text, 'utf8'),
  );
  secrets.push(Buffer.from(key.slice(6), 'base64url'));
  const forms = secrets.flatMap((secret) => [
    secret,
    Buffer.from(secret.toString('hex')),
    Buffer.from(secret.toString('base64').replace(/=+$/, '').slice(0, -1)),
    Buffer.from(secret.toString('latin1'), 'utf16le'),
  ]);
  const holding: string[] = [];
  for (const entry of await readdir(stage.salvor.userData, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
    if (forms.some((form) => bytes.includes(form))) holding.push(join(entry.parentPath, entry.name));
  }
  expect(holding).toEqual([]);
});
