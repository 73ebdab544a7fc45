import { chmod, chown, mkdir, mkdtemp, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type FaultProxy, startFaultProxy } from '../test-support/fault-proxy';
import type { WholeBackup } from '../test-support/listing';
import { startTestPractice, type TestPractice } from '../test-support/practice';
import { buildSalvor, type SalvorCommand } from '../test-support/salvor';
import { type CommandEnd, runCommand } from './support/command';
import { Figures } from './support/figures';
import { Home } from './support/home';
import { uploadLarge } from './support/large-archive';
import { type CommandUser, commandForNobody, reachableFolder } from './support/other-user';
import { randomOf } from './support/random';
import { isLong } from './support/run';
import { buildShim, callsIn, ERRNO, type Shim } from './support/shim/shim';
import { SmallDisk } from './support/small-disk';

/**
 * A disk that fills up, a folder that goes away or is locked, and calls that fail: the command says which, and leaves
 * nothing half-done.
 */

const MIB = 1024 * 1024;
const LARGE = 8;
const POINTS = 20;
const isSuperuser = process.getuid?.() === 0;

const figures = new Figures('disk');
let root: string;
let salvor: SalvorCommand;
let practice: TestPractice;
let proxy: FaultProxy;
let shim: Shim | string;
let backup: WholeBackup;
let whole: Buffer;
let secrets: string[];
let disk: SmallDisk | null = null;
/** To whom modes apply; null where that is who runs this. */
let user: CommandUser | null = null;

beforeAll(async () => {
  root = await mkdtemp(join(await reachableFolder(), 'salvor-faults-'));
  await chmod(root, 0o755);
  [salvor, practice, shim] = await Promise.all([buildSalvor(), startTestPractice(), buildShim()]);
  proxy = await startFaultProxy(practice.url);
  ({ backup, whole } = await uploadLarge(practice, LARGE));
  secrets = [join(root, 'api.key'), join(root, 'site.key')];
  await writeFile(secrets[0] ?? '', practice.harbour.apiKey, { mode: 0o600 });
  await writeFile(secrets[1] ?? '', await practice.privateKey(practice.harbour), { mode: 0o600 });
  if (isSuperuser) user = await commandForNobody(salvor, root);
  if (user !== null) for (const path of secrets) await chown(path, user.uid, user.gid);
});
afterEach(async () => {
  proxy.setFault(null);
  await disk?.unmount();
  disk = null;
});
afterAll(async () => {
  figures.write();
  if (typeof shim !== 'string') await shim.remove();
  await proxy.close();
  await practice.close();
  await salvor.remove();
  await rm(root, { recursive: true, force: true });
});

const fetchTo = (out: string) => [
  'fetch',
  '--server',
  proxy.url(practice.url),
  '--api-key-file',
  secrets[0] ?? '',
  '--key-file',
  secrets[1] ?? '',
  '--id',
  backup.id,
  '--quiet',
  '--out',
  out,
];
const codeOf = ({ answer, exit }: CommandEnd): string => answer?.error?.code ?? `exit ${exit}`;
const points = (): number[] => (isLong ? Array.from({ length: POINTS }, (_, index) => index + 1) : [11]);

describe('a disk that another program fills meanwhile', () => {
  test.for(points())(`fetch: full after %i of ${POINTS + 1} parts`, async (point, { skip }) => {
    const kind = 'fetch: the disk fills up';
    const mounted = await SmallDisk.mount(`size=${3 * LARGE}m`);
    if (typeof mounted === 'string') {
      figures.notRun(kind, mounted);
      return skip(mounted);
    }
    disk = mounted;
    const home = await Home.below(root, mounted.folder);
    const out = join(home.results, 'import.zip');
    proxy.setFault({ kind: 'trickle', bytes: 64 * 1024, everyMs: 6 });
    let full = false;
    const ended = await runCommand(salvor.file, fetchTo(out), home.env, null, (child) => {
      void whenPartHas(`${out}.part`, (whole.length * point) / (POINTS + 1), child).then(async (grown) => {
        full = grown && (await mounted.fill());
      });
    });
    proxy.setFault(null);
    expect(full, 'the disk was full').toBe(true);
    expect(codeOf(ended)).toBe('disk-full');
    expect(await home.unlisted(['.ballast'])).toEqual([]);

    await mounted.makeRoom();
    const again = await runCommand(salvor.file, fetchTo(out), home.env);
    expect(again).toMatchObject({ exit: 0 });
    expect(again.answer?.transfer?.kept).toBeGreaterThan(0);
    expect((await readFile(out)).equals(whole)).toBe(true);
    expect(await home.unlisted(['import.zip'])).toEqual([]);
    figures.count(kind, 'disk-full; with space, continued to the exact bytes', full);
    await home.remove();
  });
});

describe('a disk that is too small for what comes out', () => {
  test.for(points())(`open: full after %i of ${POINTS + 1} parts`, async (point, { skip }) => {
    const kind = 'open: the disk is too small';
    // What is packed says nothing of how long it gets, so that only the write can find out.
    const plain = sqlOf(LARGE * MIB);
    const mounted = await SmallDisk.mount(`size=${Math.floor((plain.length * point) / (POINTS + 1) / 4096) * 4}k`);
    if (typeof mounted === 'string') {
      figures.notRun(kind, mounted);
      return skip(mounted);
    }
    disk = mounted;
    const home = await Home.below(root, mounted.folder);
    const archive = join(root, 'dump.sql.gz');
    await writeFile(archive, gzipSync(plain));
    const out = join(home.results, 'dump.sql');
    const args = ['open', archive, '--quiet', '--out', out];
    const ended = await runCommand(salvor.file, args, home.env);
    // Nothing is left of it, but that much it could not have held.
    const full = plain.length > (await sizeOf(mounted.folder));
    expect(full, 'the disk is too small').toBe(true);
    // The unpacked size is compared with the free space before the disk itself is full.
    expect(['disk-full', 'expands-beyond-disk']).toContain(codeOf(ended));
    expect(ended.exit).toBe(30);
    expect(await home.unlisted([])).toEqual([]);

    await mounted.remount(`size=${3 * LARGE}m`);
    expect(await runCommand(salvor.file, [...args], home.env)).toMatchObject({ exit: 0 });
    expect((await readFile(out)).equals(plain)).toBe(true);
    figures.count(kind, `${codeOf(ended)}; with space, the exact bytes`, full);
    await home.remove();
  });

  test('without space for one more file', async ({ skip }) => {
    const mounted = await SmallDisk.mount(`size=${3 * LARGE}m,nr_inodes=1`);
    if (typeof mounted === 'string') {
      figures.notRun('no space for a file', mounted);
      return skip(mounted);
    }
    disk = mounted;
    const home = await Home.below(root, mounted.folder);
    const ended = await runCommand(salvor.file, fetchTo(join(home.results, 'import.zip')), home.env);
    figures.count(
      'no space for a file',
      codeOf(ended),
      await writeFile(join(mounted.folder, 'x'), '').then(
        () => false,
        ({ code }: NodeJS.ErrnoException) => code === 'ENOSPC',
      ),
    );
    expect(codeOf(ended)).toBe('disk-full');
    expect(await home.unlisted([])).toEqual([]);
    await home.remove();
  });

  test('read-only', async ({ skip }) => {
    const mounted = await SmallDisk.mount(`size=${3 * LARGE}m`);
    if (typeof mounted === 'string') {
      figures.notRun('a read-only disk', mounted);
      return skip(mounted);
    }
    disk = mounted;
    await mounted.remount('ro');
    const home = await Home.below(root, mounted.folder);
    const ended = await runCommand(salvor.file, fetchTo(join(home.results, 'import.zip')), home.env);
    figures.count(
      'a read-only disk',
      codeOf(ended),
      await writeFile(join(mounted.folder, 'x'), '').then(
        () => false,
        ({ code }: NodeJS.ErrnoException) => code === 'EROFS',
      ),
    );
    expect(codeOf(ended)).toBe('destination-not-writable');
    await home.remove();
  });
});

describe('a destination that changes while the command writes there', () => {
  const CHANGES = {
    'the folder is removed': {
      befall: (folder: string) => rm(folder, { recursive: true }),
      mend: (folder: string) => mkdir(folder),
      resumes: false,
    },
    'the folder becomes read-only': {
      befall: (folder: string) => chmod(folder, 0o555),
      mend: (folder: string) => chmod(folder, 0o755),
      resumes: true,
    },
    'the permission is lost': {
      befall: (folder: string) => chmod(folder, 0o000),
      mend: (folder: string) => chmod(folder, 0o755),
      resumes: true,
    },
  };

  test.for(Object.entries(CHANGES))('%s', async ([kind, { befall, mend, resumes }], { skip }) => {
    if (process.platform === 'win32') {
      figures.notRun(kind, 'Windows knows no such modes');
      return skip('Windows knows no such modes');
    }
    const home = await Home.below(root);
    if (user !== null)
      for (const path of [...home.folders, join(home.results, '..', 'tmp')]) await chown(path, user.uid, user.gid);
    const out = join(home.results, 'import.zip');
    proxy.setFault({ kind: 'trickle', bytes: 64 * 1024, everyMs: 6 });
    let happened = false;
    const ended = await runCommand(user?.file ?? salvor.file, fetchTo(out), home.env, user, (child) => {
      void whenPartHas(`${out}.part`, whole.length / 3, child).then(async (grown) => {
        if (!grown) return;
        await befall(home.results);
        // It still ran when this happened.
        happened = child.exitCode === null;
      });
    });
    proxy.setFault(null);
    const code = codeOf(ended);
    expect(happened).toBe(true);
    expect(['destination-not-writable', 'file-unreadable']).toContain(code);

    await mend(home.results);
    if (user !== null) await chown(home.results, user.uid, user.gid);
    expect(await home.unlisted([])).toEqual([]);
    const again = await runCommand(user?.file ?? salvor.file, fetchTo(out), home.env, user);
    expect(again).toMatchObject({ exit: 0 });
    expect((await readFile(out)).equals(whole)).toBe(true);
    const kept = (again.answer?.transfer?.kept ?? 0) > 0;
    expect(kept).toBe(resumes);
    expect(await home.unlisted(['import.zip'])).toEqual([]);
    figures.count(kind, `${code}; then ${kept ? 'gone on to' : 'made again,'} the exact bytes`, happened);
    await home.remove();
  });
});

describe('calls that fail from some point on', () => {
  test.for(Object.entries(ERRNO).slice(0, isLong ? undefined : 1))('with %s', async ([name, errno], { skip }) => {
    const kind = `each call that changes the disk fails: ${name}`;
    if (typeof shim === 'string') {
      figures.notRun(kind, shim);
      return skip(shim);
    }
    const log = join(root, 'calls.log');
    const counted = await Home.below(root);
    await runCommand(salvor.file, fetchTo(join(counted.results, 'import.zip')), {
      ...counted.env,
      ...shim.env([counted.results], log, null),
    });
    const { made } = await callsIn(log);
    await rm(log);
    await counted.remove();
    expect(made.length).toBeGreaterThan(5);
    const random = randomOf(kind);
    const places = isLong ? made.map((_call, index) => index + 1) : [1 + random.below(made.length)];
    for (const at of places) {
      const home = await Home.below(root);
      const out = join(home.results, 'import.zip');
      const ended = await runCommand(salvor.file, fetchTo(out), {
        ...home.env,
        ...shim.env([home.results], log, { at, act: { errno } }),
      });
      const { struck } = await callsIn(log);
      await rm(log);
      const placed = await readFile(out).catch(() => null);
      const code = codeOf(ended);
      figures.count(kind, code === 'exit 0' ? 'the exact bytes' : code, struck !== null);
      expect(struck).not.toBeNull();
      // What follows the final name (the folder's own fsync, tidying up) cannot make the file wrong.
      if (placed !== null) expect(placed.equals(whole)).toBe(true);
      if (code !== 'exit 0')
        expect(['disk-full', 'destination-not-writable', 'file-unreadable'], `${name} at ${struck}`).toContain(code);
      if (code === 'exit 0') expect(placed).not.toBeNull();
      expect(await home.unlisted(['import.zip']), `${name} at ${struck}`).toEqual([]);
      const again = await runCommand(salvor.file, [...fetchTo(out), '--overwrite'], home.env);
      expect(again).toMatchObject({ exit: 0 });
      expect((await readFile(out)).equals(whole)).toBe(true);
      expect(await home.unlisted(['import.zip'])).toEqual([]);
      await home.remove();
    }
  });
});

/** Resolves when the part has so many bytes; false when the process ended before. */
async function whenPartHas(
  part: string,
  bytes: number,
  child: { readonly exitCode: number | null; readonly signalCode: NodeJS.Signals | null },
): Promise<boolean> {
  while (child.exitCode === null && child.signalCode === null) {
    const size = await stat(part).then(
      (found) => found.size,
      () => 0,
    );
    if (size >= bytes) return true;
    await wait(3);
  }
  return false;
}

async function sizeOf(folder: string): Promise<number> {
  const { blocks, bsize } = await statfs(folder);
  return blocks * bsize;
}

function sqlOf(bytes: number): Buffer {
  const line = `INSERT INTO item VALUES (1, '${'all the same '.repeat(70)}');\n`;
  const end = '\n--\n-- PostgreSQL database dump complete\n--\n\n';
  return Buffer.from(`--\n-- PostgreSQL database dump\n--\n\n${line.repeat(Math.ceil(bytes / line.length))}${end}`);
}
