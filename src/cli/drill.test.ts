import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestPractice, type TestPractice } from '../../test-support/practice';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import vectors from '../../test-vectors/vectors.json';

let salvor: SalvorCommand;
let practice: TestPractice;
let keyFile: string;
/** Where this test's installation keeps its key: never the user's own. */
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  [salvor, practice] = await Promise.all([buildSalvor(), startTestPractice()]);
  keyFile = await salvor.secretFile('site.key', vectors.keys.site.private);
  const home = await salvor.newFolder();
  env = { ...process.env, XDG_CONFIG_HOME: home, APPDATA: home, HOME: home };
});
afterAll(async () => {
  await practice.close();
  await salvor.remove();
});

const vector = (name: string) => resolve('test-vectors', name);

interface Drills {
  signer: string;
  drills: { report: string; page: string; drill: { outcome: { verdict: string }; operator: string } }[];
}

describe('salvor drill', () => {
  test('writes a signed report and a page, which report check accepts until a byte is changed', async () => {
    const out = await salvor.newFolder();
    const { exit, answer } = await salvor.runJson(
      [
        'drill',
        vector('portal-full.zip.enc'),
        '--key-file',
        keyFile,
        '--out',
        out,
        '--operator',
        'Ada Admin',
        '--quiet',
      ],
      { env },
    );
    expect(exit).toBe(0);
    const { signer, drills } = answer as unknown as Drills;
    const [only] = drills;
    if (only === undefined) throw new Error('one drill ran');
    expect(only.drill).toMatchObject({ outcome: { verdict: 'proven-with-warnings' }, operator: 'Ada Admin' });
    expect((await readdir(out)).length).toBe(2);
    expect(await readFile(only.page, 'utf8')).toContain('Proven, with 1 warning');

    expect(await salvor.runJson(['report', 'check', only.report])).toMatchObject({
      exit: 0,
      answer: { ok: true, signer },
    });
    expect((await salvor.runJson(['report', 'check', only.report, '--signer', signer])).exit).toBe(0);
    expect(
      (await salvor.runJson(['report', 'check', only.report, '--signer', '25e4:effe:c971:cbf1'])).answer,
    ).toMatchObject({ error: { code: 'report-other-signer' } });
    const whole = join(await salvor.newFolder(), 'whole.json');
    await copyFile(only.report, whole);
    await writeFile(only.report, (await readFile(only.report, 'utf8')).replace('Ada Admin', 'Eve Admin'));
    expect(await salvor.runJson(['report', 'check', only.report])).toMatchObject({
      exit: 12,
      answer: { error: { code: 'report-altered' } },
    });
    expect((await salvor.runJson(['report', 'check', keyFile])).exit).toBe(14);
    const several = await salvor.runJson(['report', 'check', keyFile, whole, only.report]);
    expect(several).toMatchObject({
      exit: 14,
      answer: {
        error: { code: 'report-unreadable' },
        reports: [{ ok: false }, { ok: true, path: whole, signer }, { ok: false, error: { code: 'report-altered' } }],
      },
    });
  });

  test('goes through a list to its end, and ends with the first failure', async () => {
    const folder = await salvor.newFolder();
    const out = join(folder, 'reports');
    const list = join(folder, 'drills.json');
    const api = await salvor.secretFile('harbour.api', practice.harbour.apiKey);
    const key = await salvor.secretFile('harbour.key', await practice.privateKey(practice.harbour));
    await writeFile(
      list,
      JSON.stringify([
        { file: vector('bad-flipped-tag.enc'), keyFile },
        { file: vector('portal-full.zip.enc'), keyFile: 'no-such.key' },
        { server: practice.url, apiKeyFile: api, keyFile: key, fingerprint: practice.harbour.fingerprint },
      ]),
    );
    const { exit, answer } = await salvor.runJson(['drill', '--list', list, '--out', out, '--quiet'], { env });
    expect(exit).toBe(12);
    expect((answer as unknown as Drills).drills.map(({ drill }) => drill.outcome.verdict)).toEqual([
      'failed',
      'failed',
      'proven-with-warnings',
    ]);
    expect((await readdir(out)).filter((name) => name.endsWith('.json'))).toHaveLength(3);
  });

  test.each([
    ['nothing to prove', [] as string[]],
    ['two things at once', ['x.enc', '--server', 'https://backup.example.org/api/v1']],
  ])('asks for exactly one target: %s', async (_what, args) => {
    const { exit, answer } = await salvor.runJson(['drill', ...args, '--out', await salvor.newFolder()], { env });
    expect(exit).toBe(2);
    expect(answer).toMatchObject({ error: { params: { problem: 'drill-target' } } });
  });

  test('names the place where a list is wrong', async () => {
    const list = join(await salvor.newFolder(), 'drills.json');
    await writeFile(list, '[{"file": "a.enc"}, {"file": 7}]');
    const { answer } = await salvor.runJson(['drill', '--list', list, '--out', await salvor.newFolder()], { env });
    expect(answer).toMatchObject({ error: { params: { problem: 'bad-list', item: '2.file' } } });
  });
});
