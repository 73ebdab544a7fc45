import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../../test-support/fault-proxy';
import { isDownload } from '../../test-support/faults';
import type { WholeBackup } from '../../test-support/listing';
import { startTestPractice, type TestPractice } from '../../test-support/practice';
import { buildSalvor, type SalvorCommand } from '../../test-support/salvor';
import { makePrivateFolder } from '../core/disk/private-folder';
import { Leftovers } from '../core/leftovers/store';

let salvor: SalvorCommand;
let practice: TestPractice;
let proxy: FaultProxy;
let newest: WholeBackup;
let key: string;
let keyText: string;
let server: string[];
let wholeHash: string;
let folder: string;
let out: string;
let fetch: string[];
/** A data folder of its own for each test. */
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  [salvor, practice] = await Promise.all([buildSalvor(), startTestPractice()]);
  proxy = await startFaultProxy(practice.url);
  keyText = await practice.privateKey(practice.harbour);
  key = await salvor.secretFile('site.key', keyText);
  server = [
    '--server',
    proxy.url(practice.url),
    '--api-key-file',
    await salvor.secretFile('api.key', practice.harbour.apiKey),
  ];
  const full = (await practice.backups(practice.harbour)).find(({ scope }) => scope === 'full');
  if (full === undefined) throw new Error('the practice site has a whole-site archive');
  newest = full;
});
beforeEach(async () => {
  folder = await salvor.newFolder();
  out = join(folder, 'import.zip');
  fetch = ['fetch', ...server, '--id', newest.id, '--key-file', key, '--out', out];
  const home = await salvor.newFolder();
  env = { ...process.env, XDG_CONFIG_HOME: home, APPDATA: home, HOME: home, TMPDIR: await salvor.newFolder() };
  if (wholeHash === undefined) {
    await salvor.run(fetch, { env });
    wholeHash = await hashOf(out);
    await rm(out);
  }
});
afterEach(() => proxy.setFault(null));
afterAll(async () => {
  await proxy.close();
  await practice.close();
  await salvor.remove();
});

const hashOf = async (path: string) =>
  createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
const list = async () =>
  (
    (await salvor.runJson(['leftovers', 'list'], { env })).answer as unknown as {
      leftovers: { id: string; part: string; have: number }[];
    }
  ).leftovers;

/** Where a command keeps its things whose home is this. */
const dataFolderOf = (home: string) =>
  join(home, ...(process.platform === 'darwin' ? ['Library', 'Application Support', 'salvor'] : ['salvor']));

async function interrupted(): Promise<void> {
  proxy.setFault({ kind: 'cut', afterBytes: Math.floor(newest.size / 2), how: 'reset' });
  expect(await salvor.run([...fetch, '--tries', '0'], { env })).toMatchObject({ exit: 21 });
  proxy.setFault(null);
}

/** Resolves when the next download has been asked for. */
async function whenBegun(): Promise<void> {
  const before = proxy.requests.filter(isDownload).length;
  while (proxy.requests.filter(isDownload).length === before) await new Promise((resolve) => setTimeout(resolve, 10));
}

test('nothing is listed where nothing was left', async () => {
  expect(await salvor.run(['leftovers', 'list'], { env })).toMatchObject({
    exit: 0,
    stdout: 'No restore was left unfinished.\n',
  });
});

test('what was left is listed, and gone on with by the same command', async () => {
  await interrupted();
  const [left, ...others] = await list();
  expect(others).toEqual([]);
  expect(left).toMatchObject({
    job: 'fetch',
    destination: out,
    part: `${out}.part`,
    resumable: true,
    archive: { id: newest.id },
    server: { siteName: 'Harbour Fellowship' },
  });
  const answer = await salvor.run(['leftovers', 'list'], { env });
  for (const fact of [newest.name, `${out}.part`, left?.id ?? '-', 'Harbour Fellowship'])
    expect(answer.stdout).toContain(fact);

  const ended = await salvor.run(fetch, { env });
  expect(ended).toMatchObject({ exit: 0 });
  expect(ended.stderr).toContain('An earlier try left');
  expect(ended.stdout).toContain('which were not fetched again');
  expect(await hashOf(out)).toBe(wholeHash);
  expect(await list()).toEqual([]);
});

test('--no-resume begins again', async () => {
  await interrupted();
  const before = proxy.requests.length;
  expect(await salvor.runJson([...fetch, '--no-resume'], { env })).toMatchObject({
    exit: 0,
    answer: { transfer: { kept: 0 } },
  });
  expect(
    proxy.requests
      .slice(before)
      .filter(isDownload)
      .map(({ range }) => range),
  ).toEqual([null]);
  expect(await readdir(folder)).toEqual(['import.zip']);
});

test('a part is discarded with its record, by its id or with all others', async () => {
  await interrupted();
  const [left] = await list();
  expect(await salvor.runJson(['leftovers', 'discard', left?.id ?? ''], { env })).toMatchObject({
    exit: 0,
    answer: { discarded: [left?.id] },
  });
  expect(await readdir(folder)).toEqual([]);
  expect(await list()).toEqual([]);
  expect(await salvor.runJson(['leftovers', 'discard', left?.id ?? ''], { env })).toMatchObject({
    exit: 23,
    answer: { error: { code: 'leftover-not-found' } },
  });
  await interrupted();
  expect(await salvor.runJson(['leftovers', 'discard', '--all'], { env })).toMatchObject({ exit: 0 });
  expect(await readdir(folder)).toEqual([]);
  for (const wrong of [[], ['an-id', '--all']])
    expect(await salvor.runJson(['leftovers', 'discard', ...wrong], { env })).toMatchObject({ exit: 2 });
});

test('a record whose part is gone is dropped, and one whose disk is away waits for it', async () => {
  await interrupted();
  await rm(`${out}.part`);
  expect(await list()).toEqual([]);
  await interrupted();
  const part = await readFile(`${out}.part`);
  await rm(folder, { recursive: true });
  expect(await list()).toEqual([]);
  await mkdir(folder);
  await writeFile(`${out}.part`, part);
  expect(await list()).toHaveLength(1);
});

// Windows has no such signal: a process there is ended in another way, which the same code meets.
describe('killed in the middle', () => {
  test('at ten moments: never a wrong file, and the same command ends in the right one', async () => {
    const leftovers = new Leftovers(dataFolderOf(String(env['HOME'])));
    let kept = 0;
    for (let turn = 0; turn < 10; turn += 1) {
      // The transfer takes about three seconds, so that most moments fall into it.
      proxy.setFault({ kind: 'trickle', bytes: 1_000, everyMs: 25 });
      const killed = await salvor.run(fetch, {
        env,
        meet: (child) => void whenBegun().then(() => setTimeout(() => child.kill('SIGKILL'), turn * 300)),
      });
      expect(killed.exit).toBe(null);
      // A part that was killed before its first byte goes when the list is made; whatever else is left is listed.
      const listed = await leftovers.list();
      const names = await readdir(folder);
      expect(names).not.toContain('import.zip');
      expect(names.map((name) => join(folder, name))).toEqual(listed.map(({ part }) => part));
      for (const { part, have } of listed) {
        kept = Math.max(kept, have);
        expect((await readFile(part)).includes(keyText.slice(6))).toBe(false);
      }
      proxy.setFault(null);
      const before = proxy.requests.length;
      expect(await salvor.runJson([...fetch, '--quiet'], { env })).toMatchObject({ exit: 0 });
      const have = listed[0]?.have ?? 0;
      if (have > 8_000) expect(proxy.requests.slice(before).findLast(isDownload)?.range).toBe(`bytes=${52 + have}-`);
      expect(await hashOf(out)).toBe(wholeHash);
      expect(await readdir(folder)).toEqual(['import.zip']);
      expect(await leftovers.list()).toEqual([]);
      await rm(out);
    }
    expect(kept).toBeGreaterThan(newest.size / 2);
  }, 300_000);

  test('scratch folders of dead processes are swept, those of living ones are not', async () => {
    const temp = String(env['TMPDIR']);
    const dead = await makePrivateFolder(temp, '.salvor-proof-999999999-x-');
    const living = await makePrivateFolder(temp, `.salvor-proof-${process.pid}--`);
    await writeFile(join(dead, 'payload.part'), 'plaintext');
    await list();
    expect(await readdir(temp)).toEqual([living.slice(temp.length + 1)]);
  });
});
