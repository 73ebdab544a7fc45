import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { generateKeyPair, parsePublicKey } from '../src/core/formats/site-key';
import { makeArchive } from './archives';

/**
 * Measures how fast each format decrypts, and opening and proving archives of 1 and 4 GiB, in Node and in Electron's own Node, each against
 * what that runtime's AES-256-GCM does in memory within the same process. Every figure is a ratio of one run.
 *
 * Arguments: path of the Electron executable, or nothing to measure in Node alone.
 */
const [electron] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);
const GiB = 1024 ** 3;
const ROUNDS = 5;

interface Measurement {
  bytes: number;
  gcm: number;
  open: number;
  openMs: number;
  proveMs: number;
  totalMs: number;
  peakMiB: number;
}

const runtimes: { name: string; path: string; env: NodeJS.ProcessEnv }[] = [{ name: 'Node', path: process.execPath, env: process.env }];
if (electron !== undefined) runtimes.push({ name: 'Electron', path: electron, env: { ...process.env, ELECTRON_RUN_AS_NODE: '1' } });

console.log('runtime   format     decrypt/TSPEPK01   decrypt');
for (const runtime of runtimes) {
  const { stdout } = await run(runtime.path, [join(here, 'measure-formats.js')], { env: runtime.env });
  const rates = JSON.parse(stdout) as Record<string, number>;
  for (const [format, rate] of Object.entries(rates)) {
    console.log([runtime.name.padEnd(9), format.padEnd(10), (rate / (rates['tspepk01'] ?? Number.NaN)).toFixed(2).padEnd(18), `${rate.toFixed(0)} MB/s`].join(' '));
  }
}

const folder = await mkdtemp(join(tmpdir(), 'salvor-bench-'));
try {
  const keys = generateKeyPair();
  const keyFile = join(folder, 'site.key');
  await writeFile(keyFile, keys.privateText, { mode: 0o600 });
  console.log('runtime   archive  open/GCM in memory   whole/open           peak memory   open');
  for (const gib of [1, 4]) {
    const archive = join(folder, `${gib}.enc`);
    await makeArchive(archive, gib * GiB, parsePublicKey(keys.publicText).raw);
    for (const runtime of runtimes) {
      const measured: Measurement[] = [];
      for (let round = 0; round < (gib === 1 ? ROUNDS : 2); round += 1) {
        const { stdout } = await run(runtime.path, [join(here, 'measure-open.js'), archive, keyFile, join(folder, 'out.zip')], { env: runtime.env });
        measured.push(JSON.parse(stdout) as Measurement);
      }
      console.log(
        [
          runtime.name.padEnd(9),
          `${gib} GiB`.padEnd(8),
          spread(measured.map(({ open, gcm }) => open / gcm)).padEnd(20),
          spread(measured.map(({ openMs, totalMs }) => totalMs / openMs)).padEnd(20),
          `${Math.max(...measured.map(({ peakMiB }) => peakMiB)).toFixed(0)} MiB`.padEnd(13),
          `${median(measured.map(({ open }) => open)).toFixed(0)} MB/s`,
        ].join(' '),
      );
    }
    await rm(archive);
  }
} finally {
  await rm(folder, { recursive: true });
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
}

function spread(ratios: number[]): string {
  return `${median(ratios).toFixed(2)} (${Math.min(...ratios).toFixed(2)}–${Math.max(...ratios).toFixed(2)})`;
}
