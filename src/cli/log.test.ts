import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import vectors from '../../test-vectors/vectors.json';

let salvor: SalvorCommand;
let keyFile: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  salvor = await buildSalvor();
  keyFile = await salvor.secretFile('site.key', vectors.keys.site.private);
});
afterAll(() => salvor.remove());
beforeEach(async () => {
  const home = await salvor.newFolder();
  env = { ...process.env, XDG_CONFIG_HOME: home, APPDATA: home, HOME: home };
});

const archive = resolve('test-vectors', 'portal-full.zip.enc');

/** Opens one archive well and one badly, and proves one. */
async function work(): Promise<void> {
  const out = await salvor.newFolder();
  expect(
    (await salvor.run(['open', archive, '--key-file', keyFile, '--out', join(out, 'a.zip'), '--quiet'], { env })).exit,
  ).toBe(0);
  expect(
    (
      await salvor.run(
        [
          'open',
          resolve('test-vectors', 'bad-flipped-tag.enc'),
          '--key-file',
          keyFile,
          '--out',
          join(out, 'b.zip'),
          '--quiet',
        ],
        { env },
      )
    ).exit,
  ).toBe(12);
  expect(
    (await salvor.run(['drill', archive, '--key-file', keyFile, '--out', out, '--operator', 'Ada', '--quiet'], { env }))
      .exit,
  ).toBe(0);
}

interface Shown {
  check: { lines: number; findings: unknown[]; signer: string };
  entries: { number: number; what: string; who: string; outcome: string; facts: Record<string, unknown> }[];
}

describe('salvor log', () => {
  test('has a line of everything that was done, with its end, and says that it is whole', async () => {
    expect((await salvor.run(['log', 'show'], { env })).stdout).toContain('Nothing was written down yet.');
    await work();
    const { answer } = await salvor.runJson(['log', 'show'], { env });
    const { check, entries } = answer as unknown as Shown;
    expect(check).toMatchObject({ lines: 3, findings: [] });
    expect(entries.map(({ what, outcome }) => [what, outcome])).toEqual([
      ['open', 'ok'],
      ['open', 'altered'],
      ['drill', 'ok'],
    ]);
    expect(entries[0]?.facts).toEqual({
      archive: 'portal-full.zip.enc',
      from: resolve('test-vectors'),
      keyFingerprint: vectors.keys.site.fingerprint,
    });
    expect(entries[2]?.who).toBe('Ada');
    const { stdout } = await salvor.run(['log', 'show', '--last', '1'], { env });
    expect(stdout).toContain('Drill');
    expect(stdout).not.toContain('Archive opened');
    expect((await salvor.run(['log', 'show', '--last', 'x'], { env })).exit).toBe(2);
  });

  test('exports what any machine can check, and finds the changed line', async () => {
    await work();
    const out = join(await salvor.newFolder(), 'log.jsonl');
    const exported = await salvor.runJson(['log', 'export', '--out', out], { env });
    const { signer } = exported.answer as unknown as { signer: string };
    const elsewhere = await salvor.newFolder();
    const other = { ...env, XDG_CONFIG_HOME: elsewhere, APPDATA: elsewhere, HOME: elsewhere };
    expect(await salvor.runJson(['log', 'check', out, '--signer', signer], { env: other })).toMatchObject({
      exit: 0,
      answer: { lines: 4, findings: [], signer },
    });
    expect(
      (await salvor.runJson(['log', 'check', out, '--signer', '25e4:effe:c971:cbf1'], { env: other })).answer,
    ).toMatchObject({ error: { code: 'log-other-signer' } });
    expect((await salvor.runJson(['log', 'export', '--out', out], { env })).answer).toMatchObject({
      error: { code: 'destination-exists' },
    });
    expect((await salvor.run(['log', 'export', '--out', out, '--overwrite'], { env })).exit).toBe(0);

    const text = await readFile(out, 'utf8');
    await writeFile(out, text.replace('"outcome":"altered"', '"outcome":"ok"'));
    const altered = await salvor.runJson(['log', 'check', out], { env: other });
    expect(altered).toMatchObject({
      exit: 12,
      answer: {
        error: { code: 'log-altered', params: { line: 2, findings: 1 } },
        findings: [{ kind: 'altered', line: 2 }],
      },
    });
    expect((await salvor.run(['log', 'check', out], { env: other })).stdout).toContain(
      'Line 2 was altered after it was written.',
    );
    await writeFile(out, text.split('\n').slice(1).join('\n'));
    expect((await salvor.run(['log', 'check', out], { env: other })).stdout).toContain('Entry 1 was removed.');
    expect((await salvor.runJson(['log', 'check', keyFile], { env: other })).exit).toBe(14);
  });

  test('does not cost a restore where it cannot be written, and says so', async () => {
    const home = join(await salvor.newFolder(), 'file');
    await writeFile(home, '');
    const out = join(await salvor.newFolder(), 'a.zip');
    const { exit, stderr } = await salvor.run(['open', archive, '--key-file', keyFile, '--out', out, '--quiet'], {
      env: { ...env, XDG_CONFIG_HOME: home, APPDATA: home, HOME: home },
    });
    expect(exit).toBe(0);
    expect(stderr).toContain('The logbook could not be written');
  });
});
