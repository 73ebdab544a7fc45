import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { isList, isOneBackup } from '../test-support/faults';
import { type WholeBackup, wholeBackup } from '../test-support/listing';
import { form } from '../test-support/practice';
import vectors from '../test-vectors/vectors.json' with { type: 'json' };
import { type Stage, setStage } from './walk/stage';
import { chooseArchive, choosePlace, confirmFingerprint, connect, restoreToTheEnd } from './walk/steps';

/** Archives on a server that are not as most are: encrypted with a passphrase, or listed oddly. */

let stage: Stage;
let withPassphrase: WholeBackup;

test.beforeAll(async () => {
  stage = await setStage();
  const { practice, proxy } = stage.backend;
  const bytes = await readFile(join('test-vectors', 'portal-full.tspenc01.enc'));
  const answer = await fetch(`${practice.url}/backups`, {
    method: 'POST',
    body: form(
      { scope: 'full' },
      { part: 'file', name: 'tsp-export-20261122-030000.zip.enc', bytes: Uint8Array.from(bytes) },
    ),
    headers: { authorization: `Bearer ${practice.lantern.apiKey}` },
  });
  withPassphrase = wholeBackup(((await answer.json()) as { backup: unknown }).backup);
  await connect(stage.person, { url: proxy.url(practice.url), apiKey: practice.lantern.apiKey });
  await confirmFingerprint(stage.person, practice.lantern.fingerprint);
});

test.afterAll(() => stage.close());
test.afterEach(async () => {
  stage.backend.proxy.setFault(null);
  expect(await stage.problems()).toEqual([]);
});

test('an archive with a passphrase is fetched and proven with it', async () => {
  const { person, folder } = stage;
  await chooseArchive(person, withPassphrase);
  await choosePlace(person, folder.file('import.zip'));
  await expect(person.primary).toBeDisabled();
  await person.field('app.secret.passphrase').fill(vectors.passphrase);
  await person.press('app.secret.use.passphrase');
  await expect(person.words('app.secret.passphrase-given')).toBeVisible();
  expect(await person.page.content()).not.toContain(vectors.passphrase);
  await restoreToTheEnd(person);
  expect(await folder.names()).toEqual(['import.zip']);
});

test('odd entries of the list hide no other', async () => {
  const { person, backend } = stage;
  backend.proxy.setFault({
    kind: 'rewrite',
    on: (request) => isList(request) && !isOneBackup(request),
    rewrite: ({ backups: [first, ...others], ...list }: { backups: object[] }) => ({
      ...list,
      backups: [{ ...first, created_at: null, sha256: null, scope: 'media', size: 'large' }, 'junk', ...others],
    }),
  });
  await person.server(backend.practice.lantern.name).click();
  await person.press('app.archives.refresh');
  await expect(person.words('app.archives.unreadable', { count: 1 })).toBeVisible();
  await expect(person.words('app.archives.no-date').first()).toBeAttached();
  const count = (await backend.practice.backups(backend.practice.lantern)).length;
  await expect(person.words('app.archives.count', { count })).toBeVisible();
});
