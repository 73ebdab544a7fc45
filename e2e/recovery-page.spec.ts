import { readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Locator, test } from '@playwright/test';
import { generateIdentity, identityToRecipient } from 'age-encryption';
import { root } from '../scripts/checkout.mjs';
import { sealCardToPassphrase, sealCardToRecipient } from '../src/core/custody/escrow/handover';
import type { EscrowSecret } from '../src/core/custody/escrow/secret';
import { splitSecrets } from '../src/core/custody/escrow/split';
import { type Card, cardFileText, encodeCard } from '../src/core/custody/share/card-text';
import { qrModules } from '../src/core/custody/share/qr';
import { bitmap } from './support/bitmap';
import { type LaunchedApp, launchApp } from './support/launch';
import { openFromFile, type PageWindow } from './support/page-window';
import { type TestFolder, testFolder } from './walk/folder';

const PAGE = join(root, 'out', 'recovery', 'salvor-recovery.html');
const MASTER_KEY = '00112233445566778899aabbccddeeff00112233445566778899aabbccddeeff';
const SITE_KEY = `tspsk_${Buffer.alloc(32, 7).toString('base64url')}`;

let salvor: LaunchedApp;
let folder: TestFolder;
let window: PageWindow;

test.beforeEach(async () => {
  salvor = await launchApp({ args: ['--no-practice'] });
  folder = await testFolder();
  window = await openFromFile(salvor, PAGE, folder.path);
});

test.afterEach(async () => {
  expect(await salvor.problems()).toEqual([]);
  // Nothing but the file itself: a page that asked for anything else would not work in a safe.
  const own = pathToFileURL(PAGE).href;
  expect(
    (await window.requests()).filter((url) => url !== own && !url.startsWith('blob:') && !url.startsWith('devtools:')),
  ).toEqual([]);
  await salvor.close();
  await folder.remove();
});

function secret(kind: EscrowSecret['kind'], label: string, text: string): EscrowSecret {
  return { kind, label, fingerprint: '0123:4567:89ab:cdef', bytes: new TextEncoder().encode(text) };
}

async function split(secrets: readonly EscrowSecret[]) {
  return splitSecrets(secrets, { generation: 1, now: new Date('2026-11-21T03:00:00Z') });
}

function typed(card: Card): string {
  const { share, sealed } = encodeCard(card);
  return [...share, ...sealed].map(({ groups }) => groups.join(' ')).join('\n');
}

function typedShare(card: Card): string {
  return typed({ ...card, sealed: null });
}

const cardRegion = (name: 'First' | 'Second' | 'Third'): Locator =>
  window.page.getByRole('region', { name: `${name} card` });
const field = (name: 'First' | 'Second' | 'Third'): Locator => cardRegion(name).getByRole('textbox');
const run = (): Locator => window.page.getByRole('button', { name: 'Bring it back' });

async function choose(button: Locator, path: string): Promise<void> {
  const chooser = window.page.waitForEvent('filechooser');
  await button.click();
  await (await chooser).setFiles(path);
}

test('is one small file, which may reach nothing', async () => {
  expect((await stat(PAGE)).size).toBeLessThan(300_000);
  const html = await readFile(PAGE, 'utf8');
  expect(html).toContain(`content="default-src 'none'; script-src 'sha256-`);
  expect(html).not.toMatch(/<(?:link|img|iframe|script [^>]*src)/);
  const fetched = window.page.evaluate(() =>
    fetch('https://example.org/').then(
      () => 'fetched',
      () => 'refused',
    ),
  );
  expect(await fetched).toBe('refused');
  // That refusal is the one thing that the console may say.
  expect(await salvor.problems()).not.toEqual([]);
  await window.page.reload();
  salvor = { ...salvor, problems: () => Promise.resolve([]) };
});

test('brings a secret back from a card that was typed with an error and a picture of another’s code', async () => {
  const { cards } = await split([secret('dev-master-key', 'VaultTerm', MASTER_KEY)]);
  const text = typed(cards[0]);
  const wrong = text.slice(0, 41) + (text[41] === 'Q' ? 'P' : 'Q') + text.slice(42);

  await field('First').pressSequentially(wrong.slice(0, 34));
  await expect(cardRegion('First').getByRole('listitem').first()).toContainText('right');
  await field('First').fill(wrong.toLowerCase());
  await expect(cardRegion('First').getByRole('listitem').nth(1)).toContainText('not as on the card');
  await expect(run()).toBeDisabled();
  await expect(cardRegion('First')).toContainText('Row 2, group 2');
  await cardRegion('First').getByRole('button', { name: 'The card says so: take it' }).click();
  await expect(cardRegion('First')).toContainText('Share 1 of 3, set');
  await expect(field('First')).toBeHidden();

  const picture = join(folder.path, 'code.bmp');
  await writeFile(picture, bitmap(qrModules(encodeCard(cards[2]).qr), 5));
  await choose(cardRegion('Second').getByRole('button', { name: 'Read a picture' }), picture);
  await expect(cardRegion('Second')).toContainText('Share 3 of 3, set');

  await run().click();
  const outcome = window.page.getByRole('region', { name: 'What came back' });
  await expect(outcome).toContainText('VaultTerm master key: VaultTerm');
  await expect(outcome).not.toContainText(MASTER_KEY);
  await outcome.getByRole('button', { name: 'Show' }).first().click();
  await expect(outcome.getByLabel('VaultTerm master key')).toHaveText(MASTER_KEY);
  await outcome.getByRole('button', { name: 'Show' }).click();
  await expect(outcome).toContainText(`DEV_MASTER_KEY=${MASTER_KEY}`);
  await outcome.getByRole('button', { name: 'Save as a file' }).click();
  await expect
    .poll(() => readFile(window.saved('recovered-dev-master-key-1.txt'), 'utf8').catch(() => ''))
    .toBe(MASTER_KEY);

  await outcome.getByRole('button', { name: 'Forget everything' }).click();
  await expect(outcome).toBeHidden();
  await expect(field('First')).toHaveValue('');
  await expect(window.page.locator('body')).not.toContainText(MASTER_KEY);
});

test('the sealed rows are needed from one card only, and a card file will do', async () => {
  const { cards } = await split([secret('site-key', 'Verein', SITE_KEY)]);
  await field('First').fill(typedShare(cards[1]));
  await expect(cardRegion('First')).toContainText('the sealed rows are not typed here');
  await cardRegion('First').getByRole('button', { name: 'Put it out of sight' }).click();
  await expect(field('First')).toBeHidden();
  const file = join(folder.path, 'card.txt');
  await writeFile(file, cardFileText(cards[0], ['Salvor', 'Share 1 of 3']));
  await choose(cardRegion('Second').getByRole('button', { name: 'Open a card file' }), file);
  await run().click();
  const outcome = window.page.getByRole('region', { name: 'What came back' });
  await outcome.getByRole('button', { name: 'Show' }).click();
  await expect(outcome.getByLabel('Private key of a TS Pro site')).toHaveText(SITE_KEY);
});

test('opens the sealed file of a card, by its passphrase or its key', async () => {
  const { cards } = await split([secret('site-key', 'Verein', SITE_KEY)]);
  const identity = await generateIdentity();
  const file = (card: Card) => new TextEncoder().encode(cardFileText(card, ['Salvor']));
  await writeFile(join(folder.path, 'one.age'), await sealCardToPassphrase(file(cards[0]), 'a blue door'));
  await writeFile(
    join(folder.path, 'two.age'),
    await sealCardToRecipient(file(cards[1]), await identityToRecipient(identity)),
  );

  await choose(cardRegion('First').getByRole('button', { name: 'Open a card file' }), join(folder.path, 'one.age'));
  await cardRegion('First').getByLabel('Its passphrase').fill('a red door');
  await cardRegion('First').getByRole('button', { name: 'Open it' }).click();
  await expect(cardRegion('First')).toContainText('Another passphrase is needed');
  await cardRegion('First').getByLabel('Its passphrase').fill('a blue door');
  await cardRegion('First').getByRole('button', { name: 'Open it' }).click();
  await expect(cardRegion('First')).toContainText('Share 1 of 3, set');

  await choose(cardRegion('Second').getByRole('button', { name: 'Open a card file' }), join(folder.path, 'two.age'));
  await cardRegion('Second').getByLabel('AGE-SECRET-KEY-1').fill(identity);
  await cardRegion('Second').getByRole('button', { name: 'Open it' }).click();
  await expect(cardRegion('Second')).toContainText('Share 2 of 3, set');
  await run().click();
  await expect(window.page.getByRole('region', { name: 'What came back' })).toContainText('From shares 1, 2');
});

test('asks for the escrow file where the secret is too large for a card, and refuses another set’s', async () => {
  const env = Array.from({ length: 20 }, (_, at) => `SETTING_${at}=value ${at}`).join('\n');
  const mine = await split([secret('text', 'The .env', env)]);
  const other = await split([secret('text', 'Another', env)]);
  await field('First').fill(typed(mine.cards[0]));
  await field('Second').fill(typed(mine.cards[1]));
  await expect(run()).toBeDisabled();
  const escrow = window.page.getByRole('region', { name: 'Escrow file' });
  await writeFile(join(folder.path, 'other.bin'), other.escrowFile ?? '');
  await writeFile(join(folder.path, 'mine.bin'), mine.escrowFile ?? '');
  await choose(escrow.getByRole('button'), join(folder.path, 'other.bin'));
  await run().click();
  await expect(window.page.getByRole('heading', { level: 2 }).filter({ hasText: '✕' })).toBeVisible();
  await expect(window.page.getByRole('button', { name: 'Show' })).toHaveCount(0);
  await choose(escrow.getByRole('button'), join(folder.path, 'mine.bin'));
  await run().click();
  const outcome = window.page.getByRole('region', { name: 'What came back' });
  await outcome.getByRole('button', { name: 'Show' }).click();
  await expect(outcome.getByLabel('Text: The .env')).toHaveText(env);
});

test('cards of two sets, one card twice and another program’s share give nothing', async () => {
  const one = await split([secret('passphrase', 'one', 'correct horse')]);
  const two = await split([secret('passphrase', 'two', 'battery staple')]);
  await field('First').fill('MS12NAMEA320ZYXWVUTSRQPNMLKJHGFEDCAXRPP870HKKQRM');
  await expect(cardRegion('First').getByRole('status')).toContainText('codex32');
  await field('First').fill(typed(one.cards[0]));
  await field('Second').fill(typed(two.cards[1]));
  await run().click();
  await expect(window.page.getByRole('heading', { level: 2 }).filter({ hasText: '✕' })).toContainText(
    'two different sets',
  );
  await cardRegion('Second').getByRole('button', { name: 'Clear it' }).click();
  await field('Second').fill(typed(one.cards[0]));
  await run().click();
  await expect(window.page.getByRole('heading', { level: 2 }).filter({ hasText: '✕' })).toBeVisible();
  await expect(window.page.getByRole('button', { name: 'Show' })).toHaveCount(0);
});

test('of three cards with one forged, the page says which, and brings the secret back from the others', async () => {
  const { cards } = await split([secret('passphrase', 'Archive', 'correct horse battery')]);
  const forged: Card = {
    ...cards[1],
    share: { ...cards[1].share, point: cards[1].share.point.map((byte, at) => (at === 0 ? byte ^ 1 : byte)) },
  };
  await window.page.getByRole('button', { name: 'Add the third card' }).click();
  await field('First').fill(typed(cards[0]));
  await field('Second').fill(typed(forged));
  await field('Third').fill(typed(cards[2]));
  await run().click();
  const outcome = window.page.getByRole('region', { name: 'What came back' });
  await expect(outcome).toContainText('From shares 1, 3');
  await expect(outcome).toContainText('Card 2 was given as well');
});

test('axe finds nothing, light and dark, and paper shows neither cards nor secrets', async () => {
  const { cards } = await split([secret('dev-master-key', 'VaultTerm', MASTER_KEY)]);
  const { page } = window;
  const text = typed(cards[0]);
  await field('First').fill(text.slice(0, 41) + (text[41] === 'Q' ? 'P' : 'Q') + text.slice(42));
  await field('Second').fill(typed(cards[1]));
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
  }
  await cardRegion('First').getByRole('button', { name: 'The card says so: take it' }).click();
  await run().click();
  await page.getByRole('button', { name: 'Show' }).first().click();
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
  }
  await page.emulateMedia({ media: 'print' });
  await expect(page.getByRole('heading', { name: 'How to do this safely' })).toBeVisible();
  await expect(page.getByText(MASTER_KEY).first()).toBeHidden();
  await expect(cardRegion('Second')).toBeHidden();
});
