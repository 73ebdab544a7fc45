import { expect, test } from '@playwright/test';
import { answerQuestion, lastDialog } from './walk/dialogs';
import { type Stage, setStage } from './walk/stage';
import { chooseArchive, choosePlace, confirmFingerprint, connect, giveKey } from './walk/steps';

let stage: Stage;

test.beforeEach(async () => {
  stage = await setStage();
});

test.afterEach(async () => {
  await stage.close();
});

test('closing the window asks while a restore runs, and keeps what came when it is confirmed', async () => {
  const { backend, folder, person, salvor } = stage;
  const close = () => salvor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await connect(person, backend.connection);
  await confirmFingerprint(person, backend.fingerprint);
  await chooseArchive(person, backend.newest);
  await choosePlace(person, folder.file('import.zip'));
  await giveKey(person, await backend.practice.privateKey(backend.practice.harbour));
  backend.proxy.setFault({ kind: 'stall', afterBytes: 80_000 });
  await person.press('app.prepare.start');
  await expect.poll(() => folder.names()).toEqual(['import.zip.part']);

  await answerQuestion(person.app, 0);
  await close();
  const asked = await lastDialog(person.app);
  expect(asked?.texts).toEqual([
    person.say('main.leave.message'),
    person.say('main.leave.detail'),
    person.say('main.leave.stay'),
    person.say('main.leave.leave'),
  ]);
  await person.arrivesAt('app.running.title');
  expect(await folder.names()).toEqual(['import.zip.part']);
  expect(await stage.problems()).toEqual([]);

  await answerQuestion(person.app, 1);
  const gone = salvor.app.waitForEvent('close');
  await close();
  await gone;
  expect(await folder.names()).toEqual(['import.zip.part']);
});

test('closing the window does not ask when nothing runs', async () => {
  const { person, salvor } = stage;
  await answerQuestion(person.app, 0);
  const gone = salvor.app.waitForEvent('close');
  await salvor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());
  await gone;
});
