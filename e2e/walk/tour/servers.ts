import { expect } from '@playwright/test';
import { generateKeyPair } from '../../../src/core/formats/site-key';
import { formatSize } from '../../../src/shared/format/size';
import { isAny, isList, isPing } from '../../../test-support/faults';
import type { WholeBackup } from '../../../test-support/listing';
import type { Stage } from '../stage';
import {
  archiveRow,
  beginPractice,
  bringInSight,
  chooseArchive,
  choosePlace,
  confirmByPracticeConsole,
  confirmFingerprint,
  connect,
  fillConnection,
  giveKey,
  openArchives,
  openConnect,
  openWelcome,
} from '../steps';
import type { Visit } from './visit';

/** What servers can be like besides: in trouble, with another fingerprint, without archives, for practice. */
export async function tourServers(stage: Stage, visit: Visit): Promise<void> {
  await connect(stage.person, stage.backend.connection);
  await confirmFingerprint(stage.person, stage.backend.fingerprint);
  await tourServerTroubles(stage, visit);
  await tourSecondSite(stage, visit);
  await tourPractice(stage, visit);
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
    proxy.setFault({
      kind: 'rewrite',
      on: isPing,
      rewrite: (ping: object) => ({ ...ping, e2ee_public_key: publicText }),
    });
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
  await person.isTold('not-now');
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
  const find = (wanted: (backup: WholeBackup) => boolean): WholeBackup => {
    const found = archives.find(wanted);
    if (found === undefined) throw new Error('the practice server has archives of every kind');
    return found;
  };
  const huge = ({ backups, ...rest }: { backups: object[] }) => ({
    ...rest,
    backups: backups.map((backup) => ({ ...backup, size: 2 ** 50 })),
  });
  proxy.setFault({ kind: 'rewrite', on: isList, rewrite: huge });
  await person.press('app.archives.refresh');
  await expect(person.button('app.archives.restore')).toBeVisible();
  await chooseArchive(
    person,
    find(({ scope }) => scope === 'full'),
  );
  await choosePlace(person, folder.file('huge.zip'));
  await visit('prepare-too-little-space');

  proxy.setFault(null);
  const plain = find(({ client_encrypted: encrypted }) => !encrypted);
  await openArchives(person, lantern.name);
  await bringInSight(person, plain);
  await expect(archiveRow(person, plain)).toContainText(formatSize(plain.size));
  await chooseArchive(person, plain);
  await visit('prepare-no-key-needed');
  await person.press('app.prepare.other-archive');
  await chooseArchive(
    person,
    find(({ note }) => note?.includes('zoom.key') ?? false),
  );
  await choosePlace(person, folder.file('no-credential-key.zip'));
  await giveKey(person, await practice.privateKey(lantern));
  await person.press('app.prepare.start');
  await person.arrivesAtProof();
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
