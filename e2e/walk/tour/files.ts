import { copyFile, writeFile } from 'node:fs/promises';
import { chooseFile, chooseFilePlace, givePassphrase, givePassword, openFiles } from '../files';
import type { Stage } from '../stage';
import { vector, vectorSecrets } from './vectors';
import type { Visit } from './visit';

/** Files of this machine, from an unknown one to an opened one. */
export async function tourFiles({ person, folder }: Stage, visit: Visit): Promise<void> {
  const { proxpanel, passphrase } = await vectorSecrets();
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
  await person.arrivesAtProof();
  await visit('result-dump');

  await copyFile(vector('three-frames.tspb2.enc'), folder.file('unknown.enc'));
  await chooseFile(person, folder.file('unknown.enc'), 'unknown.enc');
  await chooseFilePlace(person, folder.file('unknown.zip'));
  await givePassphrase(person, passphrase);
  await person.press('app.file.start-open');
  await person.isToldAtTheEnd('authentic-only');
  await visit('failed-authentic-only');
  await person.press('app.failure.accept.authentic-only');
  await person.arrivesAt('app.result.title.authentic-only');
  await visit('result-authentic-only');
}
