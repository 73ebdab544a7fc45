import { copyFile, mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from '@playwright/test';
import type { Backup } from '../../src/core/servers/model';
import { Records } from '../../src/core/custody/records';
import { refOf } from '../../src/core/custody/register/receipt';
import { someShares } from '../../src/core/custody/test-support/sets';
import { generateKeyPair } from '../../src/core/formats/site-key';
import { formatSize } from '../../src/shared/format/size';
import type { MessageKey } from '../../src/shared/messages/catalogue';
import { makeCertificates } from '../../test-support/certificates';
import { type Fault, type SeenRequest, isAny, isDownload, isList, isPing } from '../../test-support/faults';
import { answerOpenDialog, answerSaveDialog } from './dialogs';
import { chooseReceipt, openEscrow, openLogbook, openSet, receiptElsewhere, rowsOf, seedSet, typeShare } from './escrow';
import { chooseDrill, chooseFile, chooseFilePlace, chooseLook, givePassphrase, givePassword, lookInside, openDrills, openFiles } from './files';
import type { Person } from './person';
import { prepareRound, roundEnds, siteLine, startRound } from './round';
import type { Stage } from './stage';
import {
  archiveRow,
  beginPractice,
  bringInSight,
  chooseArchive,
  choosePlace,
  confirmByPracticeConsole,
  confirmFingerprint,
  fillConnection,
  giveKey,
  openArchives,
  openConnect,
  openLeftovers,
  openWelcome,
  stopAndKeep,
} from './steps';
import { tourRecovery } from './tour-recovery';
import { addKey, createVault, openKeys, systemSays } from './vault';

/** Is called in each state of each screen, with a name for it. */
export type Visit = (name: string) => Promise<void>;

/** Leads through every screen in every state that it can have. The stage must have the practice server, too. */
export async function tour(stage: Stage, visit: Visit): Promise<void> {
  await tourConnecting(stage, visit);
  await tourFingerprint(stage, visit);
  await tourArchives(stage, visit);
  await tourPreparing(stage, visit);
  await tourRunning(stage, visit);
  await tourFailures(stage, visit);
  await tourResults(stage, visit);
  await tourServerTroubles(stage, visit);
  await tourSecondSite(stage, visit);
  await tourPractice(stage, visit);
  await tourFiles(stage, visit);
  await tourLook(stage, visit);
  await tourDrills(stage, visit);
  await tourRound(stage, visit);
  await tourLeftovers(stage, visit);
  await tourEscrow(stage, visit);
  await tourRecovery(stage, visit);
  await tourLogbook(stage, visit);
  await tourVault(stage, visit);
}

async function tourConnecting({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  await person.arrivesAt('app.welcome.title');
  await visit('welcome');
  await openConnect(person);
  await visit('connect');

  await fillConnection(person, { ...backend.connection, url: backend.proxy.origin });
  await person.press('app.connect.test');
  await person.isTold('url-lacks-api-path');
  await visit('connect-address-lacks-its-end');

  await fillConnection(person, { ...backend.connection, url: 'http://backup.example.org/api/v1' });
  await person.press('app.connect.test');
  await person.isTold('insecure-http-refused');
  await visit('connect-plain-http-refused');

  const authority = folder.file('authority.pem');
  await writeFile(authority, (await makeCertificates()).authority);
  await answerOpenDialog(person.app, authority);
  await person.press('app.connect.advanced');
  await person.press('app.connect.authority-add');
  await expect(person.page.getByText('CN=Salvor test authority')).toBeVisible();
  await visit('connect-with-an-authority');

  await openConnect(person);
  await fillConnection(person, backend.connection);
  await person.press('app.connect.test');
  await expect(person.words('app.connect.tested.title')).toBeVisible();
  await visit('connect-tested');
  await person.press('app.connect.add');
}

async function tourFingerprint({ person, backend }: Stage, visit: Visit): Promise<void> {
  await person.arrivesAt('app.check.title');
  await visit('fingerprint-to-compare');
  await person.field('app.check.field').fill('no fingerprint');
  await expect(person.words('app.check.verdict.unreadable')).toBeVisible();
  await visit('fingerprint-unreadable');
  await person.field('app.check.field').fill(`${backend.fingerprint.slice(0, 9)}:0000`);
  await expect(person.words('app.check.differs.title')).toBeVisible();
  await visit('fingerprint-differs');
  await person.field('app.check.field').fill(backend.fingerprint);
  await expect(person.words('app.check.verdict.same')).toBeVisible();
  await visit('fingerprint-equal');
  await confirmFingerprint(person, backend.fingerprint);
}

async function tourArchives({ person }: Stage, visit: Visit): Promise<void> {
  const { page, say } = person;
  await visit('archives');
  const search = page.getByRole('searchbox');
  await search.fill('september');
  await expect(page.getByText(say('app.archives.key.older')).first()).toBeVisible();
  await visit('archives-found');
  await search.fill('nothing like it');
  await expect(person.words('app.archives.filter.nothing')).toBeVisible();
  await visit('archives-none-found');
  await search.fill('');
  await page.getByRole('combobox').selectOption('largest');
  await expect(page.locator('.archive-time-dated').first()).toBeVisible();
  await visit('archives-by-size');
  await page.getByRole('combobox').selectOption('newest');
}

async function tourPreparing({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  const { practice, newest, older } = backend;
  await chooseArchive(person, newest);
  await visit('prepare');
  const key = await practice.privateKey(practice.harbour);
  await giveKey(person, `${key.slice(0, 20)} ${key.slice(20)}`);
  await person.isTold('key-has-whitespace');
  await visit('prepare-key-with-a-gap');
  await giveKey(person, 'tspsk_too-short');
  await person.isTold('key-malformed');
  await visit('prepare-no-key');

  await person.press('app.prepare.other-archive');
  await chooseArchive(person, older);
  await writeFile(folder.file('import.zip'), 'the former one');
  await choosePlace(person, folder.file('import.zip'));
  await giveKey(person, key);
  await expect(person.words('app.key.other.title')).toBeVisible();
  await visit('prepare-another-key-and-a-file-that-stands-there');

  await person.press('app.prepare.other-archive');
  await chooseArchive(person, newest);
  await choosePlace(person, folder.file('fresh.zip'));
  if (await person.field('app.key.paste').isVisible()) await giveKey(person, key);
  await expect(person.words('app.prepare.ready')).toBeVisible();
  await visit('prepare-ready');
}

async function tourRunning({ person, backend }: Stage, visit: Visit): Promise<void> {
  const dialog = person.page.getByRole('alertdialog');
  backend.proxy.setFault({ kind: 'stall', afterBytes: 80_000 });
  await person.press('app.prepare.start');
  await expect(person.page.getByRole('listitem').filter({ hasText: person.say('app.phase.transfer') })).toContainText(
    person.say('app.phase.present'),
  );
  await visit('running');
  await person.press('app.running.pause');
  await person.arrivesAt('app.running.title-paused');
  await visit('running-paused');
  await person.press('app.running.resume');
  await person.arrivesAt('app.running.title');
  await person.press('app.running.cancel');
  await expect(dialog).toBeVisible();
  await visit('running-cancel');
  await dialog.getByRole('button', { name: person.say('running.stop.keep') }).click();
  await person.isToldAtTheEnd('cancelled');
  await visit('failed-cancelled');
}

async function tourFailures({ person, backend }: Stage, visit: Visit): Promise<void> {
  const fail = async (fault: Fault, code: 'altered' | 'server-error') => {
    backend.proxy.setFault(fault);
    await person.press('app.failure.remedy.again');
    await person.press('app.prepare.start');
    await person.isToldAtTheEnd(code);
    await visit(`failed-${code}`);
  };
  // Of what was kept nothing is fetched again, so it must be behind that.
  await fail({ kind: 'flip', offset: backend.newest.size - 1 }, 'altered');
  await fail({ kind: 'status', status: 503 }, 'server-error');
  backend.proxy.setFault(null);
}

async function tourResults({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  await person.press('app.failure.remedy.again');
  await person.press('app.prepare.start');
  await person.arrivesAt('app.result.title');
  await visit('result');
  await person.page.locator('.disclosure-button').click();
  await expect(person.page.getByRole('table')).toBeVisible();
  await person.page.getByRole('table').scrollIntoViewIfNeeded();
  await visit('result-tables');

  await person.press('app.result.another');
  await chooseArchive(person, backend.frontend);
  await choosePlace(person, folder.file('frontend.zip'));
  await person.press('app.prepare.start');
  await person.arrivesAt('app.result.title');
  await visit('result-frontend');
  await person.press('app.result.another');
}

async function tourServerTroubles({ person, backend }: Stage, visit: Visit): Promise<void> {
  const { proxy, practice } = backend;
  const dialog = person.page.getByRole('alertdialog');
  await openArchives(person, practice.harbour.name);
  proxy.setFault({ kind: 'status', status: 500, on: isAny });
  await person.press('app.archives.refresh');
  await person.isTold('server-error');
  await visit('archives-not-refreshed');

  proxy.setFault({ kind: 'status', status: 401, on: isAny });
  await person.press('app.archives.refresh');
  await person.arrivesAt('app.api-key.title');
  await visit('api-key-needed');
  await person.press('app.server.forget');
  await expect(dialog).toBeVisible();
  await visit('forget');
  await dialog.getByRole('button', { name: person.say('app.server.forget-leave') }).click();
  proxy.setFault(null);
  await person.field('app.connect.api-key').fill(practice.harbour.apiKey);
  await person.press('app.api-key.give');
  await expect(person.button('app.archives.restore')).toBeVisible();

  const next = generateKeyPair();
  const send = (publicText: string | null) =>
    proxy.setFault({ kind: 'rewrite', on: isPing, rewrite: (ping: object) => ({ ...ping, e2ee_public_key: publicText }) });
  send(next.publicText);
  await person.press('app.archives.refresh');
  await person.arrivesAt('app.changed.title');
  await visit('fingerprint-changed');
  await person.field('app.check.field').fill(next.fingerprint);
  await person.press('app.changed.replace.do');
  await expect(dialog).toBeVisible();
  await visit('fingerprint-replace');
  await dialog.getByRole('button', { name: person.say('app.changed.replace.leave') }).click();
  send(null);
  await person.press('app.changed.ask-again');
  await expect(person.words('app.changed.gone')).toBeVisible();
  await visit('fingerprint-gone');
  proxy.setFault(null);
  await person.press('app.changed.ask-again');
  await expect(person.button('app.archives.restore')).toBeVisible();
}

/** The site that takes plain archives too: first without a key and without archives, then as it is. */
async function tourSecondSite({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  const { proxy, practice, connection } = backend;
  const { lantern } = practice;
  await openConnect(person);
  await fillConnection(person, { ...connection, apiKey: lantern.apiKey });
  await person.press('app.connect.test');
  await expect(person.button('app.connect.add')).toBeVisible();
  proxy.setFault({ kind: 'stall', afterBytes: 10, on: isList });
  await person.press('app.connect.add');
  await expect(person.words('app.server.asking')).toBeVisible();
  await visit('asking');

  await openWelcome(person);
  proxy.setFault({ kind: 'status', status: 502, on: isAny });
  await person.server(lantern.name).click();
  await person.isTold('server-error');
  await visit('unreached');

  const empty = { count: 0, backups: [] };
  proxy.setFault({ kind: 'rewrite', on: isList, rewrite: (list: object) => ({ ...list, ...empty }) });
  await person.press('app.action.try-again');
  await person.arrivesAt('app.check.title');
  await person.field('app.check.field').fill(lantern.fingerprint);
  await person.press('app.check.confirm');
  await expect(person.words('app.archives.none.title')).toBeVisible();
  await visit('archives-none');

  const archives = await practice.backups(lantern);
  const find = (wanted: (backup: Backup) => boolean): Backup => {
    const found = archives.find(wanted);
    if (found === undefined) throw new Error('the practice server has archives of every kind');
    return found;
  };
  const huge = ({ backups, ...rest }: { backups: object[] }) => ({ ...rest, backups: backups.map((backup) => ({ ...backup, size: 2 ** 50 })) });
  proxy.setFault({ kind: 'rewrite', on: isList, rewrite: huge });
  await person.press('app.archives.refresh');
  await expect(person.button('app.archives.restore')).toBeVisible();
  await chooseArchive(person, find(({ scope }) => scope === 'full'));
  await choosePlace(person, folder.file('huge.zip'));
  await visit('prepare-too-little-room');

  proxy.setFault(null);
  const plain = find(({ client_encrypted: encrypted }) => !encrypted);
  await openArchives(person, lantern.name);
  await bringInSight(person, plain);
  await expect(archiveRow(person, plain)).toContainText(formatSize(plain.size));
  await chooseArchive(person, plain);
  await visit('prepare-no-key-needed');
  await person.press('app.prepare.other-archive');
  await chooseArchive(person, find(({ note }) => note?.includes('zoom.key') ?? false));
  await choosePlace(person, folder.file('no-credential-key.zip'));
  await giveKey(person, await practice.privateKey(lantern));
  await person.press('app.prepare.start');
  await person.arrivesAt('app.result.title');
  await visit('result-with-warnings');
}

async function tourPractice({ person }: Stage, visit: Visit): Promise<void> {
  await openWelcome(person);
  await beginPractice(person);
  await expect(person.button('app.practice.fill-in')).toBeVisible();
  await visit('practice-fingerprint');
  await confirmByPracticeConsole(person);
  await person.press('app.archives.restore');
  await expect(person.button('app.practice.use-key')).toBeVisible();
  await visit('practice-prepare');
}

const vector = (name: string) => fileURLToPath(new URL(`../../test-vectors/${name}`, import.meta.url));

/** What the archives of the tests are opened with. */
async function vectorSecrets() {
  return JSON.parse(await readFile(vector('vectors.json'), 'utf8')) as {
    keys: { site: { private: string } };
    passphrase: string;
    proxpanel: { db_password: string; tenant_db_password: string };
  };
}

async function tourFiles({ person, folder }: Stage, visit: Visit): Promise<void> {
  const { proxpanel } = await vectorSecrets();
  await openFiles(person);
  await visit('open');
  await writeFile(folder.file('letter.txt'), 'no archive');
  await chooseFile(person, folder.file('letter.txt'), person.say('app.open.title'));
  await person.isTold('unknown-format');
  await visit('open-unknown');

  const tenant = folder.file('tenant.bak');
  await copyFile(vector('tenant_42_20260516_020000.proisp.bak'), tenant);
  await chooseFile(person, tenant, 'tenant.bak');
  await person.page.locator('.disclosure-button').click();
  await visit('file-proxpanel');
  await chooseFilePlace(person, folder.file('tenant.dump'));
  await givePassword(person, 'not the one');
  await visit('file-ready');
  await person.press('app.file.start-open');
  await person.isToldAtTheEnd('wrong-database-password');
  await visit('file-failed');
  await person.press('app.failure.remedy.password');
  await givePassword(person, proxpanel.tenant_db_password);
  await person.press('app.file.start-open');
  await person.arrivesAt('app.result.title');
  await visit('result-dump');
}

/** Archives of each kind, looked into; and what becomes of what is taken out. */
export async function tourLook({ person, folder }: Stage, visit: Visit): Promise<void> {
  const { page, say } = person;
  const { keys, proxpanel } = await vectorSecrets();
  const choose = async (source: string, name: string) => {
    await copyFile(vector(source), folder.file(name));
    await chooseFile(person, folder.file(name), name);
    await chooseLook(person);
  };
  const tab = (key: MessageKey) => page.getByRole('tab', { name: say(key), exact: true }).click();
  const rows = page.locator('.row-grid-row');
  const out = folder.file('2026');
  await mkdir(out);

  await choose('portal-full.zip.enc', 'whole.zip.enc');
  await giveKey(person, keys.site.private);
  await visit('look-ready');
  await lookInside(person);
  await expect(rows.first()).toBeVisible();
  await rows.filter({ hasText: 'uploads' }).first().locator('[data-part="fold"]').click();
  await rows.nth(2).locator('[data-part="tick"]').click();
  await visit('look-files');
  await page.getByText(say('look.files.view.list'), { exact: true }).click();
  await page.getByRole('button', { name: say('look.column.size'), exact: true }).click();
  await page.getByRole('searchbox').fill('.j');
  await visit('look-files-found');
  await page.getByRole('searchbox').fill('nothing like it');
  await visit('look-files-none-found');
  await tab('look.tab.database');
  await expect(rows.first()).toBeVisible();
  await visit('look-database');
  await rows.filter({ hasText: 'meeting' }).first().click();
  await expect(page.locator('.look-rows')).toBeVisible();
  await visit('look-rows');
  await tab('look.tab.about');
  await visit('look-about');

  await tab('look.tab.files');
  await page.getByRole('searchbox').fill('manifest.json');
  await rows.first().click();
  await answerSaveDialog(person.app, folder.file('manifest.json'));
  await person.press('look.take-out');
  await expect(person.button('look.out.close')).toBeVisible();
  await visit('look-taken-out');
  await person.press('look.out.close');
  await page.getByRole('searchbox').fill('');
  await page.getByRole('grid').focus();
  await page.keyboard.press('Control+a');
  await answerOpenDialog(person.app, out);
  await writeFile(`${out}/manifest.json`, 'the former one');
  await person.press('look.take-out');
  await expect(person.button('look.out.leave-them', { count: 1 })).toBeVisible();
  await visit('look-something-stands-there');
  await person.press('look.out.leave-them', { count: 1 });
  await expect(person.button('look.out.close')).toBeVisible();
  await visit('look-some-not-taken-out');
  await person.press('look.out.close');

  await choose('hostile-traversal.enc', 'hostile.enc');
  await giveOrUseKey(person, keys.site.private);
  await lookInside(person);
  await expect(rows.first()).toBeVisible();
  await visit('look-hostile-names');

  await choose('bad-flipped-tag.enc', 'altered.enc');
  await giveOrUseKey(person, keys.site.private);
  await person.press('app.file.start-look');
  await person.isToldAtTheEnd('altered');
  await visit('look-failed');

  await choose('proisp_full_20260512_140530.proisp.bak', 'panel.bak');
  await givePassword(person, proxpanel.db_password);
  await lookInside(person);
  await expect(rows.first()).toBeVisible();
  await visit('look-dump-objects');
  await tab('look.tab.tables');
  await visit('look-dump-tables');
  await tab('look.tab.about');
  await visit('look-dump-about');

  await choose('vaultterm-2026-11-20.sql.gz', 'terminal.sql.gz');
  await lookInside(person);
  await visit('look-statements');
  await tab('look.tab.tables');
  await expect(rows.first()).toBeVisible();
  await visit('look-sql-tables');
}

/** A key that is at hand already is offered, and need not be pasted again. */
async function giveOrUseKey(person: Person, key: string): Promise<void> {
  const held = person.page.getByRole('button').filter({ hasText: person.say('app.file.use-held') }).first();
  if (await held.isVisible()) await held.click();
  else await giveKey(person, key);
}

async function tourDrills({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  const { passphrase } = await vectorSecrets();
  await openDrills(person);
  await expect(person.words('app.drills.none.title')).toBeVisible();
  await visit('drills-none');

  const prove = async (source: string, name: string) => {
    await copyFile(vector(source), folder.file(name));
    await chooseFile(person, folder.file(name), name);
    await chooseDrill(person, 'Ada');
    await visit(`drill-${name}`);
    await givePassphrase(person, passphrase);
    await person.press('app.drill.start');
    await expect(person.button('app.drill.save-report')).toBeVisible();
    await visit(`report-${name}`);
  };
  await prove('portal-full.tspb2.enc', 'sound.enc');
  await prove('cut-at-frame-edge.tspb2.enc', 'cut.enc');
  await person.press('app.drill.all');
  await expect(person.page.locator('.drill-row')).toHaveCount(2);
  await visit('drills');
  await person.page.locator('.drill-row').last().click();
  await expect(person.button('app.drill.save-report')).toBeVisible();
  await visit('drill-of-the-history');

  await openArchives(person, backend.practice.harbour.name);
  await person.press('app.archives.drill');
  await person.arrivesAt('app.drill.title');
  await visit('drill-from-a-server');
}

/** Both sites are connected by now, and their keys are held. */
async function tourRound({ person, backend }: Stage, visit: Visit): Promise<void> {
  const { proxy, practice } = backend;
  const dialog = person.page.getByRole('alertdialog');
  proxy.setFault({ kind: 'status', status: 401, on: (request) => isList(request) && request.authorization === `Bearer ${practice.lantern.apiKey}` });
  await prepareRound(person, 'Ada');
  await expect(person.words('app.list.state.api-key')).toBeVisible();
  await visit('round-with-one-left-out');
  proxy.setFault(null);
  await person.press('app.list.ask-again');
  await expect(person.words('app.list.state.ready')).toHaveCount(2);
  await visit('round-ready');

  let downloads = 0;
  proxy.setFault({ kind: 'stall', afterBytes: 40_000, on: (request) => isDownload(request) && (downloads += 1) >= 2 });
  await startRound(person, 2);
  await expect(siteLine(person, practice.lantern.name)).toContainText(person.say('app.list.present'));
  await visit('round-running');
  await person.press('app.running.cancel');
  await expect(dialog).toBeVisible();
  await visit('round-cancel');
  await dialog.getByRole('button', { name: person.say('app.list.cancel-do') }).click();
  await expect(person.heading).toHaveText(person.say('app.list.summary-cancelled', { good: 1, count: 2 }));
  await visit('round-cancelled');

  proxy.setFault({ kind: 'flip', offset: 50_000, times: 1 });
  await person.press('app.list.again');
  await expect(person.words('app.list.state.ready')).toHaveCount(2);
  await startRound(person, 2);
  await roundEnds(person, 1, 2);
  await visit('round-ended');
  proxy.setFault(null);
  await person.press('app.drill.all');
}

async function tourLeftovers({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
  const { harbour } = backend.practice;
  const dialog = person.page.getByRole('alertdialog');
  const giveKeyIfAsked = async () => {
    if (await person.field('app.key.paste').isVisible()) await giveKey(person, await backend.practice.privateKey(harbour));
  };
  await openArchives(person, harbour.name);
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file('unfinished.zip'));
  await giveKeyIfAsked();
  backend.proxy.setFault({ kind: 'stall', afterBytes: 80_000 });
  await person.press('app.prepare.start');
  await expect.poll(() => folder.names()).toContain('unfinished.zip.part');
  await stopAndKeep(person);
  await visit('failed-kept');

  await openWelcome(person);
  await visit('welcome-with-leftovers');
  await openLeftovers(person);
  await visit('leftovers');
  await person.press('leftovers.discard');
  await expect(dialog).toBeVisible();
  await visit('leftovers-discard');
  await dialog.getByRole('button', { name: person.say('leftovers.discard-leave') }).click();

  await person.press('leftovers.go-on');
  await person.arrivesAt('app.prepare.title');
  await visit('prepare-goes-on');
  await giveKeyIfAsked();
  const itsRest = ({ path, range }: SeenRequest) => path.endsWith('/download') && range !== 'bytes=0-51';
  backend.proxy.setFault({ kind: 'status', status: 503, retryAfter: '600', on: itsRest });
  await person.press('app.prepare.start');
  await expect(person.words('error.server-error.title')).toBeVisible();
  await visit('running-waiting');
  await stopAndKeep(person);
  backend.proxy.setFault(null);

  await openWelcome(person);
  await openLeftovers(person);
  await person.press('leftovers.discard');
  await dialog.getByRole('button', { name: person.say('leftovers.discard-do') }).click();
  await expect(person.words('leftovers.none.title')).toBeVisible();
  await visit('leftovers-none');
}

export async function tourEscrow({ person, salvor, folder }: Stage, visit: Visit): Promise<void> {
  const { page } = person;
  await openEscrow(person);
  await expect(person.words('escrow.none.title')).toBeVisible();
  await visit('escrow-nothing-split');

  const lastYear = new Date(Date.now() - 400 * 24 * 60 * 60 * 1000);
  const harbour = await seedSet(salvor.userData, 1);
  await seedSet(
    salvor.userData,
    2,
    {
      mode: 'managed',
      secrets: [
        { kind: 'dev-master-key', label: 'VaultTerm, Northern branch', fingerprint: '91aa:03c4:77d0:e15b' },
        { kind: 'database-password', label: 'Panel database', fingerprint: '4be2:9917:0a6c:c3f8' },
      ],
      release: { conditions: 'Two trustees ask in writing', delayDays: 7 },
      escrowFile: { name: 'northern.salvor-escrow', sha256: 'ab'.repeat(32) },
    },
    lastYear,
  );
  const records = new Records(salvor.userData, { version: '0.1.0', who: () => 'Olga Operator' });
  await openLogbook(person);
  await openEscrow(person);
  await expect(page.locator('.escrow-set')).toHaveCount(2);
  await visit('escrow-sets');

  await openSet(person, harbour.name);
  await visit('escrow-set');
  await page.getByRole('article').nth(1).getByRole('button', { name: person.say('escrow.share.lost') }).click();
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await visit('escrow-share-lost');
  await page.keyboard.press('Escape');
  await person.press('escrow.set.retire');
  await expect(page.getByRole('alertdialog')).toBeVisible();
  await visit('escrow-retire');
  await page.keyboard.press('Escape');
  await page.getByRole('article').nth(1).getByRole('button', { name: person.say('escrow.share.replace') }).click();
  await expect(person.status).toHaveText(person.say('escrow.hand-over.missing'));
  await person.field('escrow.hand-over.name').fill('Dee Dale');
  await visit('escrow-hand-over');
  await person.press('escrow.hand-over.do');
  await expect(page.locator('.losses')).toHaveText(person.say('escrow.losses.none'));
  await visit('escrow-set-after-hand-over');
  await page.getByRole('article').nth(1).getByRole('button', { name: person.say('escrow.share.acknowledge') }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await visit('escrow-signed');
  await page.keyboard.press('Escape');

  await person.press('escrow.check-in');
  await person.arrivesAt('escrow.check-in.title');
  await visit('check-in');
  const rows = rowsOf(harbour.shares[1]);
  await typeShare(person, `${rows[0] ?? ''}\n${(rows[1] ?? '').slice(0, 12)}`);
  await visit('check-in-half-typed');
  const mistyped = (rows[1] ?? '').replace(/.$/, (sign) => (sign === 'Q' ? 'P' : 'Q')).replace(/^./, (sign) => (sign === 'X' ? 'Z' : 'X'));
  await typeShare(person, [rows[0], mistyped, rows[2]].join('\n'));
  await expect(person.button('escrow.entry.correct.do')).toBeVisible();
  await visit('check-in-mistyped');
  await person.press('escrow.entry.correct.do');
  await expect(person.button('escrow.entry.other')).toBeVisible();
  await visit('check-in-ready');
  await person.press('escrow.check-in.do');
  await expect(person.button('escrow.checked.save')).toBeVisible();
  await visit('check-in-confirmed');
  await person.press('escrow.checked.done');

  await person.press('escrow.check-in');
  const strange = someShares(1, Uint8Array.from([9, 9, 9, 9, 9]))[2];
  await typeShare(person, rowsOf(strange).join('\n'));
  await expect(person.field('escrow.check-in.custodian')).toBeVisible();
  await visit('check-in-unknown-set');
  await person.field('escrow.check-in.custodian').fill('Cy Cole');
  await person.press('escrow.check-in.do');
  await expect(person.button('escrow.checked.save')).toBeVisible();
  await visit('check-in-receipt');
  await person.press('escrow.checked.done');

  const { path } = await receiptElsewhere(folder.path, harbour.shares[0], 'Ada Able');
  await chooseReceipt(person, path);
  await visit('receipt-of-another-machine');
  await page.locator('.tick').click();
  await person.press('escrow.receipt.do');
  await expect(page.locator('.losses')).toHaveText(person.say('escrow.losses.some', { count: 1, more: 2 }));

  await records.markLost(refOf(harbour.shares[2]));
  await records.retire(refOf(harbour.shares[0]));
  await openEscrow(person);
  await expect(page.locator('.earlier-row')).toHaveCount(1);
  await visit('escrow-a-set-retired');
  await page.locator('.earlier-row').click();
  await page.getByRole('article').first().getByRole('button', { name: person.say('escrow.share.destroy') }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await visit('escrow-destroyed');
  await page.keyboard.press('Escape');
}

export async function tourLogbook({ person, salvor }: Stage, visit: Visit): Promise<void> {
  const { page } = person;
  await openLogbook(person);
  await expect(page.locator('.notice-good')).toBeVisible();
  await visit('logbook');
  await page.getByRole('searchbox').fill('nothing like it');
  await expect(person.words('logbook.filter.none')).toBeVisible();
  await visit('logbook-none-found');
  const file = join(salvor.userData, 'logbook.jsonl');
  const whole = await readFile(file, 'utf8');
  const lines = whole.split('\n');
  const last = lines.length - 2;
  await writeFile(file, lines.with(last, (lines[last] ?? '').replace(/"who":"[^"]*"/, '"who":"Mallory"')).toSpliced(last - 2, 1).join('\n'));
  await openEscrow(person);
  await openLogbook(person);
  await expect(page.locator('.notice-stop')).toBeVisible();
  await visit('logbook-altered');
  await writeFile(file, whole);
}

async function tourVault({ person, backend, salvor }: Stage, visit: Visit): Promise<void> {
  const passphrase = 'harbour lantern quiet seven';
  await openKeys(person);
  await person.arrivesAt('keys.create.title');
  await person.field('keys.passphrase.new').fill('harbour 2024');
  await person.field('keys.passphrase.again').fill('harbour 2025');
  await visit('keys-create');
  await createVault(person, passphrase);
  await visit('keys-none');
  await person.press('keys.add');
  await visit('key-to-add');
  await person.field('keys.label').fill('No key at all');
  await person.field('keys.kind.site-key').fill('tspsk_too-short');
  await person.press('keys.add.do');
  await person.isTold('key-malformed');
  await visit('key-refused');
  await addKey(person, 'site-key', 'Harbour Fellowship', await backend.practice.privateKey(backend.practice.harbour));
  await visit('key');
  await addKey(person, 'site-key', 'Of another server', generateKeyPair().privateText);
  await visit('key-foreign');
  await addKey(person, 'text', 'Recovery code of the registrar', 'tide table 1999');
  await person.press('keys.secret.show');
  await expect(person.page.locator('.secret-text')).toBeVisible();
  await visit('key-shown');
  await openKeys(person);
  await person.arrivesAt('keys.title');
  await visit('keys');
  await person.button('app.sidebar.settings').click();
  await person.arrivesAt('settings.title');
  await visit('settings');
  await openArchives(person, backend.practice.harbour.name);
  await visit('archives-of-held-key');
  await chooseArchive(person, backend.newest);
  await expect(person.words('keys.at-hand.held')).toBeVisible();
  await visit('prepare-held-key');
  await systemSays(person.app, 'lock-screen');
  await person.arrivesAt('keys.locked.title');
  await visit('keys-locked');
  await person.field('keys.unlock.passphrase').fill('another one altogether');
  await person.press('keys.unlock.do');
  await person.isTold('vault-wrong-passphrase');
  await visit('keys-wrong-passphrase');
  await openArchives(person, backend.practice.harbour.name);
  await chooseArchive(person, backend.newest);
  await expect(person.words('keys.at-hand.locked')).toBeVisible();
  await visit('prepare-vault-locked');
  const file = join(salvor.userData, 'vault.salvor');
  const whole = await readFile(file);
  await writeFile(file, whole.subarray(0, whole.length - 1));
  await person.page.reload();
  await openKeys(person);
  await person.arrivesAt('keys.damaged.title');
  await visit('keys-damaged');
}
