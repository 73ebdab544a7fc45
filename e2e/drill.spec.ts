import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { checkReport } from '../src/core/drill/signature';
import type { Survey } from '../src/core/sources/model';
import type { CallInput } from '../src/shared/ipc/contract';
import type { DrillRecord } from '../src/shared/ipc/drill-calls';
import { BridgeUser, NO_SECRETS, thePassphrase, vector } from './support/bridge';
import { type LaunchedApp, launchApp } from './support/launch';

/** Drills and their reports, as main runs and keeps them, asked through the very bridge that the window has. */

let folder: string;
let profile: string;
let salvor: LaunchedApp;
let user: BridgeUser;

test.beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-drill-'));
  profile = join(folder, 'profile');
});

test.afterEach(async () => {
  await salvor.close();
  await rm(folder, { recursive: true, force: true, maxRetries: 5 });
});

async function launch(args: readonly string[] = ['--no-practice']): Promise<void> {
  salvor = await launchApp({ userData: profile, args });
  user = new BridgeUser(salvor);
  await user.listen();
}

async function fileTarget(name: string, passphraseText: string): Promise<CallInput<'drill.start'>['target']> {
  const file = (await user.chooseFile(vector(name))).token;
  const passphrase = await user.hold('passphrase', passphraseText);
  return { kind: 'file', file, secrets: { ...NO_SECRETS, passphrase }, scope: 'full' };
}

/** A drill to its report. */
async function drill(
  target: CallInput<'drill.start'>['target'],
  operator = 'Ada',
  count = 1,
): Promise<{ job: string; record: DrillRecord }> {
  const { job } = await user.ask('drill.start', { target, operator });
  const ended = await user.drilled(count);
  if (!ended.outcome.ok) throw new Error(JSON.stringify(ended.outcome.error));
  expect(ended.job).toBe(job);
  return { job, record: ended.outcome.value };
}

const goodDrill = async (operator?: string) =>
  drill(await fileTarget('portal-full.tspenc01.enc', thePassphrase), operator);

test('a good drill leaves a signed report, and nothing of the archive', async () => {
  await launch();
  const before = await readdir(folder);
  const { job, record } = await goodDrill('  ');
  expect(record.report).toMatchObject({
    operator: userInfo().username,
    origin: { kind: 'file', path: vector('portal-full.tspenc01.enc') },
    archive: {
      bytes: 239_460,
      sha256: '819a0afe8e73681ec31b97cce797eaaa3f7553af1b341c5336b7e55f67d8a86e',
      layers: ['tspenc01'],
    },
    outcome: { verdict: 'proven-with-warnings' },
  });
  const path = join(profile, 'reports', `${job}.json`);
  expect(checkReport(await readFile(path, 'utf8'))).toEqual(record);
  if (process.platform !== 'win32') expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readdir(folder)).toEqual(before);
  expect((await user.told()).length).toBeGreaterThan(0);
  expect(await user.profileHolds([thePassphrase])).toEqual([]);
});

test('a failed drill is a report too', async () => {
  await launch();
  const { record } = await drill(await fileTarget('portal-full.tspenc01.enc', 'not the passphrase'));
  expect(record.report.outcome).toEqual({ verdict: 'failed', error: { code: 'wrong-passphrase', params: {} } });
  expect(await user.ask('drill.history', {})).toMatchObject([{ record }]);
});

test('a drill that is cancelled leaves no report, and another may follow', async () => {
  await launch();
  const target = await fileTarget('three-frames.tspb2.enc', thePassphrase);
  const { job } = await user.ask('drill.start', { target, operator: 'Ada' });
  // At once: it is paused while its process starts, and cannot be over before the rest.
  await user.ask('jobs.pause', { job });
  expect(await user.call('drill.start', { target, operator: 'Ada' })).toMatchObject({
    ok: false,
    error: { code: 'already-running', params: { what: 'drill' } },
  });
  await user.ask('jobs.cancel', { job });
  expect((await user.drilled()).outcome).toEqual({ ok: false, error: { code: 'cancelled', params: {} } });
  expect(await user.ask('drill.history', {})).toEqual([]);
  await drill(await fileTarget('portal-full.tspenc01.enc', thePassphrase), 'Ada', 2);
});

test('the history is kept over a restart, newest first, without what was altered or came from elsewhere', async () => {
  await launch();
  const first = await goodDrill();
  const second = await drill(await fileTarget('portal-full.tspenc01.enc', 'wrong'), 'Grace', 2);
  expect(second.record.signer).toBe(first.record.signer);
  await salvor.close();

  await launch();
  expect(await user.ask('drill.history', {})).toEqual([second, first]);

  const path = join(profile, 'reports', `${second.job}.json`);
  const text = await readFile(path, 'utf8');
  await writeFile(path, text.replace('Grace', 'Grant'));
  expect(await user.ask('drill.history', {})).toEqual([first]);
  await user.chooseInDialogs(join(folder, 'out.json'));
  expect(await user.call('drill.save', { job: second.job, as: 'json' })).toMatchObject({
    ok: false,
    error: { code: 'report-altered' },
  });
  await writeFile(path, text);

  await rm(join(profile, 'report-signing.key'));
  expect(await user.ask('drill.history', {})).toEqual([]);
  expect(await user.call('drill.save', { job: first.job, as: 'json' })).toMatchObject({
    ok: false,
    error: { code: 'report-other-signer' },
  });
  expect(await readdir(folder)).toEqual(['profile']);
});

test('a report is saved as it was signed, and its page as a PDF', async () => {
  await launch();
  const { job, record } = await goodDrill('Ada Löv');
  await user.chooseInDialogs(join(folder, 'report.json'));
  expect(await user.ask('drill.save', { job, as: 'json' })).toEqual({ path: join(folder, 'report.json') });
  expect(checkReport(await readFile(join(folder, 'report.json'), 'utf8'))).toEqual(record);

  await salvor.app.evaluate(({ app }) => {
    app.on('browser-window-created', (_event, window) => {
      window.webContents.on('did-finish-load', () => {
        Object.assign(globalThis, { printed: { url: window.webContents.getURL(), visible: window.isVisible() } });
      });
    });
  });
  await user.chooseInDialogs(join(folder, 'report.pdf'));
  await user.ask('drill.save', { job, as: 'pdf' });
  const pdf = await readFile(join(folder, 'report.pdf'), 'latin1');
  expect(pdf.slice(0, 5)).toBe('%PDF-');
  expect(pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBeGreaterThan(0);
  expect((await readdir(folder)).toSorted()).toEqual(['profile', 'report.json', 'report.pdf']);

  const printed = await salvor.app.evaluate(
    () => (globalThis as unknown as { printed: { url: string; visible: boolean } }).printed,
  );
  expect(printed).toEqual({ url: expect.stringMatching(/^app:\/\/salvor\/print\/[\w-]{32}$/), visible: false });
  const again = await salvor.app.evaluate(
    async ({ session }, url) => (await session.defaultSession.fetch(url)).status,
    printed.url,
  );
  expect(again).toBe(404);
  expect(await salvor.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().length)).toBe(1);
  expect(await salvor.problems()).toEqual([]);
});

for (const { country, paper, box } of [
  { country: 'DE', paper: 'A4', box: /\/MediaBox \[0 0 59[45]\.\d+ 84[12]\.\d+\]/ },
  { country: 'US', paper: 'Letter', box: /\/MediaBox \[0 0 612 792\]/ },
]) {
  test(`a report is printed on ${paper} where the system is set to ${country}`, async () => {
    await launch();
    const { job } = await goodDrill();
    await salvor.app.evaluate(({ app }, code) => {
      app.getLocaleCountryCode = () => code;
    }, country);
    await user.chooseInDialogs(join(folder, 'report.pdf'));
    await user.ask('drill.save', { job, as: 'pdf' });
    const pdf = await readFile(join(folder, 'report.pdf'), 'latin1');
    expect(pdf).toMatch(box);
    expect(pdf.match(/\/Type\s*\/Page\b/g)?.length ?? 0).toBe(2);
  });
}

test('the page that is printed has its style, and no script runs in it', async () => {
  await launch();
  const { job } = await goodDrill('<img src=x onerror=alert(1)><script>document.title = "run"</script>');
  await salvor.app.evaluate(({ app }) => {
    app.on('browser-window-created', (_event, window) => {
      const seen = { headers: '', body: '', javascript: true };
      Object.assign(globalThis, { seen });
      window.webContents.on('did-navigate', (_navigated, url) => {
        void window.webContents.session.fetch(url).then(async (answer) => {
          seen.headers = answer.headers.get('content-security-policy') ?? '';
          seen.body = await answer.text();
        });
        seen.javascript =
          (
            window.webContents as unknown as { getLastWebPreferences(): Electron.WebPreferences }
          ).getLastWebPreferences().javascript ?? true;
      });
    });
  });
  await user.chooseInDialogs(join(folder, 'report.pdf'));
  await user.ask('drill.save', { job, as: 'pdf' });
  const seen = () =>
    salvor.app.evaluate(
      () => (globalThis as unknown as { seen: { headers: string; body: string; javascript: boolean } }).seen,
    );
  await expect.poll(async () => (await seen()).body).toContain('</html>');
  const { headers, body, javascript } = await seen();
  const nonce = /'nonce-([\w+/=]{24})'/.exec(headers)?.[1] ?? 'none';
  expect(headers).toContain("default-src 'none'");
  expect(body).toContain(`<style nonce="${nonce.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)}"`);
  expect(body).not.toContain('<script');
  expect(body).not.toContain('<img');
  expect(javascript).toBe(false);
});

test('a name that leads elsewhere is no drill', async () => {
  await launch();
  await writeFile(join(profile, 'elsewhere.json'), '{}');
  await user.chooseInDialogs(join(folder, 'out.json'));
  for (const job of ['../elsewhere', '..', '', 'x'.repeat(36), '00000000-0000-0000-0000-00000000000/']) {
    expect(await user.call('drill.save', { job, as: 'json' })).toMatchObject({
      ok: false,
      error: { code: 'unexpected' },
    });
  }
  expect(await user.call('drill.save', { job: '00000000-0000-0000-0000-000000000000', as: 'json' })).toMatchObject({
    ok: false,
    error: { code: 'file-unreadable' },
  });
  expect(
    await user.call('drill.start', {
      target: { kind: 'file', file: 'made-up', secrets: NO_SECRETS, scope: 'full' },
      operator: '',
    }),
  ).toMatchObject({
    ok: false,
    error: { code: 'unexpected' },
  });
  expect(await readdir(folder)).toEqual(['profile']);
});

test('closing the dialog saves nothing', async () => {
  await launch();
  const { job } = await goodDrill();
  await salvor.app.evaluate(({ dialog }) => {
    dialog.showSaveDialog = async () => ({ canceled: true, filePath: '' });
  });
  expect(await user.ask('drill.save', { job, as: 'pdf' })).toBeNull();
  expect(await readdir(folder)).toEqual(['profile']);
});

test('a drill straight from a server begins when its fingerprint is confirmed, and not before', async () => {
  await launch([]);
  const { fingerprint } = await user.ask('practice.kit', {});
  const server = (await user.ask('servers.list', {})).find(({ practice }) => practice)?.id ?? 'none';
  const archive = newest(await user.ask('servers.survey', { server }));
  const key = (await user.ask('practice.useKey', { fingerprint })).token;
  const target = { kind: 'server', server, archive, key } as const;
  expect(await user.call('drill.start', { target, operator: 'Ada' })).toMatchObject({
    ok: false,
    error: { code: 'fingerprint-unconfirmed' },
  });
  await user.ask('servers.confirmFingerprint', { server, fingerprint, replace: false });
  const { record } = await drill(target);
  expect(record.report).toMatchObject({
    origin: { kind: 'server', fingerprint },
    archive: { id: archive, keyFingerprint: fingerprint },
    outcome: { verdict: 'proven-with-warnings' },
  });
});

/** The newest whole-site archive that the site's present key opens. */
function newest(survey: Survey): string {
  const found = survey.archives.find(
    ({ scope, keyFingerprint }) => scope === 'full' && keyFingerprint === survey.fingerprint,
  );
  if (found === undefined) throw new Error('the practice server has no such archive');
  return found.id;
}
