import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { isGone, ownerText, readOwner, thisProcess } from '../disk/owner';
import { makePrivateFolder } from '../disk/private-folder';
import { ScratchFolder } from '../disk/scratch-folder';
import type { LeftoverFacts } from './model';
import { Leftovers } from './store';

const root = mkdtempSync(join(tmpdir(), 'salvor-leftovers-'));
let home: string;
let folder: string;
let part: string;
let leftovers: Leftovers;
beforeEach(() => {
  home = mkdtempSync(join(root, 'home-'));
  folder = mkdtempSync(join(root, 'case-'));
  part = join(folder, 'import.zip.part');
  leftovers = new Leftovers(home);
});
afterAll(() => rmSync(root, { recursive: true }));

function facts(): LeftoverFacts {
  return {
    job: 'fetch',
    destination: join(folder, 'import.zip'),
    overwrite: false,
    server: { url: 'https://backup.example.org/api/v1', siteId: '1', siteName: 'Harbour Fellowship' },
    archive: {
      id: '17',
      name: 'a.zip.enc',
      bytes: 1000,
      sha256: 'ab'.repeat(32),
      scope: 'full',
      createdAt: null,
      keyFingerprint: null,
    },
  };
}

const head = { format: 'tspepk01', headerBytes: 52, trailerBytes: 16, bytes: Buffer.alloc(100).toString('base64') };
const records = () => readdirSync(join(home, 'leftovers')).filter((name) => name.endsWith('.json'));

/** A number that no process has any more. */
async function endedProcess(): Promise<number> {
  const child: ChildProcess = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

describe('a process', () => {
  test('that lives is not gone, one that has ended or that another has followed is', async () => {
    const own = await thisProcess();
    expect(await isGone(own)).toBe(false);
    expect(await isGone({ pid: await endedProcess(), mark: own.mark })).toBe(true);
    if (own.mark !== '') expect(await isGone({ pid: own.pid, mark: `${own.mark}1` })).toBe(true);
    expect(readOwner(ownerText(own))).toEqual(own);
  });

  test.runIf(process.platform === 'linux')('that has ended and was not yet waited for is gone', async () => {
    // A shell that has become another program does not ask for the end of the child that it had.
    const parent = spawn('sh', ['-c', 'exec 3<&0; cat <&3 >/dev/null & echo $!; exec sleep 60'], {
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    try {
      const pid = await new Promise<number>((resolve) => parent.stdout.once('data', (text) => resolve(Number(text))));
      await expect.poll(() => readFileSync(`/proc/${parent.pid}/comm`, 'utf8')).toBe('sleep\n');
      parent.stdin.end();
      await expect.poll(() => readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z ');
      expect(await isGone({ pid, mark: 'whatever' })).toBe(true);
    } finally {
      parent.kill('SIGKILL');
    }
  });
});

describe('the list', () => {
  test('holds what no process works on, and nothing else', async () => {
    expect(await leftovers.list()).toEqual([]);
    const record = await leftovers.begin(facts());
    await record.change({ part });
    writeFileSync(part, 'plaintext');
    await record.change({ made: true, head });
    expect(await leftovers.list()).toEqual([]);
    await record.change({ owner: null });
    expect(await leftovers.list()).toMatchObject([{ part, have: 9, resumable: true, archive: { name: 'a.zip.enc' } }]);
    await record.change({ owner: { pid: await endedProcess(), mark: 'x1' } });
    expect(await leftovers.list()).toHaveLength(1);
  });

  test('is not led astray by a record that was killed before its part was made', async () => {
    const gone = { pid: await endedProcess(), mark: 'x1' };
    const record = await leftovers.begin(facts());
    await record.change({ part, owner: gone });
    // An empty file of that name can only be ours.
    writeFileSync(part, '');
    expect(await leftovers.list()).toEqual([]);
    expect(existsSync(part)).toBe(false);
    expect(records()).toEqual([]);

    const second = await leftovers.begin(facts());
    await second.change({ part, owner: gone });
    writeFileSync(part, 'of someone else');
    expect(await leftovers.list()).toEqual([]);
    expect(readFileSync(part, 'utf8')).toBe('of someone else');
  });

  test('is not led astray by records that are garbage, and never removes another kind of file', async () => {
    mkdirSync(join(home, 'leftovers'), { recursive: true });
    const precious = join(folder, 'precious.zip');
    writeFileSync(precious, 'x');
    const record = await leftovers.begin(facts());
    await record.change({ part, made: true, head, owner: null });
    const [name = ''] = records();
    const text = readFileSync(join(home, 'leftovers', name), 'utf8');
    for (const bad of [
      '',
      '{',
      'null',
      '[]',
      text.slice(0, -20),
      text.replace('import.zip.part', 'precious.zip'),
      text.replace('"version":1', '"version":2'),
    ]) {
      writeFileSync(join(home, 'leftovers', name), bad);
      expect(await leftovers.list()).toEqual([]);
      await leftovers.discard(name.replace('.json', ''));
    }
    expect(existsSync(precious)).toBe(true);
  });

  test.skipIf(process.platform === 'win32')(
    'drops a part in whose place a link was put, and leaves alone what it leads to',
    async () => {
      const precious = join(folder, 'precious.zip');
      writeFileSync(precious, 'kept');
      const record = await leftovers.begin(facts());
      await record.change({ part, made: true, head, owner: null });
      symlinkSync(precious, part);
      const id = (records()[0] ?? '').replace('.json', '');
      expect(await leftovers.claim(id)).toBeNull();
      expect(await leftovers.list()).toEqual([]);
      expect(records()).toEqual([]);
      await leftovers.discard(id);
      expect(readFileSync(precious, 'utf8')).toBe('kept');
    },
  );

  test('lets one process alone go on with a part', async () => {
    const record = await leftovers.begin(facts());
    writeFileSync(part, 'plaintext');
    await record.change({ part, made: true, head, owner: null });
    const [left] = await leftovers.list();
    const claims = await Promise.all([leftovers.claim(left?.id ?? ''), leftovers.claim(left?.id ?? '')]);
    expect(claims.filter((claim) => claim !== null)).toHaveLength(1);
    expect(await leftovers.list()).toEqual([]);
  });
});

test('scratch folders of killed processes go when the next one is made beside them', async () => {
  const dead = await makePrivateFolder(folder, `.salvor-proof-${await endedProcess()}-x1-`);
  writeFileSync(join(dead, 'payload.part'), 'plaintext');
  const mine = await new ScratchFolder(folder).path();
  const second = await new ScratchFolder(folder).path();
  expect(existsSync(dead)).toBe(false);
  expect(existsSync(mine) && existsSync(second)).toBe(true);
});
