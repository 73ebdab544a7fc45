import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { FormData, request } from 'undici';
import { generateKeyPair, parsePrivateKey, parsePublicKey } from '../src/core/formats/site-key';
import { makeArchive } from './archives';
import { shortCommands } from './command';
import { type Figure, least, median, most, ratios, tell } from './figures';
import type { Served } from './jobs';
import type { BlocksMeasured, BlocksOrder } from './measure-blocks';
import type { Job, JobsMeasured, JobsOrder } from './measure-jobs';
import type { MemoryOrder } from './measure-memory';
import { beside } from './peers';
import { type Archive, measure, runtimes, sealedArchive, startPracticeProcess, withFolder } from './runtimes';

/**
 * The measurements that need no window, each in Node and in Electron's own Node. What is compared with what is in
 * docs/performance.md.
 *
 * Arguments: path of the Electron executable, then the parts that are wanted.
 */
const [electron, ...wanted] = process.argv.slice(2);
const GiB = 1024 ** 3;
const ROUNDS = 5;
/** Of the 4 GiB fewer are enough: what comes and goes within seconds has evened out in each. */
const ROUNDS_OF_LARGE = 3;
const FORMATS = { tspepk01: null, tspenc01: least(0.9), proxpanel: least(0.9), 'tspb-v2': null } as const;
const PEAK = most(160);
const all = runtimes(electron);

async function formats(): Promise<void> {
  for (const runtime of all) {
    const measured: Record<string, number>[] = [];
    for (let round = 0; round < 3; round += 1) measured.push(await measure(runtime, 'measure-formats', null));
    for (const [format, target] of Object.entries(FORMATS)) {
      const rates = measured.map((each) => each[format] ?? Number.NaN);
      const named = { part: 'formats', where: runtime.name } as const;
      tell(
        {
          ...named,
          what: `${format} decrypts in memory`,
          unit: 'MB/s',
          target: format === 'tspb-v2' ? least(150) : null,
        },
        rates,
      );
      if (target !== null)
        tell(
          { ...named, what: `${format} / TSPEPK01`, unit: 'times', target },
          ratios(
            rates,
            measured.map(({ tspepk01 = Number.NaN }) => tspepk01),
          ),
        );
    }
  }
}

async function opening(): Promise<void> {
  await withFolder(async (folder) => {
    for (const gib of [1, 4]) {
      const archive = await sealedArchive(folder, gib * GiB);
      for (const runtime of all) {
        const jobs: Job[] = ['gcm', 'gcm-given-back', 'open', 'copy', 'open-hashed', 'plain'];
        const order: JobsOrder = { archive, jobs, rounds: gib === 1 ? ROUNDS : ROUNDS_OF_LARGE, warmUp: gib === 1 };
        const {
          gcm = [],
          'gcm-given-back': bare = [],
          open = [],
          copy = [],
          plain = [],
          'open-hashed': hashed = [],
          'open-whole': whole = [],
        } = await measure<JobsMeasured>(runtime, 'measure-jobs', order);
        const say = (what: string, target: Figure['target'], values: number[]) =>
          tell({ part: `open ${gib} GiB`, what, where: runtime.name, unit: 'times', target }, values);
        const isElectron = runtime.name === 'Electron';
        // Rates, so that more is better: of the time that the limit takes, by the time that opening takes.
        say('open against GCM in memory', isElectron ? least(0.85) : null, ratios(gcm, open));
        say('open with SHA-256 against GCM in memory', isElectron ? least(0.75) : null, ratios(gcm, hashed));
        say('open against GCM in memory that gives each output back', least(0.6), ratios(bare, open));
        say('open against the plain loop', null, ratios(plain, open));
        say('open against a copy without a cipher', null, ratios(copy, open));
        say('time with proof, fsync and name / time of opening', null, ratios(whole, open));
        tell(
          { part: `open ${gib} GiB`, what: 'open', where: runtime.name, unit: 'MB/s', target: null },
          open.map((ms) => (gib * GiB) / 1e3 / ms),
        );
      }
      await memory(archive, `${gib} GiB`, ['open', 'open-hashed', 'verify']);
    }
  });
}

/** Peaks of processes that each did one thing. */
async function memory(
  archive: Archive,
  size: string,
  jobs: readonly MemoryOrder['job'][],
  served?: Served,
): Promise<void> {
  for (const runtime of all) {
    for (const job of jobs) {
      const peaks: number[] = [];
      for (let round = 0; round < ROUNDS_OF_LARGE; round += 1)
        peaks.push(
          await measure(runtime, 'measure-memory', { job, archive, ...(served && { served }) } satisfies MemoryOrder),
        );
      const target = runtime.name === 'Electron' && job !== 'nothing' ? PEAK : null;
      tell({ part: 'memory', what: `peak of ${job}, ${size}`, where: runtime.name, unit: 'MB', target }, peaks);
    }
  }
}

async function proof(): Promise<void> {
  await withFolder(async (folder) => {
    const archive = await sealedArchive(folder, GiB);
    for (const runtime of all) {
      const order: JobsOrder = { archive, jobs: ['open', 'verify'], rounds: ROUNDS, warmUp: true };
      const {
        open = [],
        verify = [],
        'open-whole': whole = [],
      } = await measure<JobsMeasured>(runtime, 'measure-jobs', order);
      const target = runtime.name === 'Electron' ? most(1.3) : null;
      tell(
        { part: 'proof', what: 'time of the full proof / time of opening', where: runtime.name, unit: 'times', target },
        ratios(verify, open),
      );
      tell(
        {
          part: 'proof',
          what: 'opened, proven, synced and named / opened',
          where: runtime.name,
          unit: 'times',
          target: null,
        },
        ratios(whole, open),
      );
    }
  });
}

async function fetching(): Promise<void> {
  await withFolder(async (folder) => {
    const { url, site, stop } = await startPracticeProcess(join(folder, 'practice'));
    try {
      const keyFile = site.keys.find(({ current }) => current)?.file ?? '';
      const source = join(folder, 'large.zip.enc');
      await makeArchive(source, GiB, parsePrivateKey(await readFile(keyFile, 'utf8')).publicRaw);
      const form = new FormData();
      form.set('scope', 'full');
      form.set('file', await openAsBlob(source), 'tsp-export-large.zip.enc');
      const headers = { authorization: `Bearer ${site.apiKey}` };
      const uploaded = await request(`${url}/backups`, { method: 'POST', headers, body: form });
      const answer = (await uploaded.body.json()) as { backup?: { id: string | number } };
      if (uploaded.statusCode !== 201 || answer.backup === undefined)
        throw new Error(`the practice server answers ${uploaded.statusCode} to the upload`);
      const served: Served = { url, apiKey: site.apiKey, id: String(answer.backup.id) };
      const archive: Archive = { archive: source, keyFile, destination: join(folder, 'out.zip') };
      for (const runtime of all) {
        const order: JobsOrder = { archive, served, jobs: ['fetch', 'download'], rounds: ROUNDS, warmUp: true };
        const {
          fetch = [],
          download = [],
          'fetch-whole': whole = [],
        } = await measure<JobsMeasured>(runtime, 'measure-jobs', order);
        const target = runtime.name === 'Electron' ? least(0.8) : null;
        tell(
          {
            part: 'fetch',
            what: 'fetch against a bare download by undici',
            where: runtime.name,
            unit: 'times',
            target,
          },
          ratios(download, fetch),
        );
        tell(
          {
            part: 'fetch',
            what: 'fetched, proven, synced and named / fetched',
            where: runtime.name,
            unit: 'times',
            target: null,
          },
          ratios(whole, fetch),
        );
        tell(
          { part: 'fetch', what: 'fetch', where: runtime.name, unit: 'MB/s', target: null },
          fetch.map((ms) => GiB / 1e3 / ms),
        );
      }
      await memory(archive, '1 GiB', ['fetch'], served);
    } finally {
      await stop();
    }
  });
}

/** Every length around the ones that are built in, the others held; and the slices in memory alone. */
async function blockSize(): Promise<void> {
  const lengths = { piece: [256, 512, 1024, 2048], slice: [16, 32, 64, 128, 256], batch: [256, 512, 1024, 2048] };
  const sizes = lengths.piece.flatMap((piece) =>
    lengths.slice.flatMap((slice) => lengths.batch.map((batch) => ({ piece, slice, batch }))),
  );
  await withFolder(async (folder) => {
    const from = join(folder, 'large.zip.enc');
    await makeArchive(from, GiB / 4, parsePublicKey(generateKeyPair().publicText).raw);
    for (const runtime of all) {
      const order: BlocksOrder = { from, to: join(folder, 'out'), rounds: ROUNDS, sizes };
      const measured = await measure<BlocksMeasured[]>(runtime, 'measure-blocks', order);
      const best = Math.min(...measured.map(({ loop }) => median(loop)));
      console.log(
        `\n${runtime.name}: rate against the best combination; read × decrypt × write in KiB, median of ${ROUNDS} rounds`,
      );
      const ordered = [...measured].sort((a, b) => median(a.loop) - median(b.loop));
      for (const { piece, slice, batch, loop } of ordered)
        console.log(
          `  ${[piece, slice, batch].map((kib) => String(kib).padStart(5)).join(' ×')}   ${(best / median(loop)).toFixed(2)}`,
        );
      console.log(`${runtime.name}: GCM in memory by the length of its slices, in MB/s`);
      for (const slice of lengths.slice) {
        const times = measured.filter((each) => each.slice === slice).flatMap(({ memory: ms }) => ms);
        console.log(`  ${String(slice).padStart(5)}   ${(GiB / 4 / 1e3 / median(times)).toFixed(0)}`);
      }
    }
  });
}

const parts: Record<string, () => Promise<void>> = {
  formats,
  open: opening,
  proof,
  peers: () => beside(all, ROUNDS),
  fetch: fetching,
  'block-size': blockSize,
  command: () => shortCommands(all),
};
for (const name of wanted) {
  console.log(`\n== ${name}`);
  await parts[name]?.();
}
