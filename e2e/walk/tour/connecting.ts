import { writeFile } from 'node:fs/promises';
import { expect } from '@playwright/test';
import { makeCertificates } from '../../../test-support/certificates';
import { answerOpenDialog } from '../dialogs';
import type { Stage } from '../stage';
import { confirmFingerprint, fillConnection, openConnect } from '../steps';
import type { Visit } from './visit';

/** From the first start to a site’s archives. */
export async function tourConnecting(stage: Stage, visit: Visit): Promise<void> {
  await tourForm(stage, visit);
  await tourFingerprint(stage, visit);
  await tourArchives(stage, visit);
}

async function tourForm({ person, backend, folder }: Stage, visit: Visit): Promise<void> {
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
