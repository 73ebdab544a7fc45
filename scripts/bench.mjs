import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from './build.mjs';
import { root } from './checkout.mjs';
import { asCommand, run } from './command.mjs';
import { withVirtualDisplay } from './display.mjs';
import { electronRuntime } from './electron-runtime.mjs';
import { checkMachine } from './machine.mjs';
import { nodeModules } from './node-modules.mjs';

/**
 * Measures speed and memory, as ratios within one run; docs/performance.md says what is compared with what.
 *
 *     npm run bench                      everything but the block sizes
 *     npm run bench -- open start        these parts alone
 *     npm run bench -- block-size        in which lengths it is best to read, decrypt and write
 */

/** Those that run in a bare process, and those that need a window. */
const IN_PROCESSES = ['open', 'proof', 'peers', 'fetch', 'formats', 'command', 'block-size'];
const IN_WINDOWS = ['start', 'list', 'browse', 'frames'];
const USUAL = [...IN_PROCESSES, ...IN_WINDOWS].filter((part) => part !== 'block-size');

/**
 * @typedef {{ part: string, what: string, where: string, unit: string, median: number, least: number, most: number,
 * rounds: number, target: { is: 'least' | 'most', value: number } | null, leftOut?: string }} Figure
 */

await asCommand(async () => {
  const asked = process.argv.slice(2);
  const unknown = asked.find((part) => !IN_PROCESSES.includes(part) && !IN_WINDOWS.includes(part));
  if (unknown !== undefined)
    throw new Error(`There is no part "${unknown}"; there are: ${[...IN_PROCESSES, ...IN_WINDOWS].join(', ')}.`);
  const parts = asked.length === 0 ? USUAL : asked;
  await checkMachine({ headless: true });
  await nodeModules();
  const { path, source, version } = await electronRuntime();
  await build();
  const vite = [
    join(root, 'node_modules', 'vite', 'bin', 'vite.js'),
    'build',
    '--config',
    'bench/vite.config.ts',
    '--logLevel',
    'warn',
  ];
  const built = await run(process.execPath, vite, { output: 'inherit' });
  if (built !== 0) return built;

  const folder = await mkdtemp(join(tmpdir(), 'salvor-figures-'));
  const figures = join(folder, 'figures.jsonl');
  const env = { ...process.env, SALVOR_BENCH_FIGURES: figures, SALVOR_ELECTRON: source };
  const load = loadavg()[0] ?? 0;
  try {
    let code = 0;
    const inProcesses = parts.filter((part) => IN_PROCESSES.includes(part));
    if (inProcesses.length > 0)
      code = await run(process.execPath, [join(root, 'out', 'bench', 'bench.js'), path, ...inProcesses], {
        env,
        output: 'inherit',
      });
    const inWindows = parts.filter((part) => IN_WINDOWS.includes(part));
    if (inWindows.length > 0) {
      const playwright = [
        join(root, 'node_modules', '@playwright', 'test', 'cli.js'),
        'test',
        '--project=bench',
        ...inWindows.map((part) => `bench/${part}.spec.ts`),
      ];
      const measured = await withVirtualDisplay((display) =>
        run(process.execPath, playwright, {
          env: { ...env, DISPLAY: display.DISPLAY, XDG_SESSION_TYPE: 'x11' },
          output: 'inherit',
        }),
      );
      code ||= measured;
    }
    const found = existsSync(figures)
      ? readFileSync(figures, 'utf8')
          .trim()
          .split('\n')
          .map((line) => /** @type {Figure} */ (JSON.parse(line)))
      : [];
    process.stdout.write(
      `\n${table(found)}\n\nNode ${process.versions.node}, Electron ${version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model ?? '?'}; ` +
        `load average at the beginning ${load.toFixed(1)}, at the end ${(loadavg()[0] ?? 0).toFixed(1)}\n`,
    );
    return code;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
});

/** As Markdown, so that it can stand in docs/performance.md as it is. @param {readonly Figure[]} figures */
function table(figures) {
  const rows = figures.map((figure) => [figure.part, figure.what, figure.where, ...judged(figure)]);
  const head = ['part', 'what', 'in', 'target', 'median', 'least–most', ''];
  const widths = head.map((title, column) => Math.max(3, title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (/** @type {string[]} */ row) =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  return [line(head), `|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`, ...rows.map(line)].join('\n');
}

/** Target, median, spread and verdict. @param {Figure} figure @returns {string[]} */
function judged({ unit, median, least, most, rounds, target, leftOut }) {
  if (leftOut !== undefined) return ['', '', '', 'left out'];
  const isMet = target === null || (target.is === 'least' ? median >= target.value : median <= target.value);
  return [
    target === null ? '' : `${target.is === 'least' ? '≥' : '≤'} ${amount(target.value, unit)}`,
    `${amount(median, unit)}${unit === 'times' ? '' : ` ${unit}`}`,
    `${amount(least, unit)}–${amount(most, unit)} of ${rounds}`,
    target === null ? '' : isMet ? 'met' : 'missed',
  ];
}

/** @param {number} value @param {string} unit */
function amount(value, unit) {
  return value.toFixed(unit === 'times' ? 2 : 0);
}
