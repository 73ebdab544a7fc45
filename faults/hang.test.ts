import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { appendFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { deflateRawSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { electronRuntime } from '../scripts/electron-runtime.mjs';
import { parsePublicKey } from '../src/core/formats/site-key';
import { sealTspepk01 } from '../src/core/formats/tspepk01';
import { V8_FLAGS } from '../src/main/jobs/engine-flags';
import { handMadeZip } from '../test-support/proof/hand-made-zip';
import { portalEntries } from '../test-support/proof/portal-export';
import { buildSalvor, type SalvorCommand } from '../test-support/salvor';
import { Figures } from './support/figures';
import { randomOf } from './support/random';
import { runs } from './support/run';

/**
 * A verify ends, however often it is made: Node's own end of a thread and of a process can wait for ever
 * (nodejs/node#54918), by luck. What is injected here otherwise are threads that never end and calls that never return.
 */

/**
 * A verify takes about a second. One that computes nothing for this long hangs; one that a busy machine lets wait does
 * not.
 */
const HUNG_MS = 60_000;
/** Where the system does not tell what a process computes, and for one that computes for ever. */
const ENDLESS_MS = 20 * 60_000;
const keys = (
  JSON.parse(await readFile('test-vectors/vectors.json', 'utf8')) as {
    keys: { site: { private: string; public: string } };
  }
).keys.site;

const figures = new Figures('hang');
let folder: string;
let salvor: SalvorCommand;
let archive: string;
let key: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'salvor-faults-hang-'));
  salvor = await buildSalvor();
  key = await salvor.secretFile('site.key', keys.private);
  archive = join(folder, 'portal.zip.enc');
  await writeFile(archive, await sealedExport());
});
afterAll(async () => {
  figures.write();
  await salvor.remove();
  await rm(folder, { recursive: true, force: true });
});

/**
 * Many small files that are inflated and some large ones: enough for the compiler to become busy in both threads, and so
 * much to inflate that the proof has a thread of its own.
 */
async function sealedExport(): Promise<Buffer> {
  const random = randomOf('hang');
  const small = Array.from({ length: 1_500 }, (_, index) => {
    const data = Buffer.from(`${random.bytes(3_000).toString('hex')} ${index}`);
    return { name: `uploads/${index}.txt`, data, method: 8, stored: deflateRawSync(data) };
  });
  const film = random.bytes(1024 * 1024);
  const large = Array.from({ length: 16 }, (_, index) => ({
    name: `uploads/film-${index}.bin`,
    data: film.map((byte) => byte ^ index),
    method: 0,
  }));
  const zip = handMadeZip([
    ...portalEntries(),
    ...small,
    ...large.map((entry) => ({ ...entry, data: Buffer.from(entry.data) })),
  ]);
  const pieces: Uint8Array[] = [];
  for await (const piece of sealTspepk01(once(zip), parsePublicKey(keys.public).raw)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

interface End {
  readonly exit: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly hung: boolean;
  readonly ok: boolean;
}

function verify(
  runtime: { path: string; flags: readonly string[]; env: NodeJS.ProcessEnv },
  file = salvor.file,
): Promise<End> {
  return new Promise((resolve, reject) => {
    const child = spawn(
      runtime.path,
      [...runtime.flags, file, 'verify', archive, '--key-file', key, '--json', '--quiet'],
      { env: runtime.env, stdio: ['ignore', 'pipe', 'ignore'] },
    );
    let output = '';
    let hung = false;
    const began = performance.now();
    let last = { ticks: -1, at: began };
    const watch = setInterval(() => {
      const ticks = ticksOf(child.pid ?? 0);
      const now = performance.now();
      // Its own looks at what it waits for take a few ticks, each of ten milliseconds.
      if (ticks === null || ticks > last.ticks + 5) last = { ticks: ticks ?? -1, at: now };
      if (now - last.at < HUNG_MS && now - began < ENDLESS_MS) return;
      hung = true;
      child.kill('SIGKILL');
    }, 1_000);
    child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
    child.once('error', reject);
    child.once('close', (exit, signal) => {
      clearInterval(watch);
      resolve({ exit, signal, hung, ok: output.startsWith('{"ok":true') });
    });
  });
}

/** What a process has computed, in ticks of the system's clock; null where that is not told. */
function ticksOf(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return Number(fields[11]) + Number(fields[12]);
  } catch {
    return null;
  }
}

const env = (): NodeJS.ProcessEnv => ({
  ...process.env,
  HOME: folder,
  XDG_CONFIG_HOME: folder,
  APPDATA: folder,
  TMPDIR: folder,
  TEMP: folder,
  TMP: folder,
});
const node = () => ({ path: process.execPath, flags: [], env: env() });

describe('a verify ends', () => {
  const RUNTIMES = [
    { kind: "in Electron's Node, as the engine runs", count: runs(6, 1_000), flags: V8_FLAGS, electron: true },
    { kind: "in Electron's Node, without options", count: runs(6, 1_000), flags: [], electron: true },
    { kind: `in Node ${process.versions.node.split('.', 1)[0]}`, count: runs(6, 1_000), flags: [], electron: false },
  ];
  test.for(RUNTIMES)(
    '$kind, $count times',
    { timeout: 3 * 3_600_000 },
    async ({ kind, count, flags, electron }, { skip }) => {
      const path = electron
        ? await electronRuntime({ quiet: true }).then(
            (found) => found.path,
            () => null,
          )
        : process.execPath;
      if (path === null) {
        figures.notRun(`verify ${kind}`, 'there is no Electron to be had');
        return skip('there is no Electron to be had');
      }
      const runtime = { path, flags, env: electron ? { ...env(), ELECTRON_RUN_AS_NODE: '1' } : env() };
      let hung = 0;
      for (let run = 0; run < count; run += 1) {
        const ended = await verify(runtime);
        hung += ended.hung ? 1 : 0;
        figures.count(
          `verify ${kind}`,
          ended.hung ? 'HUNG' : ended.ok && ended.exit === 0 ? 'proven' : `exit ${ended.exit ?? ended.signal}`,
          true,
        );
        if (!ended.hung) expect(ended).toMatchObject({ exit: 0, ok: true });
      }
      expect(hung).toBe(0);
    },
  );
});

describe('a secret that never comes', () => {
  test.skipIf(process.platform === 'win32')(
    'from a pipe without a writer: the command ends when it is asked twice',
    async () => {
      const pipe = join(folder, 'no-writer');
      await promisify(execFile)('mkfifo', [pipe]);
      const child = spawn(process.execPath, [salvor.file, 'verify', archive, '--key-file', pipe], {
        env: env(),
        stdio: 'ignore',
      });
      let asked = 0;
      const asking = setInterval(() => child.kill('SIGTERM') && (asked += 1), 1_000);
      const overdue = setTimeout(() => child.kill('SIGKILL'), HUNG_MS);
      const [exit, signal] = (await new Promise((resolve) => child.once('exit', (...end) => resolve(end)))) as [
        number | null,
        NodeJS.Signals | null,
      ];
      clearInterval(asking);
      clearTimeout(overdue);
      figures.count('a secret that never comes', `ended by ${signal ?? exit}`, asked > 0);
      // A command that was not up yet when it was asked first ends by that.
      expect([exit === 130, signal === 'SIGTERM', signal === 'SIGINT']).toContain(true);
    },
  );
});

describe('a thread that never ends', () => {
  test.for([
    ['sleeps for ever', 'Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);', { exit: 0, signal: null }],
    ['never ends by itself', 'setInterval(() => {}, 1000);', { exit: 0, signal: null }],
    // No one can end a thread that waits in the system: the process ends itself, and its answer is whole.
    ['waits in the system', 'FIFO', { exit: null, signal: 'SIGKILL' }],
  ] as const)('%s: the verify ends with its answer', async ([, script, end], { skip }) => {
    if (script === 'FIFO' && process.platform === 'win32') return skip('Windows has no such files');
    const broken = await buildSalvor();
    try {
      const pipe = join(folder, 'never-written');
      if (script === 'FIFO') await promisify(execFile)('mkfifo', [pipe]);
      const added = script === 'FIFO' ? `;(await import('node:fs')).openSync(${JSON.stringify(pipe)});` : `;${script}`;
      await appendFile(join(dirname(broken.file), 'proof-thread.js'), added);
      const ended = await verify(node(), broken.file);
      figures.count('a thread that never ends', ended.ok ? 'the whole answer, and an end' : 'no answer', true);
      expect(ended).toMatchObject({ ...end, hung: false, ok: true });
    } finally {
      await broken.remove();
    }
  });
});
