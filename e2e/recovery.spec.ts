import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { sealCardToPassphrase } from '../src/core/custody/escrow/handover';
import type { Split } from '../src/core/custody/escrow/split';
import { Logbook } from '../src/core/custody/logbook/logbook';
import { Register } from '../src/core/custody/register/register';
import { type Card, cardFileText, encodeCard } from '../src/core/custody/share/card-text';
import type { FailureCode } from '../src/core/errors';
import { setOf } from '../test-support/custody/sets';
import { launchApp } from './support/launch';
import type { Backend } from './walk/backend';
import { onConnectedSite } from './walk/connected';
import { answerOpenDialog, answerQuestion, answerSaveDialog, lastDialog } from './walk/dialogs';
import { openEscrow, typeShare } from './walk/escrow';
import { type TestFolder, testFolder } from './walk/folder';
import { Person } from './walk/person';
import {
  chooseCardFile,
  film,
  nameOf,
  openRecovery,
  refOf,
  register,
  secretOf,
  split,
  typed,
  typeTwo,
  writePicture,
} from './walk/recovery';
import type { Stage } from './walk/stage';
import { chooseArchive, choosePlace, openArchives, restoreToTheEnd } from './walk/steps';
import { clipboardText, createVault, openKey, openKeys, pretendIdle, systemSays, withClockAhead } from './walk/vault';

const MASTER_KEY = '00112233445566778899aabbccddeeff0123456789abcdef0123456789abcdef';
const PASSPHRASE = 'harbour lantern quiet seven';

// One installation from the day on which the key is gone: each test begins where the one before it ended.
test.describe.configure({ mode: 'serial' });

let stage: Stage;
let backend: Backend;
let person: Person;
let folder: TestFolder;
/** The site's key among Ada, Bo and Cy. */
let harbour: Split;
/** Nothing that the app writes into the temporary folder is older. */
const began = Date.now();

onConnectedSite((scene) => {
  ({ stage, backend, person, folder } = scene);
});

const site = () => backend.practice.harbour;
const userData = () => stage.salvor.userData;
const question = () => person.page.getByRole('alertdialog');
const step = (number: number) =>
  person.page.getByRole('heading', { name: person.say('recover.step', { number }), exact: true });

async function recoveries(): Promise<{ outcome: string; facts: Record<string, unknown> }[]> {
  const { entries } = await Logbook.open(userData(), { version: '0.1.0' }).check();
  return entries.flatMap(({ entry }) =>
    entry.what === 'recovery' ? [{ outcome: entry.outcome, facts: entry.facts }] : [],
  );
}

/** Finishes, and says that what came back may be thrown away. */
async function discard(): Promise<void> {
  await person.press('recover.back.finish');
  await question()
    .getByRole('button', { name: person.say('recover.discard.do') })
    .click();
  await person.arrivesAt('escrow.title');
}

test('a private key comes back from two cards, straight into the restore that needs it', async () => {
  harbour = await split([
    secretOf('site-key', site().name, await backend.practice.privateKey(site()), site().fingerprint),
  ]);
  await register(userData(), harbour);
  const [ada, bo] = harbour.cards;
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file('import.zip'));
  await person.press('recover.from-cards');
  await person.arrivesAt('recover.title');
  await expect(person.primary).toBeDisabled();

  const picture = folder.file('ada.png');
  await writePicture(person.app, picture, ada);
  await chooseCardFile(person, picture);
  await expect(person.words('recover.veil.title')).toBeVisible();
  await expect(person.page.getByText('Ada Able')).toBeVisible();
  await expect(person.words('recover.veil.holder', { index: 2, custodian: 'Bo Brook' })).toBeVisible();
  await expect(person.field('escrow.entry.label')).toBeHidden();
  await person.press('recover.veil.do');

  const sealed = folder.file('bo.age');
  await writeFile(sealed, await sealCardToPassphrase(new TextEncoder().encode(cardFileText(bo, ['Bo'])), PASSPHRASE));
  await chooseCardFile(person, sealed);
  await person.page.getByLabel(person.say('escrow.entry.passphrase'), { exact: true }).fill(PASSPHRASE);
  await person.press('escrow.entry.unseal');
  await expect(person.words('recover.ready')).toBeVisible();
  await person.press('recover.do');
  await expect(person.heading).toContainText(person.say('recover.back.title', { count: 1 }));
  await expect(person.page.getByText('Ada Able, Bo Brook')).toBeVisible();
  await expect(person.page.getByText(site().fingerprint, { exact: true })).toBeVisible();

  await person.press('recover.back.use.site-key');
  await person.arrivesAt('app.prepare.title');
  await expect(person.words('app.key.matches')).toBeVisible();
  await restoreToTheEnd(person);
  expect(await folder.names()).toContain('import.zip');
  const told = await recoveries();
  expect(told.map(({ outcome, facts }) => [outcome, facts.to])).toEqual([
    ['ok', 'nowhere'],
    ['ok', 'restore'],
  ]);
  const { register: present } = await new Register(userData()).read();
  expect(present.sets.find(({ set }) => set === refOf(harbour).set)?.recoveries).toHaveLength(1);
});

test('typed cards put the secret into the vault, and an archive opens by it without being asked', async () => {
  await createVault(person, PASSPHRASE);
  await openRecovery(person);
  const [ada, , cy] = harbour.cards;
  // A slip in the second row is marked, and what was probably meant has to be confirmed.
  const right = typed(ada);
  const at = right.indexOf('\n') + 3;
  const slip = `${right.slice(0, at)}${right[at] === '7' ? '8' : '7'}${right.slice(at + 1)}`;
  await typeShare(person, slip);
  await expect(person.words('escrow.entry.correct.title')).toBeVisible();
  await expect(person.page.locator('.group-changed')).toHaveCount(1);
  await person.press('escrow.entry.correct.do');
  await expect(person.words('recover.card', { index: 1, count: 3, set: nameOf(harbour) })).toBeVisible();

  await person.press('recover.veil.do');
  await expect(step(2)).toBeVisible();
  await expect(person.words('recover.step.short')).toBeVisible();
  await expect(person.page.locator('.share-text')).toHaveClass(/masked/);
  await typeShare(person, typed(cy, true).toLowerCase().replaceAll(' ', '-'));
  await person.press('recover.do');
  await person.press('recover.back.keep', { count: 1 });
  await expect(person.words('recover.back.status.kept')).toBeVisible();
  await person.press('recover.back.finish');
  await person.arrivesAt('escrow.title');

  await openKey(person, site().name);
  await expect(person.page.getByText(site().fingerprint, { exact: true })).toBeVisible();
  await openArchives(person, site().name);
  await chooseArchive(person, backend.newest);
  await expect(person.words('keys.at-hand.held')).toBeVisible();
  await choosePlace(person, folder.file('again.zip'));
  await restoreToTheEnd(person);
});

test('what does not belong together is refused in its own words, and what was right stays', async () => {
  const other = await split([secretOf('text', 'Another', 'another secret')]);
  const older = await split([secretOf('text', 'Harbour', 'an older one')], 2, harbour.set);
  const [ada, bo] = harbour.cards;
  await openRecovery(person);
  const forged = JSON.parse(await readFile('test-vectors/escrow/refused.json', 'utf8')) as {
    code: FailureCode;
    text: string;
  }[];
  const codes = ['share-zero-x', 'share-version-unknown', 'share-unreadable'] as const;
  for (const code of codes) {
    await typeShare(person, forged.find((one) => one.code === code)?.text ?? '');
    await person.isTold(code);
    await expect(person.primary).toBeDisabled();
  }
  await typeShare(person, 'MS12NAMEA320ZYXWVUTSRQPNMLKJHGFEDCAXRPP870HKKQRM');
  await person.isTold('share-other-program');
  await typeShare(person, typed(ada));
  await person.press('recover.veil.do');
  for (const [card, code] of [
    [ada, 'share-given-twice'],
    [other.cards[1], 'shares-of-two-sets'],
    [older.cards[1], 'shares-of-two-generations'],
  ] as const) {
    await typeShare(person, typed(card, true));
    await person.isTold(code);
    await expect(person.words('recover.card', { index: 1, count: 3, set: nameOf(harbour) })).toBeVisible();
    await expect(person.primary).toBeDisabled();
  }
  await typeShare(person, typed(bo, true));
  await expect(person.words('recover.ready')).toBeVisible();
  await person.press('recover.leave');
  await person.page
    .getByRole('alertdialog')
    .getByRole('button', { name: person.say('recover.leave.do') })
    .click();
  await person.arrivesAt('escrow.title');
});

test('of three cards with a bad one it is said whose that is', async () => {
  const [ada, bo, cy] = harbour.cards;
  const point = bo.share.point.slice();
  point[3] = (point[3] ?? 0) ^ 1;
  const bent: Card = { ...bo, share: { ...bo.share, point } };
  await openRecovery(person);
  await typeTwo(person, ada, bent);
  await expect(person.words('recover.card.other')).toBeVisible();
  await person.press('recover.do');
  await person.isTold('share-altered');
  await expect(step(3)).toBeVisible();
  await typeShare(person, typed(cy, true));
  await person.press('recover.do');
  await expect(person.words('recover.back.bad.title', { index: 2, custodian: 'Bo Brook' })).toBeVisible();
  await expect(person.page.getByText('Ada Able, Cy Cole')).toBeVisible();
  const failure = (await recoveries()).find(({ outcome }) => outcome !== 'ok');
  expect(failure).toMatchObject({ outcome: 'share-altered', facts: { shares: [1, 2], secrets: [] } });
  await person.press('recover.back.finish');
});

test('cards without the rows below the line ask for them once', async () => {
  const [ada, bo] = harbour.cards;
  await openRecovery(person);
  await typeShare(person, typed(ada, true));
  await expect(person.words('escrow.entry.alone.title')).toBeVisible();
  await person.press('escrow.entry.alone.do');
  await person.press('recover.veil.do');
  await expect(person.words('recover.step.whole')).toBeVisible();
  await typeShare(person, typed(bo, true));
  await person.press('escrow.entry.alone.do');
  await expect(person.words('recover.sealed-part.title')).toBeVisible();
  await typeShare(person, typed(ada));
  await expect(person.words('recover.ready')).toBeVisible();
  await person.press('recover.do');
  await expect(person.heading).toContainText(person.say('recover.back.title', { count: 1 }));
  await person.press('recover.back.finish');
});

test('what came back is not thrown away unasked, and the vault takes it as soon as it is unlocked', async () => {
  const words = await split([secretOf('text', 'Slack water', 'at a quarter to five', 'aaaa:bbbb:cccc:dddd')]);
  await openKeys(person);
  await person.press('keys.lock');
  await person.arrivesAt('keys.locked.title');
  await openRecovery(person);
  await typeTwo(person, words.cards[0], words.cards[1]);
  await person.press('recover.do');
  await expect(person.words('recover.back.status', { count: 1 })).toBeVisible();
  await expect(person.words('recover.back.locked', { count: 1 })).toBeVisible();
  await expect(person.primary).toHaveText(person.say('recover.back.unlock', { count: 1 }));

  await person.press('recover.back.finish');
  await expect(question()).toContainText(person.say('recover.discard.text', { count: 1 }));
  await question()
    .getByRole('button', { name: person.say('recover.discard.stay') })
    .click();
  await expect(person.heading).toContainText(person.say('recover.back.title', { count: 1 }));

  // Closing the window is asked about as well.
  await answerQuestion(person.app, 0);
  await person.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await expect
    .poll(async () => (await lastDialog(person.app))?.texts ?? [])
    .toContain(person.say('main.leave.recovery.message'));

  // Pressed without a passphrase, the button leads to its field.
  await person.primary.click();
  await expect(person.field('keys.unlock.passphrase')).toBeFocused();
  await person.field('keys.unlock.passphrase').fill(PASSPHRASE);
  await person.primary.click();
  await expect(person.words('recover.back.status.kept')).toBeVisible();
  await person.press('recover.back.finish');
  await person.arrivesAt('escrow.title');
  await openKey(person, 'Slack water');
});

test('a master key becomes a line of an .env, after a copy of it is kept', async () => {
  const master = await split([secretOf('dev-master-key', 'VaultTerm', MASTER_KEY)]);
  await openRecovery(person);
  await typeTwo(person, master.cards[0], master.cards[2]);
  await person.press('recover.do');
  await person.press('recover.way.copy-line');
  await expect.poll(() => clipboardText(person.app)).toBe(`DEV_MASTER_KEY=${MASTER_KEY}`);
  await person.press('recover.way.show-line');
  await expect(person.page.getByText(`DEV_MASTER_KEY=${MASTER_KEY}`, { exact: true })).toBeVisible();
  await person.press('keys.secret.hide');

  const env = folder.file('.env');
  const before = `PORT=3000\r\nDEV_MASTER_KEY=${'ab'.repeat(32)}\r\nNAME=ü\r\n`;
  await writeFile(env, before);
  await answerOpenDialog(person.app, env);
  await person.press('recover.way.env');
  await expect(person.words('recover.env.other')).toBeVisible();
  await person.page
    .getByRole('alertdialog')
    .getByRole('button', { name: person.say('recover.env.do') })
    .click();
  await expect(person.words('recover.told.written')).toBeVisible();
  expect(await readFile(env, 'utf8')).toBe(before.replace('ab'.repeat(32), MASTER_KEY));
  const copy = (await folder.names()).find((name) => name.startsWith('.env.before-'));
  expect(await readFile(folder.file(copy ?? ''), 'utf8')).toBe(before);

  // A line alone never takes the place of a whole file.
  await answerSaveDialog(person.app, env);
  await person.press('recover.way.save-line');
  await person.isTold('destination-exists');
  await answerSaveDialog(person.app, folder.file('line.env'));
  await person.press('recover.way.save-line');
  await expect(person.words('recover.told.saved')).toBeVisible();
  expect(await readFile(folder.file('line.env'), 'utf8')).toBe(`DEV_MASTER_KEY=${MASTER_KEY}\n`);
  if (process.platform !== 'win32') expect((await stat(folder.file('line.env'))).mode & 0o777).toBe(0o600);
});

test('on locking the recovery is covered, and nothing of it is left on the screen or on the disk', async () => {
  await openRecoveryUnderWay();
  await systemSays(person.app, 'lock-screen');
  await person.arrivesAt('privacy.paused.title');
  await expect(person.words('privacy.paused.reason.screen')).toBeVisible();
  await expect(person.words('privacy.paused.minutes', { minutes: 30 })).toBeVisible();
  await expect(person.words('privacy.paused.secrets', { count: 1 })).toBeVisible();
  expect(
    await person.page.evaluate(() => window.salvor.call('recovery.show', { secret: 0, form: 'secret' })),
  ).toMatchObject({ ok: false, error: { code: 'unexpected' } });
  const key = await backend.practice.privateKey(site());
  const forms = [
    MASTER_KEY,
    key.slice(6),
    ...harbour.cards.flatMap((card) => [
      ...encodeCard(card).share.map(({ groups }) => groups.join('')),
      ...encodeCard(card).share.map(({ groups }) => groups.join(' ')),
    ]),
  ]
    .map((text) => Buffer.from(text))
    .concat(
      harbour.cards.flatMap(({ share: { point } }) => [
        Buffer.from(point),
        Buffer.from(Buffer.from(point).toString('hex')),
        Buffer.from(Buffer.from(point).toString('base64').slice(0, 40)),
      ]),
    )
    .concat([Buffer.from(key.slice(6), 'base64url'), Buffer.from(MASTER_KEY, 'hex')]);
  const page = await person.page.content();
  expect(forms.filter((form) => page.includes(form.toString('latin1')))).toEqual([]);
  const holding: string[] = [];
  for (const root of [userData(), ...(await madeSince(began))]) {
    for (const entry of await readdir(root, { recursive: true, withFileTypes: true }).catch(() => [])) {
      if (!entry.isFile()) continue;
      const bytes = await readFile(join(entry.parentPath, entry.name)).catch(() => Buffer.alloc(0));
      if (forms.some((form) => bytes.includes(form))) holding.push(join(entry.parentPath, entry.name));
    }
  }
  expect(holding).toEqual([]);

  await person.press('privacy.paused.do');
  await expect(person.heading).toContainText(person.say('recover.back.title', { count: 1 }));
  await person.press('recover.way.show-line');
  await expect(person.page.getByText(`DEV_MASTER_KEY=${MASTER_KEY}`, { exact: true })).toBeVisible();
});

test('a recovery is warned of, covered and kept while no one is there, and cleared with a word after half an hour', async () => {
  await openEscrow(person);
  await person.press('recover.escrow.on');
  await pretendIdle(person.app, 4 * 60 + 30);
  await expect(question()).toContainText(person.say('privacy.warning.title'));
  await expect(question().getByRole('timer')).toBeVisible();
  await pretendIdle(person.app, 0);
  await question()
    .getByRole('button', { name: person.say('privacy.warning.do') })
    .click();
  await expect(question()).toBeHidden();

  await pretendIdle(person.app, 5 * 60);
  await person.arrivesAt('privacy.paused.title');
  await expect(person.words('privacy.paused.reason.idle')).toBeVisible();
  await expect(person.page.getByRole('complementary')).toBeHidden();
  await withClockAhead(person.app, 30, async () => {
    await person.arrivesAt('privacy.cleared.recovery.title');
  });
  await expect(person.words('privacy.cleared.recovery.text', { minutes: 30 })).toBeVisible();
  expect(await person.page.evaluate(() => window.salvor.call('recovery.current', {}))).toEqual({
    ok: true,
    value: null,
  });
  await pretendIdle(person.app, 0);
  await person.press('privacy.cleared.recovery.do');
  await person.arrivesAt('recover.title');
  await expect(step(1)).toBeVisible();
});

/**
 * What has appeared in the temporary folder since then; profiles, folders and servers of tests hold what they were
 * given.
 */
async function madeSince(time: number): Promise<string[]> {
  const paths = (await readdir(tmpdir()))
    .filter((name) => !/^salvor-(?:e2e|walk|practice)-/.test(name) && /salvor|chromium/i.test(name))
    .map((name) => join(tmpdir(), name));
  const times = await Promise.all(
    paths.map((path) =>
      stat(path).then(
        ({ birthtimeMs }) => birthtimeMs,
        () => 0,
      ),
    ),
  );
  return paths.filter((_path, at) => (times[at] ?? 0) >= time);
}

/** The recovery that the test before has left, as it is when someone walks away from it. */
async function openRecoveryUnderWay(): Promise<void> {
  await person.page
    .getByRole('complementary')
    .getByRole('button', { name: person.say('app.sidebar.escrow'), exact: true })
    .click();
  await person.press('recover.escrow.on');
  await expect(person.heading).toContainText(person.say('recover.back.title', { count: 1 }));
  await person.press('recover.way.show-line');
  await expect(person.page.getByText(`DEV_MASTER_KEY=${MASTER_KEY}`, { exact: true })).toBeVisible();
}

test('the vendor’s share is taken with its conditions, and leaves a trace', async () => {
  const managed = await split([secretOf('text', 'A recovery code', 'tide at five past three')]);
  const vendor = { name: 'Vera Vendor', role: 'Support', contact: '', organisation: 'vendor' as const };
  const own = setOf(managed.cards.map(({ share }) => share));
  await register(userData(), managed, {
    mode: 'managed',
    release: { conditions: 'Two signatures of the board.', delayDays: 3 },
    shares: own.shares.map((share) => (share.index === 3 ? { ...share, custodian: vendor } : share)),
  });
  await openRecovery(person);
  await typeShare(person, typed(managed.cards[0]));
  await person.press('recover.veil.do');
  await typeShare(person, typed(managed.cards[2], true));
  await expect(person.words('recover.vendor.title', { custodian: 'Vera Vendor' })).toBeVisible();
  await expect(person.words('recover.vendor.conditions', { conditions: 'Two signatures of the board.' })).toBeVisible();
  await expect(person.button('recover.vendor.do')).toBeDisabled();
  const today = new Date().toISOString().slice(0, 10);
  await person.page.getByLabel(person.say('recover.vendor.requested'), { exact: true }).fill(today);
  await person.press('recover.vendor.do');
  await expect(person.page.getByText(person.say('recover.vendor.early.do'))).toBeVisible();
  await expect(person.button('recover.vendor.do')).toBeDisabled();
  await person.page.getByText(person.say('recover.vendor.early.do')).click();
  await person.press('recover.vendor.do');
  await person.press('recover.do');
  await expect(person.heading).toContainText(person.say('recover.back.title', { count: 1 }));
  expect((await recoveries()).at(-1)?.facts).toMatchObject({
    breakGlass: { share: 3, requested: today, daysEarly: 3 },
  });
  await discard();
});

test('a card is read by the camera, which nothing else may use', async () => {
  const text = await split([secretOf('text', 'Tide', 'the tide comes in')]);
  const scene = await testFolder();
  await writeFile(scene.file('card.y4m'), film(text.cards[1]));
  const salvor = await launchApp({
    args: [
      '--no-practice',
      '--use-fake-device-for-media-stream',
      `--use-file-for-fake-video-capture=${scene.file('card.y4m')}`,
    ],
  });
  try {
    const someone = new Person(salvor);
    const camera = () =>
      someone.page.evaluate(() =>
        navigator.mediaDevices.getUserMedia({ video: true }).then(
          (stream) => (stream.getTracks().forEach((track) => track.stop()), 'granted'),
          (error: Error) => error.name,
        ),
      );
    expect(await camera()).toBe('NotAllowedError');
    await someone.press('recover.have-cards');
    await someone.arrivesAt('recover.title');
    await someone.press('scan.do');
    await expect(someone.words('recover.card', { index: 2, count: 3, set: nameOf(text) })).toBeVisible();
    expect(await camera()).toBe('NotAllowedError');
    await someone.press('recover.veil.do');
    await typeShare(someone, typed(text.cards[0], true));
    await someone.press('recover.do');
    await someone.press('recover.way.show');
    await expect(someone.page.getByText('the tide comes in', { exact: true })).toBeVisible();
    expect(await salvor.problems()).toEqual([]);
  } finally {
    await salvor.close();
    await scene.remove();
  }
});
